//! Names of tables and columns.

use serde_json::json;
use weda::{Client, EnvType};
use weda_datafusion::{Models, TableOptions, session};
use weda_definition::Definitions;
use weda_emulator::Emulator;

use crate::world::{World, definition, rows};

#[tokio::test(flavor = "multi_thread")]
async fn names_are_as_they_are_written() {
    let texts = [
        ("shopOrder", r#"{ "properties": { "buyerName": { "type": "string" }, "buyername": { "type": "string" } } }"#),
        ("shoporder", r#"{ "properties": { "数量": { "type": "number" } } }"#),
        ("订单", r#"{ "properties": { "order": { "type": "string" }, "a-b": { "type": "string" } } }"#),
    ];
    let definitions: Definitions = texts.iter().map(|(model, text)| definition(model, text)).collect();
    let emulator = Emulator::builder().definitions(definitions.clone()).start().expect("it starts");
    emulator.load("shopOrder", [json!({ "_id": "1", "buyerName": "李四", "buyername": "王五" })]).expect("it fits");
    emulator.load("shoporder", [json!({ "_id": "2", "数量": 3 })]).expect("it fits");
    emulator.load("订单", [json!({ "_id": "3", "order": "一", "a-b": "二" })]).expect("it fits");
    let client = Client::for_emulator(emulator.address());
    let session = session(&Models::new(definitions, &client, TableOptions::default()));
    for (sql, expected) in [
        ("SELECT buyerName, buyername FROM shopOrder", "李四|王五"),
        ("SELECT 数量 FROM shoporder", "3.0"),
        ("SELECT \"order\", \"a-b\" FROM 订单", "一|二"),
        ("SELECT \"order\" FROM weda.pre.订单 WHERE \"a-b\" = '二'", "一"),
        ("SELECT COUNT(*) FROM pre.\"shopOrder\"", "1"),
    ] {
        assert_eq!(rows(&session, sql).await, [expected], "{sql}");
    }
    let tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'pre' ORDER BY 1";
    assert_eq!(rows(&session, tables).await, ["shopOrder", "shoporder", "订单"]);
    let error = session.sql("SELECT * FROM ShopOrder").await.expect_err("no such model").to_string();
    assert!(error.contains("ShopOrder"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_is_named_by_the_environment_type() {
    let world = World::new(3);
    world.emulator.publish("student").expect("it is published");
    let client = world.odata().with_env_type(EnvType::Prod);
    let session = session(&Models::new(crate::world::definitions(), &client, TableOptions::default()));
    assert_eq!(rows(&session, "SELECT count(*) FROM prod.student").await, ["0"]);
    assert!(session.sql("SELECT count(*) FROM pre.student").await.is_err());
}
