//! Rows that hold the records of their relations, over both interfaces: the same program reads the same rows.

use weda::prelude::*;
use weda::{Create, ErrorKind, GatewayKind};
use weda_emulator::Emulator;

use crate::GATEWAY;
use crate::fixture::served;

mod lists;
mod requests;

#[weda_model("goods_brand")]
#[derive(Debug, PartialEq)]
struct Brand {
    id: Id<Brand>,
    name: String,
}

#[weda_model("goods_spu")]
#[derive(Debug, PartialEq)]
struct Spu {
    title: Option<String>,
}

/// A view that holds an id of a relation, so that the gateway would need a second level.
#[weda_model("goods_spu")]
#[derive(Debug, PartialEq)]
struct SpuOfBrand {
    id: Id<SpuOfBrand>,
    title: Option<String>,
    brand: Option<Id<Brand>>,
}

#[weda_model("goods_sku")]
#[derive(Debug, PartialEq)]
struct Sku {
    #[weda(load = "spuId")]
    spu: Option<Spu>,
    id: Id<Sku>,
    #[weda(load = "brand")]
    brand: Brand,
    #[weda(load = "origin")]
    origin: Option<SpuOfBrand>,
    title: Option<String>,
    spu_id: Option<Id<Spu>>,
}

/// Loads nothing.
#[weda_model("goods_sku")]
#[derive(Debug)]
struct Plain {
    id: Id<Plain>,
}

/// A view of another module, named like the row that loads it, as generated rows often are.
mod views {
    use weda::prelude::*;

    #[weda_model("goods_spu")]
    #[derive(Debug)]
    pub struct Item {
        pub title: Option<String>,
    }
}

#[weda_model("goods_sku")]
#[derive(Debug)]
struct Item {
    #[weda(load = "spuId")]
    spu: Option<views::Item>,
}

struct Shop {
    emulator: Emulator,
    client: Client,
    brand: Id<Brand>,
    spu: Id<Spu>,
}

async fn shop() -> Shop {
    let (emulator, client) = served();
    let brand = Brand::create(&client, NewBrand { name: "青瓷坊".to_owned() }).await.unwrap().id;
    let new = SpuOfBrand::new().set(SpuOfBrand::TITLE, "茶杯").set(SpuOfBrand::BRAND, &brand);
    let spu = SpuOfBrand::create(&client, new).await.unwrap().id.cast();
    Shop { emulator, client, brand, spu }
}

impl Shop {
    fn sku(&self, title: &str) -> Create<Sku> {
        let new = NewSku { brand: self.brand.clone().cast() };
        new.set(Sku::TITLE, title)
    }

    fn linked(&self, title: &str) -> Create<Sku> {
        self.sku(title).set(Sku::SPU_ID, &self.spu).set(Sku::ORIGIN, &self.spu)
    }

    /// The row that `linked` is read as.
    fn expect_linked(&self, row: &Sku, title: &str) {
        assert_eq!(row.title.as_deref(), Some(title));
        assert_eq!(row.spu, Some(Spu { title: Some("茶杯".to_owned()) }));
        assert_eq!(row.spu_id.as_ref(), Some(&self.spu));
        assert_eq!(row.brand, Brand { id: self.brand.clone(), name: "青瓷坊".to_owned() });
        let origin = row.origin.as_ref().unwrap();
        assert_eq!((&origin.id, origin.brand.as_ref()), (&self.spu.clone().cast(), Some(&self.brand)));
    }
}

#[tokio::test]
async fn every_call_that_returns_rows_loads_what_they_lead_to() {
    let shop = shop().await;
    let client = &shop.client;
    let created = Sku::create(client, shop.linked("白杯")).await.unwrap();
    shop.expect_linked(&created, "白杯");
    let id = &created.id;
    shop.expect_linked(&Sku::get(client, id).await.unwrap().unwrap(), "白杯");
    shop.expect_linked(&Sku::require(client, id).await.unwrap(), "白杯");
    let patch = Sku::patch().set(Sku::TITLE, "青杯");
    shop.expect_linked(&Sku::update_get(client, id, patch).await.unwrap(), "青杯");
    shop.expect_linked(&Sku::update_get(client, id, Sku::patch()).await.unwrap(), "青杯");
    shop.expect_linked(&Sku::get_many(client, [id]).await.unwrap()[id], "青杯");

    let query = || Sku::query(client).filter(Sku::TITLE.eq("青杯"));
    shop.expect_linked(&query().await.unwrap()[0], "青杯");
    shop.expect_linked(&query().first().await.unwrap().unwrap(), "青杯");
    shop.expect_linked(&query().page().await.unwrap().rows[0], "青杯");
    shop.expect_linked(&query().page_with_total().await.unwrap().0.rows[0], "青杯");
    shop.expect_linked(&query().stream().next().await.unwrap().unwrap(), "青杯");
    shop.expect_linked(&query().prefetch(4).stream().next().await.unwrap().unwrap(), "青杯");
    shop.expect_linked(&query().pages().next().await.unwrap().unwrap().rows[0], "青杯");
    shop.expect_linked(&query().allow_invalid().await.unwrap().rows[0], "青杯");
    assert!(query().exists().await.unwrap() && query().count().await.unwrap() == 1);
    assert!(Sku::query(client).filter(Sku::TITLE.eq("无")).first().await.unwrap().is_none());
}

#[tokio::test]
async fn a_relation_that_leads_nowhere_is_none_or_an_error() {
    let shop = shop().await;
    let client = &shop.client;
    let id = Sku::create(client, shop.sku("白杯")).await.unwrap().id;
    let row = Sku::get(client, &id).await.unwrap().unwrap();
    assert!(row.spu.is_none() && row.origin.is_none() && row.spu_id.is_none());
    assert_eq!(row.brand.name, "青瓷坊");

    Brand::delete(client, &shop.brand).await.unwrap();
    let id = id.as_str();
    for error in [
        Sku::get(client, &Id::<Sku>::new(id)).await.unwrap_err(),
        Sku::query(client).await.unwrap_err(),
        Sku::query(client).page().await.unwrap_err(),
        Sku::query(client).first().await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        let text = error.to_string();
        let field = "field `brand`: there is no related record; load it into an `Option` if it may be gone";
        assert!(text.contains(id) && text.contains("goods_sku") && text.contains(field), "{text}");
    }
    let partial = Sku::query(client).allow_invalid().await.unwrap();
    assert!(partial.rows.is_empty());
    assert_eq!(partial.invalid[0].id(), Some(id));
}

#[tokio::test]
async fn a_view_loads_one_of_the_same_name() {
    let shop = shop().await;
    let id = Sku::create(&shop.client, shop.linked("白杯")).await.unwrap().id;
    let item = Item::require(&shop.client, &id).await.unwrap();
    assert_eq!(item.spu.unwrap().title.as_deref(), Some("茶杯"));
}

/// An inner record must not hide the id of the row that it belongs to: pages compare those.
#[tokio::test]
async fn pages_compare_the_ids_of_the_rows() {
    let shop = shop().await;
    let client = &shop.client;
    let rows = (0..450).map(|number| shop.linked(&format!("{number:03}")));
    let ids = Sku::create_many(client, rows).await.unwrap().into_ids().unwrap();
    let read = Sku::query(client).await.unwrap();
    assert_eq!(read.len(), ids.len());
    let read = Sku::get_many(client, &ids).await.unwrap();
    assert!(ids.iter().all(|id| read.contains_key(id)));
    for row in Sku::query(client).prefetch(4).await.unwrap() {
        assert!(row.spu.is_some() && row.spu_id.is_some());
    }
}
