//! Errors, by what to do about them.

use std::sync::Arc;

use datafusion::error::DataFusionError;
use datafusion::prelude::SessionContext;
use serde_json::json;
use weda::{Client, ErrorKind};
use weda_datafusion::{Models, TableOptions, WedaTable, session};
use weda_definition::Definitions;
use weda_emulator::Emulator;

use crate::world::{World, definition, definitions};

async fn error(session: &SessionContext, sql: &str) -> DataFusionError {
    let error = async { session.sql(sql).await?.collect().await }.await.expect_err("it fails");
    match error {
        DataFusionError::Context(_, inner) => *inner,
        DataFusionError::Shared(inner) => Arc::try_unwrap(inner).expect("the only one"),
        other => other,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_away_may_come_back() {
    let client = Client::builder("lowcode-emulator")
        .secret("emulator-id", "emulator-key")
        .base_url("http://127.0.0.1:1")
        .max_attempts(1)
        .build()
        .expect("a client");
    let session = session(&Models::new(definitions(), &client, TableOptions::default()));
    let error = error(&session, "SELECT * FROM student").await;
    assert!(matches!(error, DataFusionError::IoError(_)), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_the_service_does_not_have_stays_an_error() {
    let world = World::new(10);
    let definitions: Definitions = [definition("teacher", r#"{ "properties": {} }"#)].into_iter().collect();
    let session = session(&Models::new(definitions, &world.odata(), TableOptions::default()));
    let error = error(&session, "SELECT * FROM teacher").await;
    let DataFusionError::External(source) = &error else { panic!("{error:?}") };
    let client = source.downcast_ref::<weda::Error>().expect("an error of the client");
    assert_eq!(client.kind(), ErrorKind::NotFound, "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_is_none_of_its_kind_is_named_by_model_record_and_field() {
    let emulator = Emulator::builder()
        .definitions(definition("student", r#"{ "properties": { "score": { "type": "string" } } }"#))
        .start()
        .expect("it starts");
    emulator.load("student", [json!({ "_id": "9G5C0WQN26", "score": "九十" })]).expect("it fits");
    let ours = definition("student", r#"{ "properties": { "score": { "type": "number" } } }"#);
    let client = Client::for_emulator(emulator.address());
    let session = session(&Models::new([ours].into_iter().collect(), &client, TableOptions::default()));
    let error = error(&session, "SELECT score FROM student").await.to_string();
    for part in ["model `student`", "record `9G5C0WQN26`", "field `score`", "九十"] {
        assert!(error.contains(part), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_cannot_be_written() {
    let world = World::new(10);
    let table = WedaTable::new(
        Arc::new(definitions().get("student").expect("it exists").clone()),
        &world.odata(),
        TableOptions::default(),
    );
    assert!(table.client().is_read_only());
    let session = world.session(TableOptions::default());
    for sql in [
        "INSERT INTO student (_id, name) VALUES ('x', '李四')",
        "DELETE FROM student",
        "UPDATE student SET name = '李四'",
        "DROP TABLE student",
        "CREATE TABLE other AS SELECT 1",
    ] {
        let _ = error(&session, sql).await;
    }
    assert_eq!(world.emulator.records("student").expect("records").len(), 10);
}
