//! Whether a record is what was sent, with what the service may write in another way.

use std::collections::HashSet;

use serde_json::{Number, Value as Json, json};

use super::Record;
use crate::value::{RowFields, Value, WireValue};

/// Whether a record can be what has become of a row: nothing that was sent is something else in it.
///
/// Null may be a default, and what is missing may be a field that the service does not know yet: they say nothing.
pub(crate) fn agrees(row: &RowFields, record: &Record) -> bool {
    // Of a field that is set twice the last value counts.
    let mut seen = HashSet::with_capacity(row.len());
    let mut last = row.iter().rev().filter(|(field, _)| seen.insert(&**field));
    last.all(|(field, sent)| {
        record.get(&**field).is_none_or(|stored| json(sent).is_some_and(|sent| same(&sent, stored)))
    })
}

/// The same of a row in JSON.
pub(crate) fn agrees_with_json(row: &Record, record: &Record) -> bool {
    row.iter().all(|(field, sent)| record.get(field).is_none_or(|stored| same(sent, stored)))
}

/// A value as JSON, lists and objects as text; `None` of what a caller's serializer has printed and JSON does not have.
pub(crate) fn json(value: &Value) -> Option<Json> {
    Some(match &value.0 {
        WireValue::Null | WireValue::NotFinite => Json::Null,
        WireValue::Bool(value) => Json::from(*value),
        WireValue::Int(number) => Json::from(*number),
        WireValue::Float(number) => Json::from(*number),
        WireValue::Text(text) | WireValue::Id(text) | WireValue::Json(text) => Json::from(text.as_str()),
        WireValue::Day(day) => Json::from(day.as_millis()),
        WireValue::Reference(id) | WireValue::PrintedReference { id, .. } => json!({ "_id": id }),
        WireValue::Scalar(scalar) => serde_json::from_str(scalar).ok()?,
    })
}

/// JSON text may be written in another way, or come back as the JSON that it stands for.
fn same(sent: &Json, stored: &Json) -> bool {
    if sent == stored {
        return true;
    }
    match (parsed(sent), parsed(stored)) {
        (None, None) => alike(sent, stored),
        (Some(sent), Some(stored)) => alike(&sent, &stored),
        // A relation that comes back as the id alone.
        (Some(sent), None) => sent.get("_id").is_some_and(|id| alike(id, stored)),
        (None, Some(stored)) => sent.is_null() || stored.get("_id").is_some_and(|id| alike(sent, id)),
    }
}

/// The list or object that a value is, or is the text of.
fn parsed(value: &Json) -> Option<Json> {
    match value {
        Json::String(text) if text.starts_with(['{', '[']) => serde_json::from_str(text).ok(),
        Json::Array(_) | Json::Object(_) => Some(value.clone()),
        _ => None,
    }
}

fn alike(sent: &Json, stored: &Json) -> bool {
    match (sent, stored) {
        (Json::Null, _) => true,
        (Json::Number(sent), Json::Number(stored)) => near(sent, stored),
        (Json::Array(sent), Json::Array(stored)) => {
            sent.len() == stored.len() && sent.iter().zip(stored).all(|(sent, stored)| alike(sent, stored))
        }
        (Json::Object(sent), Json::Object(stored)) => match (sent.get("_id"), stored.get("_id")) {
            // A relation may come back with fields of the record that it names.
            (Some(sent), Some(stored)) => sent == stored,
            _ => sent.iter().all(|(name, sent)| stored.get(name).map_or(sent.is_null(), |stored| alike(sent, stored))),
        },
        _ => sent == stored,
    }
}

/// Stored as a double, printed with as many digits as the service likes.
fn near(sent: &Number, stored: &Number) -> bool {
    match (sent.as_i64(), stored.as_i64(), sent.as_f64(), stored.as_f64()) {
        (Some(sent), Some(stored), ..) => sent as f64 == stored as f64,
        (.., Some(sent), Some(stored)) => (sent - stored).abs() <= 1e-12 * sent.abs(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(value: Json) -> Record {
        value.as_object().unwrap().clone()
    }

    /// The fields of a row, as serde makes them.
    fn fields(row: &Record) -> RowFields {
        let value = |value: &Json| match value {
            Json::Array(_) | Json::Object(_) => WireValue::Json(value.to_string()),
            _ => WireValue::Scalar(value.to_string()),
        };
        row.iter().map(|(name, sent)| (name.clone().into(), Value(value(sent)))).collect()
    }

    #[test]
    fn a_record_agrees_with_the_row_unless_it_says_something_else() {
        let stored = record(json!({
            "_id": "1", "name": "李四", "score": 89.0, "ok": true, "tags": "[\"a\"]", "none": null, "auto": "B-1",
            "shelf": { "_id": "7", "name": "一楼" }, "author": "8", "place": { "at": [120.1, 30.0], "more": 1 }, "odd": "[新] A"
        }));
        for row in [
            r#"{"name":"李四","score":89}"#,
            r#"{"ok":true,"tags":"[ \"a\" ]"}"#,
            r#"{"tags":["a"],"shelf":"{\"_id\":\"7\"}","author":{"_id":"8"}}"#,
            r#"{"place":"{\"at\":[120.1,30]}","odd":"[新] A"}"#,
            r#"{"unknown":1}"#,
            r#"{"auto":null}"#,
            "{}",
        ] {
            let sent = record(serde_json::from_str(row).unwrap());
            assert!(agrees_with_json(&sent, &stored) && agrees(&fields(&sent), &stored), "{row}");
        }
        for row in [
            r#"{"name":"李"}"#,
            r#"{"score":89.5}"#,
            r#"{"ok":false}"#,
            r#"{"none":1}"#,
            r#"{"score":"89"}"#,
            r#"{"tags":"[\"b\"]"}"#,
            r#"{"tags":["a","b"]}"#,
            r#"{"shelf":{"_id":"8"}}"#,
            r#"{"author":"{\"_id\":\"7\"}"}"#,
            r#"{"place":"{\"at\":[120.1,31]}"}"#,
            r#"{"odd":"[新] B"}"#,
        ] {
            let sent = record(serde_json::from_str(row).unwrap());
            assert!(!agrees_with_json(&sent, &stored) && !agrees(&fields(&sent), &stored), "{row}");
        }
    }

    #[test]
    fn the_last_value_of_a_field_counts_and_what_json_does_not_have_agrees_with_nothing() {
        let stored = record(json!({ "n": 2 }));
        let row = |values: &[&str]| -> RowFields {
            values.iter().map(|text| ("n".into(), Value(WireValue::Scalar((*text).to_owned())))).collect()
        };
        assert!(agrees(&row(&["1", "2"]), &stored) && !agrees(&row(&["2", "1"]), &stored));
        assert!(!agrees(&row(&["1e400"]), &stored) && !agrees(&row(&[r#""\ud83d""#]), &stored));
    }
}
