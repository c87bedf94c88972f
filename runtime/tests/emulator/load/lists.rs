//! Lists of related records, which only the data-model gateway has.

use super::*;

#[weda_model("goods_tag")]
#[derive(Debug, PartialEq)]
struct Tag {
    id: Id<Tag>,
    name: Option<String>,
}

#[weda_model("goods_sku")]
#[derive(Debug)]
struct Tagged {
    id: Id<Tagged>,
    #[weda(load = "tags")]
    tags: Vec<Tag>,
}

#[weda_model("goods_sku")]
#[derive(Debug)]
struct OfBrand {
    title: Option<String>,
    brand: Id<Brand>,
}

#[weda_model("goods_spu")]
#[derive(Debug)]
struct WithSkus {
    #[weda(load = "skus")]
    skus: Vec<OfBrand>,
    title: Option<String>,
}

#[tokio::test]
async fn lists_are_loaded_or_refused_before_anything_is_sent() {
    let shop = shop().await;
    let client = &shop.client;
    let sku = Sku::create(client, shop.linked("白杯")).await.unwrap().id;
    let before = shop.emulator.log().len();
    let refused = |error: weda::Error| {
        assert_eq!(error.kind(), ErrorKind::NotEnabled, "{error}");
        assert!(error.to_string().contains("data-model gateway (`GatewayKind::Model`)"), "{error}");
    };
    let query = || WithSkus::query(client);
    if GATEWAY == GatewayKind::Model {
        let spu = query().first().await.unwrap().unwrap();
        assert_eq!((spu.title.as_deref(), spu.skus.len()), (Some("茶杯"), 1));
        assert_eq!((spu.skus[0].title.as_deref(), &spu.skus[0].brand), (Some("白杯"), &shop.brand));
        assert!(Tagged::get(client, &sku).await.unwrap().unwrap().tags.is_empty());
        return;
    }
    refused(query().await.unwrap_err());
    refused(query().preview().unwrap_err());
    refused(query().first().await.unwrap_err());
    refused(query().page().await.unwrap_err());
    refused(query().stream().next().await.unwrap().unwrap_err());
    refused(query().pages().next().await.unwrap().unwrap_err());
    refused(query().prefetch(2).pages().next().await.unwrap().unwrap_err());
    refused(query().allow_invalid().await.unwrap_err());
    refused(Tagged::get(client, &sku).await.unwrap_err());
    refused(Tagged::require(client, &sku).await.unwrap_err());
    refused(Tagged::get_many(client, [&sku]).await.unwrap_err());
    refused(Tagged::create(client, NewTagged { brand: shop.brand.clone().cast() }).await.unwrap_err());
    refused(Tagged::update_get(client, &sku, Tagged::patch()).await.unwrap_err());
    refused(Tagged::update_get(client, &sku, Tagged::patch().set(Tagged::TITLE, "x")).await.unwrap_err());
    assert_eq!(shop.emulator.log().len(), before);
    // Neither decodes a row.
    assert!(query().exists().await.unwrap());
    assert_eq!(query().count().await.unwrap(), 1);
}
