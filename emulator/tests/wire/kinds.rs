//! Changes of a field's kind while records hold values of the old one.

use serde_json::{Value, json};
use weda_emulator::Definition;

use crate::fixture::{Served, serving};

const TEXT: &str = r#""type": "string""#;
const OPTION: &str = r#""type": "string", "format": "x-enum", "enum": ["a", "b"]"#;
const FILE: &str = r#""type": "string", "format": "x-image""#;
const NUMBER: &str = r#""type": "number""#;
const WHOLE: &str = r#""type": "number", "numberCount": 0"#;
const MOMENT: &str = r#""type": "number", "format": "datetime""#;
const DAY: &str = r#""type": "number", "format": "date""#;
const TIME: &str = r#""type": "number", "format": "time""#;
const BOOLEAN: &str = r#""type": "boolean""#;
const LIST: &str = r#""type": "array""#;
const TEXTS: &str = r#""type": "array", "items": { "type": "string" }"#;
const NUMBERS: &str = r#""type": "array", "items": { "type": "number" }"#;
const OPTIONS: &str = r#""type": "array", "format": "x-enum", "items": { "type": "string" }, "enum": ["a", "b"]"#;
const OF_TEXT: &str = r#""type": "object", "properties": { "x": { "type": "string" } }"#;
const OF_NUMBER: &str = r#""type": "object", "properties": { "x": { "type": "number" } }"#;
const OBJECT: &str = r#""type": "object""#;
const ANY: &str = r#""type": "any""#;
const ID: &str = r#""type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "thing" }"#;
const RELATION: &str = r#""type": "object", "format": "many-one", "x-parent": { "parentDataSourceName": "thing" }"#;

fn model(field: &str) -> Definition {
    let text = format!(r#"{{ "properties": {{ "f": {{ {field} }} }} }}"#);
    Definition::parse("thing", "things/thing.json", &text).unwrap()
}

fn holding(field: &str, value: &Value) -> Served {
    let served = serving([model(field)]);
    served.emulator.load("thing", [json!({ "_id": "t1", "f": value })]).unwrap();
    served
}

/// A kind with the same storage was treated as the old kind: option fields held unknown options, times of day were
/// years ahead, and lists and objects had members of the wrong type. Each value is checked now, and the error names
/// model, field and record.
#[test]
fn values_are_converted_or_the_change_is_refused() {
    let converted = [
        (TEXT, OPTION, json!("a"), json!("a")),
        (OPTION, TEXT, json!("b"), json!("b")),
        (TEXT, FILE, json!("cloud://x"), json!("cloud://x")),
        (NUMBER, WHOLE, json!(7), json!(7)),
        (WHOLE, NUMBER, json!(7), json!(7)),
        (WHOLE, MOMENT, json!(1_646_034_692_306_i64), json!(1_646_034_692_306_i64)),
        (MOMENT, TIME, json!(86_399_999), json!(86_399_999)),
        (MOMENT, DAY, json!(1_646_034_692_306_i64), json!(1_646_034_692_306_i64)),
        (NUMBER, TEXT, json!(0.5), json!("0.5")),
        (WHOLE, TEXT, json!(-3), json!("-3")),
        (TEXT, NUMBER, json!("0.5"), json!(0.5)),
        (TEXT, DAY, json!("1646034692306"), json!(1_646_034_692_306_i64)),
        (TEXT, BOOLEAN, json!("true"), json!(true)),
        (BOOLEAN, TEXT, json!(false), json!("false")),
        (BOOLEAN, NUMBER, json!(true), json!(1)),
        (NUMBER, BOOLEAN, json!(0), json!(false)),
        (TEXTS, OPTIONS, json!(["a"]), json!(["a"])),
        (OPTIONS, TEXTS, json!(["b", "a"]), json!(["b", "a"])),
        (TEXTS, NUMBERS, json!([]), json!([])),
        (OF_TEXT, OF_NUMBER, json!({ "y": "kept" }), json!({ "y": "kept" })),
        (TEXT, TEXTS, json!("[\"a\"]"), json!(["a"])),
        (TEXT, OBJECT, json!("{\"a\":1}"), json!({ "a": 1 })),
        (OF_TEXT, OBJECT, json!({ "x": "a" }), json!({ "x": "a" })),
        (NUMBER, ANY, json!(5), json!(5)),
        (ID, RELATION, json!("r1"), json!({ "_id": "r1" })),
        (ID, RELATION, json!(""), Value::Null),
        (RELATION, ID, json!({ "_id": "r1" }), json!("r1")),
        (ID, TEXT, json!("r1"), json!("r1")),
    ];
    for (was, is, value, expected) in converted {
        let served = holding(was, &value);
        served.emulator.define(model(is)).unwrap_or_else(|error| panic!("{was} -> {is}: {error}"));
        let record = served.emulator.records("thing").unwrap().remove(0);
        assert_eq!(record["f"], expected, "{was} -> {is}");
    }
    let refused = [
        (TEXT, OPTION, json!("c"), "takes one of `a`, `b`"),
        (TEXT, NUMBER, json!("007"), "expects a number, found a text"),
        (TEXT, NUMBER, json!(""), "expects a number, found a text"),
        (TEXT, WHOLE, json!("1e3"), "expects a whole number, found a text"),
        (TEXT, DAY, json!("2022-02-28"), "expects whole milliseconds, a number, found a text"),
        (TEXT, BOOLEAN, json!("yes"), "expects true or false, found a text"),
        (NUMBER, OPTION, json!(1), "takes one of `a`, `b`"),
        (NUMBER, WHOLE, json!(0.5), "found a number with a fraction"),
        (NUMBER, BOOLEAN, json!(2), "expects true or false"),
        (MOMENT, TIME, json!(86_400_000), "expects milliseconds since midnight"),
        (LIST, NUMBERS, json!([1, "a"]), "at `[1]` expects a number, found a text"),
        (TEXTS, OPTIONS, json!(["a", "c"]), "takes one of `a`, `b`"),
        (NUMBER, OBJECT, json!(5), "expects an object, found a number"),
        (NUMBER, OF_TEXT, json!(5), "expects an object, found a number"),
        (BOOLEAN, OBJECT, json!(true), "expects an object, found a number"),
        (TEXT, OBJECT, json!("word"), "is not JSON"),
        (TEXTS, OBJECT, json!(["a"]), "expects an object, found a list"),
        (NUMBER, RELATION, json!(5), "expects a relation"),
        (OF_TEXT, OF_NUMBER, json!({ "x": "a" }), "at `x` expects a number, found a text"),
    ];
    for (was, is, value, reason) in refused {
        let served = holding(was, &value);
        let error = served.emulator.define(model(is)).unwrap_err().to_string();
        assert!(error.starts_with("model `thing` has changed, and its record `t1` does not fit: field `f`"), "{error}");
        assert!(error.contains(reason) && error.contains("(things/thing.json:1)"), "{was} -> {is}: {error}");
        let record = served.emulator.records("thing").unwrap().remove(0);
        assert_eq!(record["f"], value, "{was} -> {is}: nothing has changed");
    }
}

/// Changed options, limits and titles do not change the kind: stored values stay, and only new values are checked.
#[test]
fn changed_limits_do_not_change_the_kind() {
    let served = holding(OPTION, &json!("a"));
    served.emulator.define(model(r#""type": "string", "format": "x-enum", "enum": ["c"]"#)).unwrap();
    assert_eq!(served.emulator.records("thing").unwrap()[0]["f"], "a");
    let refused = served.emulator.load("thing", [json!({ "f": "a" })]).unwrap_err().to_string();
    assert!(refused.contains("takes one of `c`"), "{refused}");

    let served = holding(TEXT, &json!("word"));
    let limits = r#""type": "string", "maxLength": 1, "pattern": "^[0-9]+$" }, "g": { "type": "string" "#;
    let text = format!(r#"{{ "required": ["g"], "properties": {{ "f": {{ {limits} }} }} }}"#);
    served.emulator.define(Definition::parse("thing", "things/thing.json", &text).unwrap()).unwrap();
    let record = served.emulator.records("thing").unwrap().remove(0);
    assert_eq!((&record["f"], &record["g"]), (&json!("word"), &Value::Null));
    served.emulator.define(model(RELATION)).unwrap();
    assert_eq!(served.emulator.records("thing").unwrap()[0]["f"], json!({ "_id": "word" }));
}

/// A definition may declare `createdAt` as text, or `owner` as number. The times were stored as numbers nevertheless,
/// so that a saved folder could not be loaded, and clients read a type that the definition does not have. Such a text
/// has the digits now, and a field that cannot hold its system value has none.
#[test]
fn system_values_have_the_kind_of_their_fields() {
    let text = r#"{ "properties": {
        "createdAt": { "type": "string" }, "updatedAt": { "type": "array" },
        "owner": { "type": "number" }, "createBy": { "type": "string" }, "name": { "type": "string" }
    } }"#;
    let definition = Definition::parse("thing", "things/thing.json", text).unwrap();
    let served = Served::of(
        weda_emulator::Emulator::builder().definitions([definition]).clock(1_646_034_692_306).start().unwrap(),
    );
    let made = served.call("POST", "/weda/odata/v1/pre/thing", "{}").json();
    assert_eq!((&made["createdAt"], &made["updatedAt"]), (&json!("1646034692306"), &Value::Null));
    assert_eq!((&made["owner"], made["createBy"].as_str().map(str::len)), (&Value::Null, Some(19)));
    let listed = served.get("pre/thing").json()["value"][0].clone();
    assert_eq!(listed["createdAt"], made["createdAt"], "what is stored is what was answered");
    let path = format!("/weda/odata/v1/pre/thing('{}')", made["_id"].as_str().unwrap());
    assert_eq!(served.call("PATCH", &path, r#"{"name":"n"}"#).status, 204);
    let records = served.emulator.records("thing").unwrap();
    assert_eq!((&records[0]["name"], &records[0]["updatedAt"]), (&json!("n"), &Value::Null));
    served.emulator.reset().unwrap();
    served.emulator.load("thing", records.clone()).unwrap();
    assert_eq!(served.emulator.records("thing").unwrap(), records);
}
