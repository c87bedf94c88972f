//! The code of the chapter "Coming from tcb and the Node SDK".

use weda::prelude::*;
use weda_emulator::Emulator;
use weda_examples::models::{NewProduct, Product};

async fn teas(client: &Client) -> weda::Result<()> {
    let (page, total) = Product::query(client)
        .filter(Product::STOCK.gt(0) & Product::NAME.contains("茶"))
        .order_by(Product::PRICE.desc())
        .top(10)
        .page_with_total()
        .await?;
    for product in page.rows {
        println!("{} {:?}", product.name, product.price);
    }
    println!("{total}");
    Ok(())
}

#[tokio::test]
async fn the_code_runs() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().definitions("database-schemas").start()?;
    let client = Client::for_emulator(emulator.address());
    let new = NewProduct { code: "A".into(), name: "龙井茶".into() };
    Product::create(&client, new.set(Product::STOCK, 3).set(Product::PRICE, 98)).await?;
    teas(&client).await?;
    let asked = emulator.log().into_iter().rfind(|entry| entry.call == "list").map(|entry| entry.target);
    assert!(asked.as_deref().is_some_and(|target| target.contains("$top=10")), "{asked:?}");
    Ok(())
}
