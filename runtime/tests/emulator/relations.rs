//! Relations as fields: their records are loaded in few calls.

use serde_json::json;
use weda::prelude::*;

use crate::fixture::{Book, Chapter, new, served};
use crate::kinds::specimen::models::{Shelf, Specimen};

/// A generated row, as it is read.
fn specimen(number: usize, fields: serde_json::Value) -> Specimen {
    let mut row = json!({ "_id": format!("s{number}"), "name": "x", "inner": { "city": "杭州" } });
    row.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    serde_json::from_value(row).unwrap()
}

#[tokio::test]
async fn related_records_are_loaded_once_in_few_calls() {
    let (emulator, client) = served();
    let shelves = (0..300).map(|at| json!({ "_id": format!("shelf-{at:03}"), "name": at.to_string() }));
    emulator.load("shelf", shelves).unwrap();
    let shelf = |at: usize| format!("shelf-{at:03}");
    let mut rows: Vec<Specimen> = (0..1000).map(|at| specimen(at, json!({ "newRelation": shelf(at % 300) }))).collect();
    rows.push(specimen(1000, json!({ "newRelation": "gone" })));
    rows.push(specimen(1001, json!({ "newRelation": null })));
    let before = emulator.log().len();
    let loaded = Specimen::NEW_RELATION.load(&client, &rows).await.unwrap();
    assert_eq!(loaded.len(), 300, "those that exist, once");
    let calls = emulator.log().len() - before;
    assert!(calls <= 5, "{calls} calls, one of them for the token");
    for row in &rows[..1000] {
        let id = row.new_relation.as_ref().unwrap();
        let shelf: &Shelf = &loaded[id];
        assert_eq!(format!("shelf-{:0>3}", shelf.name.as_deref().unwrap()), id.as_str());
    }
}

#[tokio::test]
async fn lists_are_loaded_too_and_nothing_is_no_call() {
    let (emulator, client) = served();
    emulator.load("shelf", ["a", "b", "c"].map(|id| json!({ "_id": id, "name": id }))).unwrap();
    let rows = [
        specimen(0, json!({ "reverse": ["a", "b"] })),
        specimen(1, json!({ "reverse": ["b", "gone"] })),
        specimen(2, json!({ "reverse": [] })),
        specimen(3, json!({})),
    ];
    let loaded = Specimen::REVERSE.load(&client, &rows).await.unwrap();
    let mut names: Vec<_> = loaded.values().filter_map(|shelf| shelf.name.as_deref()).collect();
    names.sort_unstable();
    assert_eq!(names, ["a", "b"]);
    let before = emulator.log().len();
    assert!(Specimen::REVERSE.load(&client, &rows[2..]).await.unwrap().is_empty());
    assert!(Specimen::RELATION.load(&client, &rows).await.unwrap().is_empty());
    assert_eq!(emulator.log().len(), before);
}

odata_only! {
    /// Operations that only the data-model gateway documents are refused before anything is sent.
    #[tokio::test]
    async fn filters_through_relations_and_writes_of_lists_name_the_other_gateway() {
        let (emulator, client) = served();
        let through = || Book::query(&client).filter(Book::SHELF.matches(crate::fixture::Shelf::NAME.eq("a")));
        let list = || new("a").set(Book::CHAPTERS, [Id::<Chapter>::new("c1")]);
        let id = Id::<Book>::new("b1");
        let many = Book::create_many(&client, [list()]).await.unwrap();
        let errors = [
            through().await.unwrap_err(),
            through().count().await.unwrap_err(),
            through().update_all(Book::patch().set(Book::PAGES, 1)).at_most(9).await.unwrap_err(),
            through().delete_all().at_most(9).await.unwrap_err(),
            Book::query(&client).filter(Book::TITLE.contains_ignore_case("a")).await.unwrap_err(),
            Book::create(&client, list()).await.unwrap_err(),
            Book::update(&client, &id, Book::patch().clear(Book::CHAPTERS)).await.unwrap_err(),
            many.into_ids().unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), weda::ErrorKind::NotEnabled, "{error}");
            assert!(error.to_string().contains("`GatewayKind::Model`"), "{error}");
        }
        assert!(emulator.log().is_empty());
    }
}
