//! Changes of many records, and what a page asks while it is open.

use serde_json::json;

use crate::support::Fixture;

fn at(model: &str) -> serde_json::Value {
    json!({ "stage": "pre", "model": model })
}

#[test]
fn each_change_of_a_bulk_has_its_outcome() {
    let fixture = Fixture::new();
    let stored = |id: &str| fixture.emulator.record("book", id).unwrap().unwrap();
    let updates = json!([
        { "id": "B1", "changes": { "price": 30, "stock": { "$n": "9007199254740995" } }, "seen": stored("B1")["updatedAt"] },
        { "id": "B2", "changes": { "price": -1 } },
        { "id": "none", "changes": { "price": 1 } },
        { "id": "B2", "changes": { "title": "野草" }, "seen": 1 },
        { "id": "B2", "changes": { "isbn": null } },
    ]);
    let outcomes = fixture.ok("bulk", &json!({ "at": at("book"), "updates": updates }));
    let outcome = |index: usize| outcomes[index]["outcome"].as_str().unwrap().to_owned();
    let all: Vec<String> = (0..5).map(outcome).collect();
    assert_eq!(all, ["succeeded", "failed", "failed", "failed", "succeeded"], "{outcomes}");
    assert_eq!(outcomes[1]["error"]["fields"][0]["field"], "price");
    assert_eq!((&outcomes[2]["id"], &outcomes[2]["error"]["kind"]), (&json!("none"), &json!("notFound")));
    assert_eq!(outcomes[3]["error"]["kind"], "conflict");
    assert_eq!(stored("B1")["stock"], json!(9_007_199_254_740_995_i64));
    assert_eq!((&stored("B2")["title"], &stored("B2")["isbn"]), (&json!("彷徨"), &json!(null)));

    let many: Vec<_> = (0..101).map(|at| json!({ "id": at.to_string(), "changes": {} })).collect();
    assert_eq!(fixture.refused("bulk", &json!({ "at": at("book"), "updates": many }), 413)["kind"], "tooLarge");
}

#[test]
fn changes_are_counted_by_model_and_stage() {
    let fixture = Fixture::new();
    let changes = |stage: &str| fixture.ok("changes", &json!({ "stage": stage, "model": "book" })).as_u64().unwrap();
    let (pre, prod) = (changes("pre"), changes("prod"));
    let page = fixture.ok("page", &json!({ "at": at("book"), "limit": 1 }));
    assert_eq!(page["changes"], json!(pre));
    fixture.emulator.load("book", [json!({ "title": "野草" }), json!({ "title": "热风" })]).unwrap();
    assert_eq!(changes("pre"), pre + 2);
    let update = json!({ "title": "坟" });
    fixture.emulator.update("book", "B1", update.as_object().unwrap(), None).unwrap();
    fixture.emulator.delete("book", &["B2".to_owned(), "none".to_owned()]).unwrap();
    assert_eq!(changes("pre"), pre + 4);
    fixture.emulator.load("author", [json!({ "name": "老舍" })]).unwrap();
    assert_eq!((changes("pre"), changes("prod")), (pre + 4, prod));
    assert_eq!(fixture.refused("changes", &at("none"), 404)["kind"], "notFound");
}

#[test]
fn filters_that_programs_may_not_send_are_told() {
    let fixture = Fixture::new();
    let told = |filter: &str| fixture.ok("filter", &json!({ "at": at("book"), "filter": filter }));
    assert_eq!(told("price gt 1"), json!(null));
    assert_eq!(told(" "), json!(null));
    assert!(told("price ge 1").as_str().unwrap().contains("ge"));
    assert!(told("startswith(title,'彷')").is_string());
    // The page itself reads it.
    assert_eq!(fixture.ok("page", &json!({ "at": at("book"), "filter": "price ge 1", "limit": 1 }))["count"], 1);
}

#[test]
fn records_are_found_by_id_in_all_models() {
    let fixture = Fixture::new();
    fixture.emulator.load("author", [json!({ "_id": "B1", "name": "同号" })]).unwrap();
    let found = fixture.ok("find", &json!({ "stage": "pre", "id": "B1" }));
    assert_eq!(found, json!([{ "model": "author", "name": "同号" }, { "model": "book", "name": "呐喊" }]));
    assert_eq!(fixture.ok("find", &json!({ "stage": "prod", "id": "B1" })), json!([]));
}
