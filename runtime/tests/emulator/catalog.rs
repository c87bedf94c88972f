//! Definitions and shared option sets, byte for byte.

odata_only! {
    mod odata;
}

use serde_json::{Value, json};
use weda::{Code, ErrorKind};
use weda_emulator::{Emulator, OptionSets, Profile};

use crate::fixture::{definitions, served};
use crate::service::FakeService;

#[tokio::test]
async fn every_definition_comes_as_it_is_stored() {
    let (_emulator, client) = served();
    let rows = client.definitions().await.unwrap();
    let stored = definitions();
    for definition in &stored {
        let row = rows.iter().find(|row| row.name() == definition.identifier).expect(&definition.identifier);
        assert_eq!(row.schema(), definition.text);
        assert_eq!(row.title(), Some(definition.title.as_deref().unwrap_or(&definition.identifier)));
        assert!(row.id().is_some_and(|id| id.starts_with("data-")));
        let whole: Value = serde_json::from_str(row.as_json()).unwrap();
        assert_eq!(whole["Name"], definition.identifier.as_str());
        assert_eq!(client.definition(&definition.identifier).await.unwrap().as_ref(), Some(row));
    }
    assert!(rows.len() >= stored.into_iter().count());
}
