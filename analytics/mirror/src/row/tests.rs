use weda_definition::{Definition, OptionSets};

use super::*;

const FIELDS: &str = r#"{ "properties": {
    "name": { "type": "string" }, "stock": { "type": "number", "numberCount": 0 }, "price": { "type": "number" },
    "active": { "type": "boolean" }, "day": { "type": "number", "format": "date" },
    "at": { "type": "number", "format": "datetime" }, "time": { "type": "number", "format": "time" },
    "tags": { "type": "array", "items": { "type": "string" } }, "extra": { "type": "object" },
    "author": { "type": "object", "format": "many-one", "x-parent": { "parentDataSourceName": "person" } } } }"#;

fn model() -> Model {
    Model::new(&Definition::parse("book", "book.json", FIELDS).unwrap(), &OptionSets::default())
}

fn value(key: &str, json: &str) -> Result<Value, String> {
    let model = model();
    let record: Record = format!(r#"{{"_id":"a",{}:{json}}}"#, serde_json::Value::from(key)).parse().unwrap();
    let row = Row::read(&model, &record).map_err(|error| error.to_string())?;
    Ok(row.values[model.columns.iter().position(|column| column.key == key).unwrap()].clone())
}

#[test]
fn values_are_read_by_the_form_of_their_column() {
    let text = |text: &str| Value::Text(text.to_owned());
    for (key, json, read) in [
        ("name", r#""\u0000 李""#, text("\0 李")),
        ("name", r#""""#, text("")),
        ("stock", "9223372036854775807", Value::Integer(i64::MAX)),
        ("stock", "89.0", Value::Integer(89)),
        ("price", "-0.0", Value::Number(0.0)),
        ("price", "1e2", Value::Number(100.0)),
        ("active", "1", Value::Boolean(true)),
        // Summer time: a day began at 15:00 UTC.
        ("day", "581094000000", text("1988-06-01")),
        ("day", "1725120000000.0", text("2024-09-01")),
        ("at", "1725120000001", text("2024-09-01T00:00:00.001+08:00")),
        ("at", "581094000000", text("1988-05-31T23:00:00.000+08:00")),
        ("at", "9223372036854775807", text("9223372036854775807 ms")),
        ("time", "30600000", text("08:30:00")),
        ("tags", r#""[\"b\", \"a\"]""#, text(r#"["b","a"]"#)),
        ("tags", r#"["b","a"]"#, text(r#"["b","a"]"#)),
        ("tags", r#""""#, Value::Null),
        (
            "extra",
            r#"{"b":1.0,"a":{"d":9007199254740993,"c":null}}"#,
            text(r#"{"a":{"c":null,"d":9007199254740993},"b":1}"#),
        ),
        ("author", r#""{\"_id\":\"x\"}""#, text("x")),
        ("author", r#"{"_id":"x"}"#, text("x")),
        ("author", r#""x""#, text("x")),
        ("author", r#""""#, Value::Null),
    ] {
        assert_eq!(value(key, json).unwrap(), read, "{key} {json}");
    }
}

/// Messages go to logs, and values may be confidential.
#[test]
fn a_value_that_does_not_fit_is_an_error_with_record_and_field_and_without_the_value() {
    for (key, json) in [
        ("stock", "1.5"),
        ("stock", r#""geheim""#),
        ("price", r#""geheim""#),
        ("active", "2"),
        ("at", "true"),
        ("stock", "1e300"),
    ] {
        let error = value(key, json).unwrap_err();
        assert!(error.contains(&format!("record `a` of `book`, field `{key}`: expected")), "{error}");
        assert!(!error.contains("geheim"), "{error}");
    }
}

#[test]
fn the_hash_depends_on_each_value_and_not_on_the_order_of_columns() {
    let mut model = model();
    let read = |model: &Model, json: &str| Row::read(model, &json.parse().unwrap()).unwrap().digest;
    let one = read(&model, r#"{"_id":"a","name":"bc","price":1}"#);
    assert_eq!(one, read(&model, r#"{"price":1.0,"name":"bc","_id":"a","unknown":7,"tags":null}"#));
    for other in [
        r#"{"_id":"a","name":"bd","price":1}"#,
        r#"{"_id":"ab","name":"c","price":1}"#,
        r#"{"_id":"a","name":"bc"}"#,
        r#"{"_id":"a","name":"bc","stock":1}"#,
        r#"{"_id":"a","name":"bc","price":1,"author":""}"#,
    ] {
        assert_eq!(one == read(&model, other), other.contains("author"), "{other}");
    }
    model.columns.reverse();
    assert_eq!(one, read(&model, r#"{"_id":"a","name":"bc","price":1}"#));
    let (mut sum, mut other) = (Sum::default(), Sum::default());
    let two = read(&model, r#"{"_id":"b"}"#);
    for (digest, opposite) in [(&one, &two), (&two, &one)] {
        sum.add(digest);
        other.add(opposite);
    }
    assert_eq!(sum, other);
    assert_ne!(sum.to_string(), Sum::default().to_string());
}
