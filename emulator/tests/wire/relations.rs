//! What becomes of the records that refer to one that is deleted.

use serde_json::{Value, json};
use weda_emulator::Definition;

use crate::fixture::{Served, serving};

/// An order has lines that go with it and lines' notes that go with these; bills forbid the deletion of an order,
/// hints lose their reference, logs stay as they are, and a copy refers to another order.
fn shop() -> Served {
    let relation = |target: &str, more: &str| {
        format!(
            r#"{{ "properties": {{ "to": {{ "type": "string", "x-parent": {{ "parentDataSourceName": "{target}" {more} }} }} }} }}"#
        )
    };
    let format = |text: String, format: &str| {
        text.replace(r#""type": "string","#, &format!(r#""type": "string", "format": "{format}","#))
    };
    let models = [
        ("order", format(relation("order", r#", "fatherAction": "related""#), "father-son")),
        ("line", format(relation("order", ""), "related")),
        ("note", format(relation("line", ""), "related")),
        ("bill", format(relation("order", r#", "fatherAction": "prompt-not-delete""#), "father-son")),
        ("hint", format(relation("order", ""), "father-son")),
        ("log", r#"{ "properties": { "to": { "type": "object", "format": "many-one", "x-parent": { "parentDataSourceName": "order" } } } }"#.to_owned()),
    ];
    let served = serving(models.map(|(name, text)| Definition::parse(name, &format!("{name}.json"), &text).unwrap()));
    let load = |model: &str, records: Value| {
        served.emulator.load(model, records.as_array().unwrap().clone()).unwrap();
    };
    load("order", json!([{ "_id": "o1" }, { "_id": "o2" }, { "_id": "o3", "to": "o1" }]));
    load("line", json!([{ "_id": "l1", "to": "o1" }, { "_id": "l2", "to": "o2" }, { "_id": "l3", "to": "o3" }]));
    load("note", json!([{ "_id": "n1", "to": "l1" }, { "_id": "n3", "to": "l3" }, { "_id": "n4", "to": "o1" }]));
    load("hint", json!([{ "_id": "h1", "to": "o1" }, { "_id": "h3", "to": "o3" }]));
    load("log", json!([{ "_id": "g1", "to": "o1" }]));
    served
}

fn delete(served: &Served, path: &str) -> (u16, String) {
    let answer = served.call("DELETE", &format!("/weda/odata/v1/pre/{path}"), "");
    (answer.status, answer.body)
}

fn ids(served: &Served, model: &str) -> Vec<String> {
    let page = served.get(&format!("pre/{model}")).json();
    page["value"].as_array().unwrap().iter().map(|record| record["_id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn children_go_references_are_cleared_and_the_rest_stays() {
    let served = shop();
    assert_eq!(delete(&served, "order('o1')"), (204, String::new()));
    assert_eq!(ids(&served, "order"), ["o2"], "the copy went with what it was copied from");
    assert_eq!(ids(&served, "line"), ["l2"]);
    assert_eq!(ids(&served, "note"), ["n4"], "a note of a line that is called as an order is");
    let hints = served.get("pre/hint").json();
    assert_eq!((&hints["value"][0]["to"], &hints["value"][1]["to"]), (&json!(null), &json!(null)));
    assert_eq!(served.get("pre/log('g1')").json()["to"], r#"{"_id":"o1"}"#, "nothing is declared for it");
    assert_eq!(ids(&served, "sys_user").len(), 4);
}

#[test]
fn what_is_referred_to_may_not_be_deleted_with_anything() {
    let served = shop();
    served.call("POST", "/weda/odata/v1/pre/bill", r#"{"to":"o3"}"#);
    let before = || ["order", "line", "note", "bill"].map(|model| ids(&served, model));
    let all = before();
    for path in ["order('o3')", "order('o1')"] {
        let refused = served.call("DELETE", &format!("/weda/odata/v1/pre/{path}"), "");
        let (code, message) = refused.business();
        assert_eq!((refused.status, code.as_str()), (200, "FailedOperation"));
        assert!(message.contains("record `o3`") && message.contains("records of `bill`"), "{message}");
        assert!(message.contains("field `to` (bill.json:1)") && message.contains("delete these"), "{message}");
    }
    let batch = served.call("DELETE", "/weda/odata/v1/batch/pre/order('o3')", "");
    assert_eq!(batch.business().0, "FailedOperation");
    assert_eq!(before(), all);
    assert_eq!(delete(&served, "order('o2')").0, 204);
}

/// Two records that refer to each other, and one that refers to itself, are no endless chain.
#[test]
fn circles() {
    let served = shop();
    served.emulator.load("order", [json!({ "_id": "x", "to": "y" }), json!({ "_id": "y", "to": "x" })]).unwrap();
    served.emulator.load("order", [json!({ "_id": "z", "to": "z" })]).unwrap();
    assert_eq!(delete(&served, "order('x')").0, 204);
    assert_eq!(delete(&served, "order('z')").0, 204);
    assert_eq!(ids(&served, "order"), ["o1", "o2", "o3"]);
    assert_eq!(served.get("prod/order").json()["value"], json!([]));
}
