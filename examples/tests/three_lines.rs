//! The test of the README, as it is in a package with generated code.

#[path = "../src/models.rs"]
mod models;

use models::{Class, NewClass};
use weda::prelude::*;
use weda_emulator::Emulator;

#[tokio::test]
async fn a_new_class_is_found() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().definitions("database-schemas").start()?;
    let client = Client::for_emulator(emulator.address());
    Class::create(&client, NewClass { name: "三年二班".into() }).await?;

    assert_eq!(Class::query(&client).filter(Class::NAME.contains("二班")).count().await?, 1);
    Ok(())
}
