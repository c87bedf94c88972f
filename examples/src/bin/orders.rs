//! Bulk writes, and following a relation of 1,000 rows in few calls.
//!
//! The models are `database-schemas/product.json` (商品) and `database-schemas/shop_order.json` (订单); each order has one
//! product. The program starts an embedded emulator and prints the number of calls.

use std::collections::BTreeMap;

use weda::prelude::*;
use weda::{Error, Outcome};
use weda_emulator::{Effect, Emulator, Fault};
use weda_examples::models::{NewProduct, NewShopOrder, Product, ShopOrder};

const WARES: [&str; 6] = ["龙井茶", "景德镇瓷碗", "杭州丝绸", "宣纸", "湖笔", "徽墨"];
const BUYERS: [&str; 5] = ["李四", "王五", "李雷", "韩梅梅", "O'Brien"];

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().definitions(weda_examples::definitions()).start()?;
    let client = Client::for_emulator(emulator.address());
    let mut counters = Counters { emulator: &emulator, before: BTreeMap::new() };

    println!("1. 300 products, identified by their codes. One answer is lost.");
    emulator.inject_fault(Fault::new(Effect::DropAfter).path("/batch/").times(1))?;
    let products = stock(&client).await?;
    counters.print("their ids, none of them stored twice");

    println!("2. 1,000 orders of them");
    sell(&client, &products).await?;
    counters.print("all stored");

    println!("3. All orders, each with its product");
    let orders = ShopOrder::query(&client).order_by(ShopOrder::NUMBER.asc()).await?;
    let sold = Product::get_many(&client, orders.iter().map(|order| &order.product)).await?;
    counters.print("5 pages of orders, and the products in as few calls as addresses allow");
    for order in &orders[..3] {
        let product = &sold[&order.product];
        let buyer = order.buyer.as_deref().unwrap_or("?");
        println!("   {} {buyer}: {} x {}", order.number, order.quantity, product.name);
    }
    let total: f64 =
        orders.iter().map(|order| order.quantity as f64 * sold[&order.product].price.unwrap_or_default()).sum();
    println!("   {} orders of {} products, {total:.2} yuan\n", orders.len(), sold.len());

    println!("4. Some of the first 40 orders are paid, the others are cancelled");
    let (paid, unpaid): (Vec<_>, Vec<_>) = orders[..40].iter().partition(|order| order.quantity % 2 == 1);
    let changes = paid.iter().map(|order| (&order.id, ShopOrder::patch().set(ShopOrder::PAID, true)));
    let changed = ShopOrder::update_many(&client, changes).await?.into_ids()?;
    let deleted = ShopOrder::delete_many(&client, unpaid.iter().map(|order| &order.id)).await?.into_ids()?;
    counters.print(&format!("{} changed and {} deleted, one call per order", changed.len(), deleted.len()));
    Ok(())
}

/// The unique code identifies the record of a product even if the answer is lost.
async fn stock(client: &Client) -> Result<Vec<Id<Product>>, Error> {
    let rows = (0..300).map(|number| {
        let name = format!("{} {}号", WARES[number % WARES.len()], number + 1);
        NewProduct { code: format!("P{number:05}"), name }.set(Product::PRICE, 9.5 + number as f64)
    });
    Product::create_many(client, rows).unique_by(Product::CODE).await?.into_ids()
}

/// Outcomes are streamed: only a few chunks are in memory, however many orders there are.
async fn sell(client: &Client, products: &[Id<Product>]) -> Result<(), Error> {
    let rows = (0..1_000).map(|number| {
        let product = products[number * 7 % products.len()].clone();
        NewShopOrder { number: format!("2026-{number:06}"), product, quantity: 1 + number as i64 % 4 }
            .set(ShopOrder::BUYER, BUYERS[number % BUYERS.len()])
    });
    let mut outcomes = ShopOrder::create_many(client, rows).unique_by(ShopOrder::NUMBER).stream();
    while let Some(outcome) = outcomes.next().await {
        match outcome {
            Outcome::Succeeded(_) => {}
            other => println!("   not stored: {other:?}"),
        }
    }
    Ok(())
}

/// Prints the number of calls since the last step.
struct Counters<'e> {
    emulator: &'e Emulator,
    before: BTreeMap<&'static str, u64>,
}

impl Counters<'_> {
    fn print(&mut self, what: &str) {
        let calls = self.emulator.call_counts();
        let new = |(call, count): (&&str, &u64)| {
            let new = count - self.before.get(call).copied().unwrap_or_default();
            (new > 0).then(|| format!("{new} {call}"))
        };
        let counted: Vec<String> = calls.iter().filter_map(new).collect();
        println!("   -> {what}\n   calls: {}\n", counted.join(", "));
        self.before = calls;
    }
}
