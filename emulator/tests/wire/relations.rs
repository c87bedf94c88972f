//! The effect of a deletion on the records that refer to the deleted one.

use serde_json::{Value, json};
use weda_emulator::Definition;

use crate::fixture::{Served, serving};

/// Lines of an order and notes of lines cascade; bills forbid the deletion of an order, references of hints are
/// cleared, logs are not changed, and a copy refers to another order and cascades.
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
fn deletions_cascade_or_clear_references() {
    let served = shop();
    assert_eq!(delete(&served, "order('o1')"), (204, String::new()));
    assert_eq!(ids(&served, "order"), ["o2"], "the copy cascades");
    assert_eq!(ids(&served, "line"), ["l2"]);
    assert_eq!(ids(&served, "note"), ["n4"], "it refers to a line with the id of the order");
    let hints = served.get("pre/hint").json();
    assert_eq!((&hints["value"][0]["to"], &hints["value"][1]["to"]), (&json!(null), &json!(null)));
    assert_eq!(served.get("pre/log('g1')").json()["to"], r#"{"_id":"o1"}"#, "no rule is declared");
    assert_eq!(ids(&served, "sys_user").len(), 4);
}

#[test]
fn a_forbidden_deletion_changes_nothing() {
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

/// Records that refer to each other or to themselves do not loop.
#[test]
fn cycles() {
    let served = shop();
    served.emulator.load("order", [json!({ "_id": "x", "to": "y" }), json!({ "_id": "y", "to": "x" })]).unwrap();
    served.emulator.load("order", [json!({ "_id": "z", "to": "z" })]).unwrap();
    assert_eq!(delete(&served, "order('x')").0, 204);
    assert_eq!(delete(&served, "order('z')").0, 204);
    assert_eq!(ids(&served, "order"), ["o1", "o2", "o3"]);
    assert_eq!(served.get("prod/order").json()["value"], json!([]));
}
