//! Whether a record may be what a row has become.

use serde_json::{Map, Value};

/// Returns the first field whose value is another one in the record than in what was sent. Null may be a default, and what
/// is missing says nothing.
pub(super) fn differing<'s>(sent: &'s Map<String, Value>, stored: &Map<String, Value>) -> Option<&'s str> {
    let differs = |(name, sent): &(&String, &Value)| stored.get(*name).is_some_and(|stored| !same(sent, stored));
    sent.iter().find(differs).map(|(name, _)| name.as_str())
}

/// JSON text may be written in another way, or come back as the JSON that it stands for; a relation may come back as the
/// record that it names.
fn same(sent: &Value, stored: &Value) -> bool {
    let (sent, stored) = (parsed(sent), parsed(stored));
    match (&sent, &stored) {
        (Value::Null, _) => true,
        (Value::Number(one), Value::Number(other)) => match (one.as_f64(), other.as_f64()) {
            (Some(one), Some(other)) if one.fract() == 0.0 && other.fract() == 0.0 => one == other,
            // Stored as a double, and printed with as many digits as the service likes.
            (Some(one), Some(other)) => (one - other).abs() <= 1e-12 * one.abs(),
            _ => one == other,
        },
        (Value::Array(sent), Value::Array(stored)) => {
            sent.len() == stored.len() && sent.iter().zip(stored).all(|(sent, stored)| same(sent, stored))
        }
        (Value::Object(sent), Value::Object(stored)) => match (sent.get("_id"), stored.get("_id")) {
            (Some(sent), Some(stored)) => sent == stored,
            _ => sent.iter().all(|(name, sent)| stored.get(name).map_or(sent.is_null(), |stored| same(sent, stored))),
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

    use super::same;

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
            assert!(same(&sent, &stored), "{sent} {stored}");
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
            assert!(!same(&sent, &stored), "{sent} {stored}");
        }
    }
}
