//! A shop with relations, through either gateway of the service.
//!
//! The models are `database-schemas/category.json` (类目), `product.json` (商品) and `shop_order.json` (订单). The program
//! starts an embedded emulator for each gateway, prints the same rows twice, and what OData refuses.

use std::fmt::Display;

use serde::Deserialize;
use weda::prelude::*;
use weda::row::Upserted;
use weda::{Error, ErrorKind, GatewayKind};
use weda_emulator::Emulator;
use weda_examples::models::{Category, NewCategory, NewProduct, NewShopOrder, Product, ShopOrder};

/// A product with its category.
#[weda_model("product")]
struct Ware {
    name: String,
    stock: Option<i64>,
    #[weda(load = "category")]
    category: Option<Shelf>,
}

#[weda_model("category")]
struct Shelf {
    name: String,
}

/// An order with its product, which every order has.
#[weda_model("shop_order")]
struct Sale {
    number: String,
    quantity: i64,
    #[weda(load = "product")]
    product: Product,
}

/// A row of SQL.
#[derive(Deserialize)]
struct Sold {
    name: String,
    pieces: i64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    for gateway in [GatewayKind::OData, GatewayKind::Model] {
        let emulator = Emulator::builder().definitions(weda_examples::definitions()).start()?;
        let client = Client::builder("lowcode-emulator")
            .secret("emulator-id", "emulator-key")
            .base_url(emulator.url())
            .gateway(gateway)
            .build()?;
        println!("== The gateway `{gateway}`\n");

        stock(&client).await?;
        println!("1. Products with their categories");
        for Ware { name, stock, category } in Ware::query(&client).order_by(Ware::NAME.asc()).await? {
            let category = category.map_or("(no category)".to_owned(), |shelf| shelf.name);
            println!("   {name}: {category}, {} pieces", stock.unwrap_or_default());
        }
        println!("2. Orders with their products");
        for Sale { number, quantity, product } in Sale::query(&client).order_by(Sale::NUMBER.asc()).await? {
            println!("   {number}: {quantity} x {}, {:?}", product.name, product.price);
        }
        println!("3. Products of a category that is found by its name");
        print(on_shelf(&client, "茶").await)?;
        println!("4. A delivery: a new product, or more of one");
        print(deliver(&client, "P3", "徽墨").await)?;
        println!("5. One is sold");
        print(sell(&client, "P1").await)?;
        println!("6. Products that are sold out are removed");
        print(Product::delete_where(&client, Product::STOCK.le(0)).at_most(10).await.map(|n| format!("{n} removed")))?;
        println!("7. Pieces sold by product");
        print(pieces(&client).await)?;

        let calls: Vec<String> = emulator.call_counts().iter().map(|(call, count)| format!("{count} {call}")).collect();
        println!("   calls: {}\n", calls.join(", "));
    }
    Ok(())
}

/// Relations are set by ids, in rows as in patches.
async fn stock(client: &Client) -> Result<(), Error> {
    let tea = Category::create(client, NewCategory { name: "茶叶".into() }).await?.id;
    let new = |code: &str, name: &str| NewProduct { code: code.into(), name: name.into() };
    let wares = [
        new("P1", "龙井茶").set(Product::PRICE, 98).set(Product::STOCK, 12).set(Product::CATEGORY, &tea),
        new("P2", "景德镇瓷碗").set(Product::PRICE, 45.5).set(Product::STOCK, 7),
        new("P4", "宣纸").set(Product::STOCK, 0),
    ];
    let ids = Product::create_many(client, wares).await?.into_ids()?;
    let orders = [(0, 2), (1, 1), (0, 3)].into_iter().enumerate().map(|(number, (product, quantity))| {
        let product: &Id<Product> = &ids[product];
        NewShopOrder { number: format!("2026-{}", number + 1), product: product.clone(), quantity }
    });
    ShopOrder::create_many(client, orders).await?.into_ids()?;
    Ok(())
}

async fn on_shelf(client: &Client, name: &str) -> Result<String, Error> {
    let wares = Ware::query(client).filter(Ware::CATEGORY.matches(Shelf::NAME.contains(name))).await?;
    Ok(wares.into_iter().map(|ware| ware.name).collect::<Vec<_>>().join(", "))
}

async fn deliver(client: &Client, code: &str, name: &str) -> Result<String, Error> {
    let new = || NewProduct { code: code.into(), name: name.into() }.set(Product::STOCK, 5);
    let patch = || Product::patch().set(Product::STOCK, 8);
    let mut effects = Vec::new();
    for _ in 0..2 {
        effects.push(match Product::upsert(client, Product::CODE, new(), patch()).await? {
            Upserted::Created(_) => "created",
            Upserted::Updated => "updated",
        });
    }
    Ok(effects.join(", then "))
}

async fn sell(client: &Client, code: &str) -> Result<String, Error> {
    let product = Product::query(client).filter(Product::CODE.eq(code)).first().await?;
    let Some(product) = product else { return Ok(format!("there is no {code}")) };
    let left = Product::increment(client, &product.id, Product::STOCK, -1).await?;
    Ok(format!("{left} of {} are left", product.name))
}

async fn pieces(client: &Client) -> Result<String, Error> {
    let rows: Vec<Sold> = client
        .sql("select p.name, sum(o.quantity) as pieces from {{ shop_order }} o join {{ product }} p on p._id = o.product \
              group by p.name order by pieces desc")
        .env_type(client.env_type().clone())
        .await?;
    Ok(rows.iter().map(|Sold { name, pieces }| format!("{name} {pieces}")).collect::<Vec<_>>().join(", "))
}

/// Prints a result, or that this gateway cannot do it.
fn print(result: Result<impl Display, Error>) -> Result<(), Error> {
    match result {
        Ok(text) => println!("   {text}"),
        Err(error) if error.kind() == ErrorKind::NotEnabled => println!("   not here: {error}"),
        Err(error) => return Err(error),
    }
    Ok(())
}
