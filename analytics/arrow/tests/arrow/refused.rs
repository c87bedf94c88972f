//! Values that do not fit are refused by name, and leave no trace in the batch.

use std::sync::Arc;

use arrow::array::*;
use arrow::datatypes::{DataType, Field, Int32Type, Schema, TimeUnit};
use weda::Record;
use weda_arrow::{BatchBuilder, Form, rows, schema};

use crate::{back, definition, one};

#[test]
fn the_error_names_record_field_expectation_and_finding() {
    for (property, json, error) in [
        (r#"{ "type": "number", "numberCount": 0 }"#, "89.5", "expected a whole number of at most 64 bits, found 89.5"),
        (
            r#"{ "type": "number", "numberCount": 0 }"#,
            "9223372036854775808",
            "expected a whole number of at most 64 bits, found 9223372036854775808",
        ),
        (r#"{ "type": "number", "numberCount": 0 }"#, r#""89""#, r#"expected a whole number, found text "89""#),
        (r#"{ "type": "number" }"#, r#""九十""#, r#"expected a number, found text "九十""#),
        (r#"{ "type": "number" }"#, "1e999", "expected a number that a double can hold, found 1e999"),
        (r#"{ "type": "number" }"#, "true", "expected a number, found boolean true"),
        (r#"{ "type": "boolean" }"#, "1", "expected true or false, found number 1"),
        (r#"{ "type": "string" }"#, "5", "expected a text, found number 5"),
        (r#"{ "type": "string" }"#, "{}", "expected a text, found an object"),
        (r#"{ "type": "number", "format": "date" }"#, "0.5", "expected whole milliseconds, found 0.5"),
        (
            r#"{ "type": "number", "format": "date" }"#,
            r#""2024-09-01""#,
            r#"expected milliseconds, found text "2024-09-01""#,
        ),
        (
            r#"{ "type": "number", "format": "date" }"#,
            "9223372036854775807",
            "expected the milliseconds of a day, found 9223372036854775807",
        ),
        (
            r#"{ "type": "number", "format": "time" }"#,
            "86400000",
            "expected a time of day, 0 to 86399999 ms, found 86400000",
        ),
        (r#"{ "type": "number", "format": "time" }"#, "-1", "expected a time of day, 0 to 86399999 ms, found -1"),
        (r#"{ "type": "string", "format": "x-enum", "enum": ["红"] }"#, "1", "expected a text, found number 1"),
        (r#"{ "type": "array", "items": { "type": "string" } }"#, "{}", "expected a list, found an object"),
        (
            r#"{ "type": "array", "items": { "type": "string" } }"#,
            r#""篮球""#,
            r#"expected a list or its JSON text, found text "篮球""#,
        ),
        (
            r#"{ "type": "object", "properties": { "a": { "type": "string" } } }"#,
            "[]",
            "expected an object, found a list",
        ),
        (
            r#"{ "type": "string", "format": "related", "x-parent": { "parentDataSourceName": "c" } }"#,
            "7",
            "expected an id, or an object with `_id`, found number 7",
        ),
    ] {
        let found = one(property, json).unwrap_err();
        let found = found.strip_prefix("record `9G5C0WQN26`, field `v`: ").unwrap_or_else(|| panic!("{found}"));
        let shortened = error.chars().take(found.trim_end_matches('…').chars().count()).collect::<String>();
        assert_eq!(found.trim_end_matches('…'), shortened, "{json}");
    }
    for (property, json, error) in [
        (
            r#"{ "type": "array", "items": { "type": "number" } }"#,
            "[1,null,true]",
            "field `v[2]`: expected a number, found boolean true",
        ),
        (
            r#"{ "type": "object", "properties": { "a": { "type": "array", "items": { "type": "object", "properties": { "b": { "type": "boolean" } } } } } }"#,
            r#"{"a":[{"b":true},{"b":0}]}"#,
            "field `v.a[1].b`: expected true or false, found number 0",
        ),
        (
            r#"{ "type": "array", "items": { "type": "number" } }"#,
            r#""[1,""#,
            "field `v[1]`: its text is not JSON: it ends in the middle of a value",
        ),
    ] {
        assert_eq!(one(property, json).unwrap_err(), format!("record `9G5C0WQN26`, {error}"));
    }
}

#[test]
fn a_field_twice_is_refused() {
    let model = definition(r#"{ "v": { "type": "number" } }"#);
    let mut builder = BatchBuilder::new(schema(&model, Form::Table));
    let error = builder.push(&r#"{"_id":"a","v":1,"v":2}"#.parse::<Record>().unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "record `a`, field `v`: expected one value, found two");
}

/// The ids are those of others, and errors go to terminals.
#[test]
fn ids_and_values_cannot_steer_a_terminal() {
    let model = definition(r#"{ "v": { "type": "number" } }"#);
    let mut builder = BatchBuilder::new(schema(&model, Form::Table));
    let error =
        builder.push(&r#"{"_id":"a\u001b[2J\nb","v":"\u202e\u001b]0;x"}"#.parse::<Record>().unwrap()).unwrap_err();
    let error = error.to_string();
    assert!(!error.contains(['\u{1b}', '\n', '\u{202e}']), "{error:?}");
}

/// Half of a record was appended before its error, at any depth.
#[test]
fn a_refused_record_leaves_no_trace() {
    let item = r#"{ "type": "object", "properties": {
        "n": { "type": "number" }, "l": { "type": "array", "items": { "type": "array", "items": { "type": "number" } } } } }"#;
    let model = definition(&format!(
        r#"{{ "a": {{ "type": "number" }}, "o": {item}, "l": {{ "type": "array", "items": {item} }},
            "c": {{ "type": "string", "format": "x-enum", "enum": ["红"] }}, "z": {{ "type": "boolean" }} }}"#
    ));
    let good = |id: usize| {
        format!(
            r#"{{"_id":"{id}","a":{id},"o":{{"n":{id},"x":{id},"l":[[{id}],[]]}},"l":[{{"n":{id}}},{{"l":[[1,2]]}}],"c":"红","z":true}}"#
        )
    };
    let bad = [
        r#"{"_id":"x","a":1,"o":{"n":1,"x":2,"l":[[1,2],[3,true]]}}"#,
        r#"{"_id":"x","a":1,"o":{"x":2,"n":"1"}}"#,
        r#"{"_id":"x","o":{"x":2,"y":3,"l":5}}"#,
        r#"{"_id":"x","l":[{"n":1,"l":[[1],[2,3]]},{"l":[[4],[5,"6"]]}],"z":true}"#,
        r#"{"_id":"x","l":[{"n":1},{"x":1,"n":"2"}]}"#,
        r#"{"_id":"x","l":[{"n":1},7]}"#,
        r#"{"_id":"x","l":"[{\"n\":1},{\"l\":[[1,2],[3,4],["}"#,
        r#"{"_id":"x","c":"绿","z":1}"#,
        r#"{"_id":"x","a":1,"a":2}"#,
    ];
    for form in [Form::Table, Form::File] {
        let (mut mixed, mut clean) = (BatchBuilder::new(schema(&model, form)), BatchBuilder::new(schema(&model, form)));
        let mut id = 0;
        for bad in bad {
            for _ in 0..2 {
                assert!(mixed.push(&bad.parse().unwrap()).is_err(), "{bad}");
            }
            id += 1;
            let good: Record = good(id).parse().unwrap();
            mixed.push(&good).unwrap();
            clean.push(&good).unwrap();
        }
        assert_eq!((mixed.len(), clean.len()), (bad.len(), bad.len()));
        let (mixed, clean) = (mixed.finish().unwrap(), clean.finish().unwrap());
        let rows_of = |batch: &RecordBatch| {
            rows(&model, batch).unwrap().map(|row| serde_json::to_string(&row).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(rows_of(&mixed), rows_of(&clean));
        assert_eq!(mixed.num_rows(), bad.len());
        for at in 0..bad.len() {
            assert!(
                rows_of(&mixed)[at].contains(&format!(
                    r#""o":{{"n":{}.0,"l":[[{}.0],[]],"x":{}}}"#,
                    at + 1,
                    at + 1,
                    at + 1
                )),
                "{:?}",
                rows_of(&mixed)[at]
            );
        }
    }
}

fn column(name: &str, array: impl Array + 'static) -> RecordBatch {
    let field = Field::new(name, array.data_type().clone(), true);
    RecordBatch::try_new(Arc::new(Schema::new(vec![field])), vec![Arc::new(array)]).unwrap()
}

#[test]
fn columns_of_other_programs_are_converted_if_nothing_is_lost() {
    let model = definition(
        r#"{ "n": { "type": "number" }, "i": { "type": "number", "numberCount": 0 }, "t": { "type": "string" },
             "d": { "type": "number", "format": "date" }, "m": { "type": "number", "format": "datetime" },
             "l": { "type": "array", "items": { "type": "string" } } }"#,
    );
    let moments = |micros: i64| TimestampMicrosecondArray::from(vec![micros]).with_timezone("UTC");
    for (batch, sent) in [
        (column("n", Int32Array::from(vec![7])), r#"{"n":7.0}"#),
        (column("n", Float32Array::from(vec![0.5])), r#"{"n":0.5}"#),
        (column("i", Float64Array::from(vec![9_007_199_254_740_992.0])), r#"{"i":9007199254740992}"#),
        (column("i", UInt8Array::from(vec![200])), r#"{"i":200}"#),
        (column("t", StringViewArray::from(vec!["李"])), r#"{"t":"李"}"#),
        (column("t", LargeStringArray::from(vec!["李"])), r#"{"t":"李"}"#),
        (column("t", DictionaryArray::<Int32Type>::from_iter(["李"])), r#"{"t":"李"}"#),
        (column("t", NullArray::new(1)), "{}"),
        (column("d", Date64Array::from(vec![5967 * 86_400_000])), r#"{"d":515520000000}"#),
        (column("m", moments(1_646_034_692_306_000)), r#"{"m":1646034692306}"#),
        (column("m", TimestampSecondArray::from(vec![1_646_063_492])), r#"{"m":1646034692000}"#),
        (
            column("l", LargeListArray::from_nested_iter::<StringBuilder, _, _, _>([Some([Some("a"), None])])),
            r#"{"l":["a",null]}"#,
        ),
    ] {
        assert_eq!(back(&model, &batch), sent);
    }
    for (batch, error) in [
        (
            column("n", Int64Array::from(vec![1, 9_007_199_254_740_993])),
            "column `n`: row 1 would be changed: 9007199254740993 does not fit `Float64`; convert or round the column first",
        ),
        (
            column("i", Float64Array::from(vec![89.5])),
            "column `i`: row 0 would be changed: 89.5 does not fit `Int64`; convert or round the column first",
        ),
        (
            column("n", Float64Array::from(vec![Some(1.0), None, Some(f64::NAN)])),
            "column `n`: value 2 is not a finite number, which JSON cannot hold",
        ),
        (
            column("m", moments(1_646_034_692_306_001)),
            "column `m`: row 0 would be changed: 2022-02-28T07:51:32.306001Z does not fit `Timestamp(ms, \"Asia/Shanghai\")`; convert or round the column first",
        ),
        (column("t", Int64Array::from(vec![1])), "column `t`: a field of kind text needs `Utf8`, found `Int64`"),
        (column("i", StringArray::from(vec!["1"])), "column `i`: a field of kind integer needs `Int64`, found `Utf8`"),
        (
            column("l", StringArray::from(vec!["[]"])),
            "column `l`: a field of kind list of text needs a list, found `Utf8`",
        ),
        (
            column("x", StringArray::from(vec!["1"])),
            "column `x`: `student` declares no such field; leave the column out (`RecordBatch::project`)",
        ),
    ] {
        let found = rows(&model, &batch).unwrap_err().to_string();
        assert_eq!(found, error);
    }
    assert!(
        DataType::Timestamp(TimeUnit::Millisecond, None) != schema(&model, Form::Table).field(4).data_type().clone()
    );
}

#[test]
fn texts_that_should_be_json_are_checked_before_the_first_row() {
    let json = definition(r#"{ "v": { "type": "object" } }"#);
    let error = rows(&json, &column("v", StringArray::from(vec![Some("{}"), None, Some("{")]))).unwrap_err();
    assert_eq!(error.to_string(), "column `v`: value 2 is not JSON");
    let object = definition(r#"{ "v": { "type": "object", "properties": { "a": { "type": "string" } } } }"#);
    let more = |text: &str| {
        let more: ArrayRef = Arc::new(StringArray::from(vec![text]));
        column("v", StructArray::from(vec![(Arc::new(Field::new("_more", DataType::Utf8, true)), more)]))
    };
    assert_eq!(back(&object, &more(r#"{"b":1}"#)), r#"{"v":{"b":1}}"#);
    let error = rows(&object, &more("[]")).unwrap_err();
    assert_eq!(error.to_string(), "column `v._more`: value 0 is not the JSON text of an object");
}

#[test]
fn system_fields_are_left_out_of_creates() {
    let model = definition(
        r#"{ "name": { "type": "string" }, "createdAt": { "type": "number", "format": "datetime", "x-system": true },
             "owner": { "type": "string" }, "number": { "type": "string", "format": "x-autonumber" } }"#,
    );
    let record: Record = r#"{"_id":"a","name":"李四","createdAt":1,"owner":"x","number":"S-1"}"#.parse().unwrap();
    let batch = weda_arrow::batch(&schema(&model, Form::Table), &[record]).unwrap();
    assert_eq!(batch.num_columns(), 5);
    assert_eq!(back(&model, &batch), r#"{"name":"李四"}"#);
}
