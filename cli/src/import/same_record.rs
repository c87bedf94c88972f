//! Whether a record may be what a row has become.

use serde_json::{Map, Value};

use crate::fields::Fields;

/// What the record holds of a field for which null was sent.
#[derive(Clone, Copy)]
pub(super) enum Nulls<'f> {
    /// Anything: the service may have filled it in.
    FilledIn,
    /// Nothing, unless the definition lets the service fill it in.
    Empty(Option<&'f Fields>),
}

/// Returns the first field whose value is another one in the record than in what was sent. What is missing says nothing.
pub(super) fn differing<'s>(
    sent: &'s Map<String, Value>,
    stored: &Map<String, Value>,
    nulls: Nulls<'_>,
) -> Option<&'s str> {
    let differs = |name: &str, sent: &Value, stored: &Value| match nulls {
        Nulls::Empty(fields) if !is_filled_in(fields, name) => !same(sent, stored, true),
        _ => !same(sent, stored, false),
    };
    let other = |(name, sent): &(&String, &Value)| stored.get(*name).is_some_and(|stored| differs(name, sent, stored));
    sent.iter().find(other).map(|(name, _)| name.as_str())
}

/// Whether the service fills in a field that has no value. Without a definition nobody knows.
pub(super) fn is_filled_in(fields: Option<&Fields>, name: &str) -> bool {
    match fields.and_then(|fields| fields.get(name)) {
        Some(field) => !field.is_writable() || field.default.is_some(),
        None => true,
    }
}

/// Whether a value says nothing.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty() || text == "[]" || text == "{}",
        Value::Array(values) => values.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// JSON text may be written in another way, or come back as the JSON that it stands for; a relation may come back as the
/// record that it names.
fn same(sent: &Value, stored: &Value, null_is_empty: bool) -> bool {
    let (sent, stored) = (parsed(sent), parsed(stored));
    match (&sent, &stored) {
        (Value::Null, stored) => !null_is_empty || is_empty(stored),
        (Value::Number(one), Value::Number(other)) => match (one.as_f64(), other.as_f64()) {
            (Some(one), Some(other)) if one.fract() == 0.0 && other.fract() == 0.0 => one == other,
            // Stored as a double, and printed with as many digits as the service likes.
            (Some(one), Some(other)) => (one - other).abs() <= 1e-12 * one.abs(),
            _ => one == other,
        },
        (Value::Array(sent), Value::Array(stored)) => {
            sent.len() == stored.len()
                && sent.iter().zip(stored).all(|(sent, stored)| same(sent, stored, null_is_empty))
        }
        (Value::Object(sent), Value::Object(stored)) => match (sent.get("_id"), stored.get("_id")) {
            (Some(sent), Some(stored)) => sent == stored,
            _ => sent.iter().all(|(name, sent)| {
                stored.get(name).map_or(sent.is_null(), |stored| same(sent, stored, null_is_empty))
            }),
        },
        (Value::Object(sent), id) => sent.get("_id") == Some(id),
        (id, Value::Object(stored)) => stored.get("_id") == Some(id),
        (sent, stored) => sent == stored,
    }
}

/// The list or object that a text stands for.
fn parsed(value: &Value) -> Value {
    match value {
        Value::String(text) if text.starts_with(['{', '[']) => {
            serde_json::from_str(text).unwrap_or_else(|_| value.clone())
        }
        value => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A row without a value passed for a record with any.
    #[test]
    fn null_is_a_value_where_the_service_fills_nothing_in() {
        let text =
            r#"{ "properties": { "name": { "type": "string" }, "kind": { "type": "string", "default": "x" } } }"#;
        let fields = Fields::from(weda_definition::Definition::parse("m", "m", text).unwrap());
        let object = |value: Value| value.as_object().unwrap().clone();
        let sent = object(json!({ "name": null, "kind": null }));
        let nulls = Nulls::Empty(Some(&fields));
        for (stored, other) in [
            (json!({ "name": "李", "kind": "x" }), Some("name")),
            (json!({ "name": "", "kind": "x" }), None),
            (json!({ "kind": "x" }), None),
        ] {
            let stored = object(stored);
            assert_eq!(differing(&sent, &stored, nulls), other, "{stored:?}");
            assert_eq!(differing(&sent, &stored, Nulls::FilledIn), None);
        }
    }

    #[test]
    fn what_the_service_writes_in_another_way_is_the_same() {
        for (sent, stored) in [
            (json!(5), json!(5.0)),
            (json!("a"), json!("a")),
            (json!(null), json!("default")),
            (json!("[\"a\", 1]"), json!(["a", 1.0])),
            (json!({ "city": "x", "zip": null }), json!({ "city": "x", "more": 1 })),
            (json!("id"), json!({ "_id": "id", "name": "x" })),
            (json!({ "_id": "id" }), json!("id")),
        ] {
            assert!(same(&sent, &stored, false), "{sent} {stored}");
        }
        for (sent, stored) in [
            (json!(5), json!("5")),
            (json!(5), json!(6)),
            (json!(2_024_010_500_001_i64), json!(2_024_010_500_002_i64)),
            (json!(2_024_010_500_001_i64), json!(2_024_010_500_002.0)),
            (json!("a"), json!(null)),
            (json!(["a"]), json!(["a", "b"])),
            (json!("id"), json!({ "_id": "other" })),
            (json!({ "city": "x" }), json!({ "city": "y" })),
        ] {
            assert!(!same(&sent, &stored, false), "{sent} {stored}");
        }
    }
}
