//! The code of the guide's chapters on relations and gateways, compiled and run.

use std::fs;
use std::path::Path;

use weda::prelude::*;
use weda::row::{Changed, Upserted};
use weda::{ErrorKind, GatewayKind};
use weda_emulator::Emulator;
use weda_examples::models::{Category, NewProduct, NewShopOrder, Product, ShopOrder};

#[weda_model("category")]
struct Shelf {
    id: Id<Shelf>,
    name: String,
}

#[weda_model("product")]
struct Ware {
    id: Id<Ware>,
    name: String,
    stock: Option<i64>,
    #[weda(load = "category")]
    shelf: Option<Shelf>,
}

async fn wares(client: &Client) -> weda::Result<Vec<Ware>> {
    Ware::query(client).order_by(Ware::NAME.asc()).await
}

async fn invoice(client: &Client, orders: &[ShopOrder]) -> weda::Result<()> {
    let products = ShopOrder::PRODUCT.load(client, orders).await?;
    for order in orders {
        let product = products.get(&order.product).map(|product| product.name.as_str());
        println!("{}: {} x {}", order.number, order.quantity, product.unwrap_or("已下架"));
    }
    Ok(())
}

async fn on_shelf(client: &Client, name: &str) -> weda::Result<Vec<Ware>> {
    Ware::query(client).filter(Ware::CATEGORY.matches(Shelf::NAME.contains(name)) & Ware::STOCK.gt(0)).await
}

async fn on_shelf_by_ids(client: &Client, name: &str) -> weda::Result<Vec<Ware>> {
    let shelves = Shelf::query(client).filter(Shelf::NAME.contains(name)).await?;
    Ware::query(client).filter(Ware::CATEGORY.one_of(shelves.iter().map(|shelf| &shelf.id))).await
}

async fn restock(client: &Client, ware: &Id<Ware>, shelf: &Id<Shelf>) -> weda::Result<()> {
    Ware::update(client, ware, Ware::patch().set(Ware::CATEGORY, shelf).set(Ware::STOCK, 100)).await
}

async fn arrange(client: &Client, shelf: &Id<Category>, products: &[Id<Product>]) -> weda::Result<()> {
    Category::update(client, shelf, Category::patch().set(Category::PRODUCTS, products)).await
}

fn connect(keys: (&str, &str)) -> weda::Result<Client> {
    Client::builder("lowcode-2gay8jgh25").secret(keys.0, keys.1).gateway(GatewayKind::Model).build()
}

async fn deliver(client: &Client, code: &str, pieces: i64) -> weda::Result<()> {
    let new = NewProduct { code: code.into(), name: "龙井茶".into() }.set(Product::STOCK, pieces);
    match Product::upsert(client, Product::CODE, new, Product::patch().set(Product::PRICE, 128)).await? {
        Upserted::Created(id) => println!("{code} is new: {id}"),
        Upserted::Updated => println!("{code} has a new price"),
    }
    Ok(())
}

async fn sell(client: &Client, product: &Product) -> weda::Result<i64> {
    Product::increment(client, &product.id, Product::STOCK, -1).await
}

async fn reprice(client: &Client, product: &Product, price: f64) -> weda::Result<bool> {
    let change = Product::change(client, &product.id).from(product).set(Product::PRICE, price);
    Ok(change.await? == Changed::Hit)
}

async fn clear_out(client: &Client) -> weda::Result<u64> {
    Product::delete_where(client, Product::STOCK.le(0)).at_most(500).await
}

fn blocks(chapter: &str) -> Vec<String> {
    let guide = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../guide/en").join(chapter)).unwrap();
    guide.split("```rust\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_guide_has_the_same_code() {
    let code = include_str!("relations.rs");
    let (relations, gateways) = (blocks("relations.md"), blocks("gateways.md"));
    assert_eq!((relations.len(), gateways.len()), (5, 2));
    for block in relations.iter().chain(&gateways) {
        assert!(code.contains(block), "this block of the guide is not here:\n{block}");
    }
}

fn served(gateway: GatewayKind) -> (Emulator, Client) {
    let emulator = Emulator::builder().definitions(weda_examples::definitions()).start().unwrap();
    let client = Client::builder("lowcode-emulator")
        .secret("emulator-id", "emulator-key")
        .base_url(emulator.url())
        .gateway(gateway)
        .build()
        .unwrap();
    (emulator, client)
}

/// Creates a shelf with a product, and another product without a shelf.
async fn open(client: &Client) -> weda::Result<(Id<Category>, Vec<Id<Product>>)> {
    let shelf = Category::create(client, weda_examples::models::NewCategory { name: "茶叶".into() }).await?.id;
    let new = |code: &str, name: &str| NewProduct { code: code.into(), name: name.into() };
    let tea = new("A", "龙井茶").set(Product::CATEGORY, &shelf).set(Product::STOCK, 3).set(Product::PRICE, 98);
    let tea = Product::create(client, tea).await?.id;
    let bowl = Product::create(client, new("B", "景德镇瓷碗").set(Product::STOCK, 0)).await?.id;
    Ok((shelf, vec![tea, bowl]))
}

fn described(wares: &[Ware]) -> Vec<String> {
    wares.iter().map(|ware| format!("{} {:?}", ware.name, ware.shelf.as_ref().map(|shelf| &shelf.name))).collect()
}

#[tokio::test]
async fn relations_are_read_through_both_gateways() -> weda::Result<()> {
    for gateway in [GatewayKind::OData, GatewayKind::Model] {
        let (emulator, client) = served(gateway);
        let (shelf, products) = open(&client).await?;
        let all = wares(&client).await?;
        assert_eq!(described(&all), ["景德镇瓷碗 None", "龙井茶 Some(\"茶叶\")"], "{gateway}");

        let order = NewShopOrder { number: "2026-1".into(), product: products[0].clone(), quantity: 2 };
        ShopOrder::create(&client, order).await?;
        invoice(&client, &ShopOrder::query(&client).await?).await?;

        restock(&client, &products[1].clone().cast(), &shelf.clone().cast()).await?;
        let shelved = wares(&client).await?;
        assert_eq!(described(&shelved)[0], "景德镇瓷碗 Some(\"茶叶\")", "{gateway}");
        assert_eq!(shelved[0].stock, Some(100));
        drop(emulator);
    }
    Ok(())
}

#[tokio::test]
async fn the_gateway_filters_and_writes_what_odata_refuses() -> weda::Result<()> {
    let (_emulator, client) = served(GatewayKind::Model);
    let (shelf, products) = open(&client).await?;
    assert_eq!(described(&on_shelf(&client, "茶").await?), ["龙井茶 Some(\"茶叶\")"]);
    let related = client.clone();
    assert!(on_shelf_by_ids(&related, "茶").await.is_err_and(|error| error.kind() == ErrorKind::NotEnabled));

    arrange(&client, &shelf, &products).await?;
    assert!(wares(&client).await?.iter().all(|ware| ware.shelf.is_some()));

    deliver(&client, "A", 5).await?;
    deliver(&client, "C", 5).await?;
    let tea = Product::require(&client, &products[0]).await?;
    assert_eq!((tea.price, tea.stock), (Some(128.0), Some(3)));
    assert_eq!(sell(&client, &tea).await?, 2);
    assert!(reprice(&client, &tea, 140.0).await?);
    assert!(!reprice(&client, &tea, 150.0).await?, "the old row has another price");
    assert_eq!(clear_out(&client).await?, 1);
    assert_eq!(Product::query(&client).count().await?, 2);

    let (_emulator, odata) = served(GatewayKind::OData);
    let (shelf, products) = open(&odata).await?;
    for error in [
        on_shelf(&odata, "茶").await.err(),
        arrange(&odata, &shelf, &products).await.err(),
        deliver(&odata, "A", 5).await.err(),
        sell(&odata, &Product::require(&odata, &products[0]).await?).await.err(),
        clear_out(&odata).await.err(),
    ] {
        let error = error.expect("OData does not have it");
        assert_eq!(error.kind(), ErrorKind::NotEnabled, "{error}");
        assert!(error.to_string().contains("GatewayKind::Model"), "{error}");
    }
    assert_eq!(Product::query(&odata).count().await?, 2);
    assert!(connect(("id", "key")).is_ok());
    Ok(())
}
