//! Each form of a value on the wire, its cell, and the value that comes back.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{Float64Type, Int64Type};
use arrow::util::display::{ArrayFormatter, FormatOptions};

use crate::{back, definition, one};

const INTEGER: &str = r#"{ "type": "number", "numberCount": 0 }"#;
const NUMBER: &str = r#"{ "type": "number" }"#;
const RELATION: &str =
    r#"{ "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "class" } }"#;
const OBJECT_RELATION: &str =
    r#"{ "type": "object", "format": "many-one", "x-parent": { "parentDataSourceName": "class" } }"#;
const TEXTS: &str = r#"{ "type": "array", "items": { "type": "string" } }"#;
const CHOICES: &str = r#"{ "type": "array", "format": "x-enum", "enum": ["红", "绿"], "items": { "type": "string" } }"#;
const JSON: &str = r#"{ "type": "object" }"#;
const OBJECT: &str = r#"{ "type": "object", "properties": { "city": { "type": "string" }, "floor": { "type": "number", "numberCount": 0 } } }"#;
const LOCATION: &str = r#"{ "type": "object", "format": "x-location" }"#;

/// The value in the column, `-` for null.
fn stored(property: &str, json: &str) -> String {
    let batch = one(property, json).unwrap_or_else(|error| panic!("{json}: {error}"));
    shown(batch.column(1))
}

fn shown(array: &ArrayRef) -> String {
    let options = FormatOptions::default().with_null("-");
    ArrayFormatter::try_new(array, &options).unwrap().value(0).to_string()
}

#[test]
fn whole_numbers_keep_every_digit() {
    for (json, number) in [
        ("89", 89),
        ("89.0", 89),
        ("8.9e1", 89),
        ("9007199254740993", 9_007_199_254_740_993),
        ("9007199254740993.0", 9_007_199_254_740_993),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
        ("-0.0", 0),
    ] {
        let batch = one(INTEGER, json).unwrap();
        assert_eq!(batch.column(1).as_primitive::<Int64Type>().value(0), number, "{json}");
        assert_eq!(back(&definition(&format!(r#"{{ "v": {INTEGER} }}"#)), &batch), format!(r#"{{"v":{number}}}"#));
    }
}

#[test]
fn the_negative_zero_is_zero_and_other_numbers_are_the_nearest_doubles() {
    for (json, number) in
        [("-0.0", 0.0), ("-0", 0.0), ("0.1", 0.1), ("1e308", 1e308), ("5e-324", 5e-324), ("39.5", 39.5)]
    {
        let batch = one(NUMBER, json).unwrap();
        assert_eq!(batch.column(1).as_primitive::<Float64Type>().value(0).to_bits(), f64::to_bits(number), "{json}");
    }
}

#[test]
fn relations_are_ids_in_every_form() {
    for property in [RELATION, OBJECT_RELATION] {
        for (json, id) in [
            (r#""9G5C""#, "9G5C"),
            (r#"{"_id":"9G5C"}"#, "9G5C"),
            (r#"{"name":"一班","_id":"9G5C","teacher":{"_id":"other"}}"#, "9G5C"),
            (r#""{\"_id\":\"9G5C\"}""#, "9G5C"),
            (r#"" {\"name\":\"一班\",\"_id\":\"9G5C\"}""#, "9G5C"),
            (r#""""#, "-"),
            ("null", "-"),
            (r#""null""#, "-"),
            ("{}", "-"),
            (r#"{"_id":""}"#, "-"),
            (r#"{"_id":null}"#, "-"),
        ] {
            assert_eq!(stored(property, json), id, "{json}");
        }
    }
    for (property, sent) in [(RELATION, r#"{"v":"9G5C"}"#), (OBJECT_RELATION, r#"{"v":{"_id":"9G5C"}}"#)] {
        let batch = one(property, r#"{"_id":"9G5C","name":"一班"}"#).unwrap();
        assert_eq!(back(&definition(&format!(r#"{{ "v": {property} }}"#)), &batch), sent);
    }
}

#[test]
fn lists_and_objects_are_native_or_json_text() {
    for (property, json, value) in [
        (TEXTS, r#"["篮球","\"足\"球"]"#, r#"[篮球, "足"球]"#),
        (TEXTS, r#""[\"篮球\",\"\\\"足\\\"球\"]""#, r#"[篮球, "足"球]"#),
        (TEXTS, "[]", "[]"),
        (TEXTS, r#""[]""#, "[]"),
        (TEXTS, r#""""#, "-"),
        (TEXTS, r#""null""#, "-"),
        (TEXTS, r#"["a",null,""]"#, "[a, -, ]"),
        (CHOICES, r#""红,绿""#, "[红, 绿]"),
        (CHOICES, r#"["红","蓝"]"#, "[红, 蓝]"),
        (OBJECT, r#"{"floor":3,"city":"杭州"}"#, "{city: 杭州, floor: 3, _more: -}"),
        (OBJECT, r#""{\"city\":\"杭州\"}""#, "{city: 杭州, floor: -, _more: -}"),
        (OBJECT, "{}", "{city: -, floor: -, _more: -}"),
        (OBJECT, r#""""#, "-"),
        (
            OBJECT,
            r#"{ "zip" : 310000.50 , "city":"杭州","tags":[1, {"a":"},"}] }"#,
            r#"{city: 杭州, floor: -, _more: {"zip" : 310000.50,"tags":[1, {"a":"},"}]}}"#,
        ),
        (
            LOCATION,
            r#""{\"address\":\"西湖\",\"geopoint\":{\"type\":\"Point\",\"coordinates\":[120.13,null]}}""#,
            "{address: 西湖, geopoint: {type: Point, coordinates: [120.13, -], _more: -}, _more: -}",
        ),
    ] {
        assert_eq!(stored(property, json), value, "{json}");
    }
}

/// Members of an object that are not declared come back, to the digit.
#[test]
fn members_that_are_not_declared_survive() {
    let model = definition(&format!(r#"{{ "v": {OBJECT} }}"#));
    for json in [
        r#"{"zip":9007199254740993,"city":"杭州"}"#,
        r#"{"a":{"b":[null,1.50]},"c":"\u675d"}"#,
        r#""{\"zip\":\"3\\\"1\",\"old\":null}""#,
    ] {
        let sent: serde_json::Value = serde_json::from_str(&back(&model, &one(OBJECT, json).unwrap())).unwrap();
        let mut expected: serde_json::Value = serde_json::from_str(json).unwrap();
        if let Some(text) = expected.as_str() {
            expected = serde_json::from_str(text).unwrap();
        }
        assert_eq!(sent["v"], expected, "{json}");
    }
}

/// The keys are learned, known and unknown, and come in another order, escaped, or not at all.
#[test]
fn members_may_come_in_any_order() {
    let model = definition(&format!(r#"{{ "v": {{ "type": "array", "items": {OBJECT} }} }}"#));
    let json = r#"[{"city":"a","x":1,"floor":1},{"city":"b","x":2,"floor":2},{"x":3,"floor":3,"city":"c"},{"floor":4},
        {"\u0063ity":"e", "y" : 5 , "x":6},{"city":"f","x":7,"floor":7,"z":8},{"floor":null,"city":null}]"#;
    let batch = one(&format!(r#"{{ "type": "array", "items": {OBJECT} }}"#), json).unwrap();
    let expected = r#"{"v":[{"city":"a","floor":1,"x":1},{"city":"b","floor":2,"x":2},{"city":"c","floor":3,"x":3},{"floor":4},{"city":"e","y":5,"x":6},{"city":"f","floor":7,"x":7,"z":8},{}]}"#;
    assert_eq!(back(&model, &batch), expected);
}

#[test]
fn json_is_text_that_any_program_can_parse() {
    let model = definition(&format!(r#"{{ "v": {JSON} }}"#));
    for (json, text, sent) in [
        (r#"{"颜色":["红",null]}"#, r#"{"颜色":["红",null]}"#, r#"{"颜色":["红",null]}"#),
        (r#""{\"n\":9007199254740993}""#, r#"{"n":9007199254740993}"#, r#"{"n":9007199254740993}"#),
        (r#""[1,2]""#, "[1,2]", "[1,2]"),
        (r#""[half""#, r#""[half""#, r#""[half""#),
        (r#""文本""#, r#""文本""#, r#""文本""#),
        ("1.50", "1.50", "1.50"),
        ("true", "true", "true"),
    ] {
        let batch = one(JSON, json).unwrap();
        assert_eq!(shown(batch.column(1)), text, "{json}");
        assert_eq!(back(&model, &batch), format!(r#"{{"v":{sent}}}"#));
    }
    for json in ["null", r#""""#, r#""null""#] {
        assert!(one(JSON, json).unwrap().column(1).is_null(0), "{json}");
    }
}

#[test]
fn deep_nesting_is_read_and_bounded() {
    let mut property = r#"{ "type": "number" }"#.to_owned();
    for _ in 0..15 {
        property =
            format!(r#"{{ "type": "array", "items": {{ "type": "object", "properties": {{ "v": {property} }} }} }}"#);
    }
    let json = format!("{}1.5{}", r#"[{"v":"#.repeat(15), "}]".repeat(15));
    let model = definition(&format!(r#"{{ "v": {property} }}"#));
    assert_eq!(back(&model, &one(&property, &json).unwrap()), format!(r#"{{"v":{json}}}"#));
    for json in ["[".repeat(100_000), "{\"a\":".repeat(100_000)] {
        let record = format!(r#"{{"_id":"a","v":{json}"#);
        assert!(record.parse::<weda::Record>().is_err());
    }
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(one(JSON, &deep(100)).is_ok());
    let text = serde_json::to_string(&deep(10_000)).unwrap();
    let batch = one(JSON, &text).unwrap();
    assert_eq!(batch.column(1).as_string::<i32>().value(0), deep(10_000));
    let model = definition(&format!(r#"{{ "v": {JSON} }}"#));
    assert_eq!(back(&model, &batch), format!(r#"{{"v":{}}}"#, deep(10_000)));
}

/// A null would be replaced by the default, and a field without a default needs no member.
#[test]
fn nulls_are_sent_where_a_default_would_stand() {
    let model = definition(r#"{ "v": { "type": "string", "default": "新" }, "w": { "type": "string" } }"#);
    let batch = weda_arrow::batch(&weda_arrow::schema(&model, weda_arrow::Form::File), &[crate::record("w", "null")]);
    assert_eq!(back(&model, &batch.unwrap()), r#"{"v":null}"#);
}
