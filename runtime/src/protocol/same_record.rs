//! Comparison of a stored record with the one that was sent.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::{Map, Number, Value as Json, json};

use super::Record;
use crate::value::{RowFields, Value, WireValue};

/// Returns true if a record can be the stored form of a row.
///
/// Nulls are ignored, since the service may fill in defaults, and so are missing fields, which the service may not know
/// yet.
pub(crate) fn agrees(row: &RowFields, record: &Record) -> bool {
    // The last value of a field counts.
    let mut seen = HashSet::with_capacity(row.len());
    let mut last = row.iter().rev().filter(|(field, _)| seen.insert(&**field));
    last.all(|(field, sent)| {
        record.get(&**field).is_none_or(|stored| json(sent).is_some_and(|sent| same(&sent, stored, Null::Anything)))
    })
}

/// Like [`agrees`], for a row in JSON.
pub(crate) fn agrees_with_json(row: &Record, record: &Record) -> bool {
    first_difference(row, record, |_| true).is_none()
}

/// Returns the first field whose stored value differs from the sent one, or `None` if the record can be what was sent.
///
/// Representations of the service count as equal: JSON text and the list or object that it contains, the id of a
/// related record and the record itself, fractions that differ after the twelfth digit. Missing fields are ignored. A
/// sent null equals any value if `fills_in` returns true for its field, as for one with a default, and otherwise null
/// and an empty string, list or object. All of this holds at any depth.
///
/// ```
/// use serde_json::json;
/// use weda::dynamic::first_difference;
///
/// let sent = json!({ "name": "李四", "score": 59, "tags": ["a"], "note": null });
/// let stored = json!({ "_id": "9G5C0WQN26", "name": "李四", "score": 59.0, "tags": "[\"a\"]", "note": "新" });
/// let (sent, stored) = (sent.as_object().unwrap(), stored.as_object().unwrap());
/// assert_eq!(first_difference(sent, stored, |_| true), None);
/// assert_eq!(first_difference(sent, stored, |_| false), Some("note"));
/// ```
pub fn first_difference<'s>(
    sent: &'s Map<String, Json>,
    stored: &Map<String, Json>,
    fills_in: impl Fn(&str) -> bool,
) -> Option<&'s str> {
    let differs = |(name, sent): &(&String, &Json)| {
        stored.get(*name).is_some_and(|stored| !same(sent, stored, Null::of(fills_in(name))))
    };
    sent.iter().find(differs).map(|(name, _)| name.as_str())
}

/// Converts a value to JSON, lists and objects to text; returns `None` for invalid JSON of a caller's serializer.
pub(crate) fn json(value: &Value) -> Option<Json> {
    Some(match &value.0 {
        WireValue::Null | WireValue::NoReference | WireValue::References(None) | WireValue::Unsendable(_) => Json::Null,
        WireValue::References(Some(ids)) => ids.iter().map(|id| json!({ "_id": id })).collect(),
        WireValue::Bool(value) => Json::from(*value),
        WireValue::Int(number) => Json::from(*number),
        WireValue::Float(number) => Json::from(*number),
        WireValue::Text(text) | WireValue::Id(text) | WireValue::Json(text) => Json::from(text.as_str()),
        WireValue::Day(day) => Json::from(day.as_millis()),
        WireValue::Reference(id) | WireValue::PrintedReference { id, .. } => json!({ "_id": id }),
        WireValue::Scalar(scalar) => serde_json::from_str(scalar).ok()?,
    })
}

/// The values that equal null.
#[derive(Clone, Copy, PartialEq)]
enum Null {
    Anything,
    Nothing,
}

impl Null {
    fn of(is_filled_in: bool) -> Null {
        match is_filled_in {
            true => Null::Anything,
            false => Null::Nothing,
        }
    }
}

/// Compares two values, of which JSON text may be formatted differently or be native JSON.
fn same(sent: &Json, stored: &Json, null: Null) -> bool {
    if sent == stored {
        return true;
    }
    match (&*parsed(sent), &*parsed(stored)) {
        (Json::Null, stored) => null == Null::Anything || is_empty(stored),
        (Json::Number(sent), Json::Number(stored)) => near(sent, stored),
        // The order of related records is not documented.
        (Json::Array(sent), Json::Array(stored)) if sent.iter().chain(stored).all(|one| one.get("_id").is_some()) => {
            let ids = |many: &[Json]| many.iter().filter_map(|one| one.get("_id").cloned()).collect::<Vec<_>>();
            let (sent, mut stored) = (ids(sent), ids(stored));
            sent.len() == stored.len()
                && sent
                    .iter()
                    .all(|id| stored.iter().position(|one| one == id).map(|at| stored.swap_remove(at)).is_some())
        }
        (Json::Array(sent), Json::Array(stored)) => {
            sent.len() == stored.len() && sent.iter().zip(stored).all(|(sent, stored)| same(sent, stored, null))
        }
        (Json::Object(sent), Json::Object(stored)) => match (sent.get("_id"), stored.get("_id")) {
            // A relation may be returned with fields of its record.
            (Some(sent), Some(stored)) => sent == stored,
            _ => sent
                .iter()
                .all(|(name, sent)| stored.get(name).map_or(sent.is_null(), |stored| same(sent, stored, null))),
        },
        // A relation may be an id on one side and an object on the other.
        (Json::Object(relation), id) | (id, Json::Object(relation)) => relation.get("_id") == Some(id),
        (sent, stored) => sent == stored,
    }
}

/// Parses a string that contains a list or object; returns other values unchanged.
fn parsed(value: &Json) -> Cow<'_, Json> {
    match value {
        Json::String(text) if text.starts_with(['{', '[']) => {
            serde_json::from_str(text).map_or(Cow::Borrowed(value), Cow::Owned)
        }
        value => Cow::Borrowed(value),
    }
}

/// Returns true for null and empty values.
fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(values) => values.is_empty(),
        Json::Object(members) => members.is_empty(),
        Json::Bool(_) | Json::Number(_) => false,
    }
}

/// Compares numbers with the tolerance of a double that is formatted with varying digits.
fn near(sent: &Number, stored: &Number) -> bool {
    match (sent.as_f64(), stored.as_f64()) {
        (Some(sent), Some(stored)) if sent.fract() == 0.0 && stored.fract() == 0.0 => sent == stored,
        (Some(sent), Some(stored)) => (sent - stored).abs() <= 1e-12 * sent.abs(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(value: Json) -> Record {
        value.as_object().unwrap().clone()
    }

    /// Returns the fields of a row, as from serde.
    fn fields(row: &Record) -> RowFields {
        let value = |value: &Json| match value {
            Json::Array(_) | Json::Object(_) => WireValue::Json(value.to_string()),
            _ => WireValue::Scalar(value.to_string()),
        };
        row.iter().map(|(name, sent)| (name.clone().into(), Value(value(sent)))).collect()
    }

    #[test]
    fn a_record_agrees_unless_a_value_differs() {
        let stored = record(json!({
            "_id": "1", "name": "李四", "score": 89.0, "ok": true, "tags": "[\"a\"]", "none": null, "auto": "B-1",
            "shelf": { "_id": "7", "name": "一楼" }, "author": "8", "place": { "at": [120.1, 30.0], "more": 1 }, "odd": "[新] A",
            "order": 2_024_010_500_001.0
        }));
        for row in [
            r#"{"name":"李四","score":89}"#,
            r#"{"ok":true,"tags":"[ \"a\" ]"}"#,
            r#"{"tags":["a"],"shelf":"{\"_id\":\"7\"}","author":{"_id":"8"}}"#,
            r#"{"place":"{\"at\":[120.1,30]}","odd":"[新] A"}"#,
            r#"{"unknown":1}"#,
            r#"{"shelf":"7"}"#,
            r#"{"auto":null}"#,
            r#"{"order":2024010500001}"#,
            r#"{"place":{"at":"[120.1,30]","zip":null}}"#,
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
            r#"{"odd":5}"#,
            r#"{"none":"a"}"#,
            r#"{"shelf":"8"}"#,
            r#"{"order":2024010500002}"#,
            r#"{"author":"7"}"#,
        ] {
            let sent = record(serde_json::from_str(row).unwrap());
            assert!(!agrees_with_json(&sent, &stored) && !agrees(&fields(&sent), &stored), "{row}");
        }
    }

    #[test]
    fn the_last_value_counts_and_invalid_json_agrees_with_nothing() {
        let stored = record(json!({ "n": 2 }));
        let row = |values: &[&str]| -> RowFields {
            values.iter().map(|text| ("n".into(), Value(WireValue::Scalar((*text).to_owned())))).collect()
        };
        assert!(agrees(&row(&["1", "2"]), &stored) && !agrees(&row(&["2", "1"]), &stored));
        assert!(!agrees(&row(&["1e400"]), &stored) && !agrees(&row(&[r#""\ud83d""#]), &stored));
    }

    /// A row without a value was taken to equal a record with any.
    #[test]
    fn null_differs_from_values_unless_the_service_fills_them_in() {
        let sent = record(json!({ "name": null, "tags": null, "kind": null, "place": { "city": null } }));
        for (stored, other) in [
            (json!({ "name": "李", "kind": "x" }), Some("name")),
            (json!({ "name": "", "tags": "[]", "kind": "x", "place": {} }), None),
            (json!({ "name": null, "tags": "[\"a\"]" }), Some("tags")),
            (json!({ "name": 0 }), Some("name")),
            (json!({ "name": "", "place": { "city": "北京" } }), Some("place")),
            (json!({}), None),
        ] {
            let stored = record(stored);
            assert_eq!(first_difference(&sent, &stored, |name| name == "kind"), other, "{stored:?}");
            assert_eq!(first_difference(&sent, &stored, |_| true), None);
        }
    }
}
