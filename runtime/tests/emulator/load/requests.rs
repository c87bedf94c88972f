//! The number of requests, and the forms of answers that no document decides between.

use std::collections::HashSet;

use weda_emulator::profile::{Absent, MasterRelations, RelationForm};
use weda_emulator::{Emulator, Profile};

use super::*;
use crate::fixture::{connect, definitions};

#[weda_model("goods_sku")]
#[derive(Debug)]
struct WithSpu {
    title: Option<String>,
    #[weda(load = "spuId")]
    spu: Option<Spu>,
}

/// Creates `rows` SKUs, each of its own SPU, in batches.
async fn fill(emulator: &Emulator, rows: usize) -> Vec<Id<Spu>> {
    let client = Client::builder("lowcode-emulator").gateway(GatewayKind::OData);
    let client = client.base_url(emulator.url()).secret("emulator-id", "emulator-key").build().unwrap();
    let brand = Brand::create(&client, NewBrand { name: "青瓷坊".to_owned() }).await.unwrap().id;
    let spus = (0..rows).map(|at| Spu::new().set(Spu::TITLE, format!("货{at:04}")));
    let spus = Spu::create_many(&client, spus).await.unwrap().into_ids().unwrap();
    let skus = spus.iter().enumerate().map(|(at, spu)| {
        NewSku { brand: brand.clone().cast() }
            .set(Sku::TITLE, format!("货{at:04}"))
            .set(Sku::SPU_ID, spu)
            .set(Sku::ORIGIN, spu)
    });
    Sku::create_many(&client, skus).await.unwrap().into_ids().unwrap();
    spus
}

fn lists(emulator: &Emulator) -> u64 {
    emulator.call_counts().get(crate::LIST).copied().unwrap_or_default()
}

fn all_have_their_own(rows: &[WithSpu]) {
    let titles: HashSet<_> = rows.iter().map(|row| row.title.clone().unwrap()).collect();
    assert_eq!((rows.len(), titles.len()), (1_000, 1_000));
    for row in rows {
        assert_eq!(row.spu.as_ref().unwrap().title, row.title);
    }
}

#[tokio::test]
async fn a_thousand_rows_need_few_requests() {
    let (emulator, client) = served();
    let spus = fill(&emulator, 1_000).await;
    assert!(spus.iter().all(|id| id.as_str().len() == 32));
    let is_odata = GATEWAY == GatewayKind::OData;

    let before = lists(&emulator);
    all_have_their_own(&WithSpu::query(&client).await.unwrap());
    let sent = lists(&emulator) - before;
    assert!(if is_odata { sent <= 5 + 8 } else { sent == 5 }, "{sent}");

    // A page has 200 ids, which two addresses hold.
    for prefetch in [1, 4] {
        let before = lists(&emulator);
        let (mut rows, mut stream) = (Vec::new(), WithSpu::query(&client).prefetch(prefetch).stream());
        while let Some(row) = stream.next().await {
            rows.push(row.unwrap());
        }
        all_have_their_own(&rows);
        let sent = lists(&emulator) - before;
        assert!(if is_odata { sent <= 5 + 10 } else { sent == 5 }, "{prefetch}: {sent}");
    }
}

/// Prefetched pages refer to the same records, which are read once.
#[tokio::test]
async fn pages_share_the_records_that_were_found() {
    let (emulator, client) = served();
    let spu = fill(&emulator, 1).await.remove(0);
    let brand = Brand::query(&client).first().await.unwrap().unwrap().id;
    let rows = (0..900)
        .map(|at| NewSku { brand: brand.clone().cast() }.set(Sku::TITLE, at.to_string()).set(Sku::SPU_ID, &spu));
    let odata = Client::builder("lowcode-emulator").gateway(GatewayKind::OData);
    let odata = odata.base_url(emulator.url()).secret("emulator-id", "emulator-key").build().unwrap();
    Sku::create_many(&odata, rows).await.unwrap().into_ids().unwrap();
    for prefetch in [1, 4] {
        let before = lists(&emulator);
        let mut stream = WithSpu::query(&client).prefetch(prefetch).stream();
        let mut count = 0;
        while let Some(row) = stream.next().await {
            count += usize::from(row.unwrap().spu.is_some());
        }
        assert_eq!(count, 901);
        let found = if GATEWAY == GatewayKind::OData { 1 } else { 0 };
        assert_eq!(lists(&emulator) - before, 5 + found, "{prefetch}");
    }
}

#[tokio::test]
async fn the_preview_is_the_request_of_the_first_page() {
    let (_emulator, client) = served();
    let preview = WithSpu::query(&client).preview().unwrap().unwrap();
    match GATEWAY {
        GatewayKind::Model => {
            let select = r#""select":{"_id":true,"title":true,"spuId":{"_id":true,"title":true}}"#;
            assert!(preview.body.unwrap().contains(select));
        }
        _ => assert!(preview.url.contains("/goods_sku?$orderby=_id") && preview.body.is_none()),
    }
}

/// G14, and the forms of relations and absent values on either interface.
#[tokio::test]
async fn related_records_are_found_in_every_form_of_answer() {
    let masters = [MasterRelations::ToOne, MasterRelations::None, MasterRelations::All];
    let forms = [RelationForm::Object, RelationForm::Id];
    for (master, form) in masters.into_iter().zip(forms.into_iter().cycle()) {
        for absent in [Absent::Null, Absent::Missing] {
            let mut profile = Profile::documented();
            (profile.model_api.master_relations, profile.model_api.absent) = (master, absent);
            (profile.answers.relations, profile.answers.absent) = (form, absent);
            let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
            let client = connect(emulator.address());
            let spu = fill(&emulator, 1).await.remove(0);
            for row in
                [Sku::query(&client).await.unwrap().remove(0), Sku::query(&client).first().await.unwrap().unwrap()]
            {
                assert_eq!(row.spu.unwrap().title.as_deref(), Some("货0000"));
                assert_eq!((row.spu_id.unwrap(), row.origin.unwrap().id), (spu.clone(), spu.clone().cast()));
                assert_eq!(row.brand.name, "青瓷坊");
            }
        }
    }
}
