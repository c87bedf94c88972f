//! Whether a record is what was sent, with what the service may write in another way.

use serde_json::{Map, Number, Value as Json};
use sonic_rs::JsonValueTrait as _;

type Record = Map<String, Json>;

/// Whether the body of an answer can be the record that was sent. One that is no record is somebody else's to judge, and so is
/// its id: no document says whether the service keeps one that it is given.
pub(crate) fn is_what_was_sent(sent: &[u8], answer: &[u8]) -> bool {
    if is_as_sent(sent, answer) {
        return true;
    }
    let Ok(mut record) = serde_json::from_slice::<Record>(answer) else { return true };
    record.remove("_id");
    agrees(sent, &record)
}

/// Whether the body of an answer is neither the record with this id nor none at all: a record with another id, or a list or a
/// number that has none. A service may take no notice of capitals.
pub(crate) fn is_of_another_call(id: &str, answer: &[u8]) -> bool {
    match sonic_rs::get(answer, ["_id"]).ok().filter(|found| !found.is_null()) {
        Some(found) => found.as_str().is_some_and(|found| !found.eq_ignore_ascii_case(id)),
        None => {
            sonic_rs::to_object_iter(answer).flatten().any(|(name, value)| !name.starts_with('@') && !value.is_null())
        }
    }
}

/// Whether each member stands in the answer as it was sent, which most do.
fn is_as_sent(sent: &[u8], answer: &[u8]) -> bool {
    let members = |json| sonic_rs::to_object_iter(json);
    let mut answered = Vec::with_capacity(16);
    for member in members(answer) {
        let Ok((name, value)) = member else { return false };
        answered.push((name, value));
    }
    // Answers tend to hold the members in the order in which they were sent.
    let mut from = 0;
    for member in members(sent) {
        let Ok((name, value)) = member else { return false };
        let places = (from..answered.len()).chain(0..from);
        let Some(at) = places.into_iter().find(|at| answered[*at].0 == name) else { continue };
        if answered[at].1.as_raw_str() != value.as_raw_str() {
            return false;
        }
        from = at + 1;
    }
    true
}

/// Whether a record can be what has become of a row: nothing that was sent is something else in it.
///
/// Null may be a default, and what is missing may be a field that the service does not know yet: they say nothing.
pub(crate) fn agrees(row: &[u8], record: &Record) -> bool {
    let Ok(sent) = serde_json::from_slice::<Record>(row) else { return false };
    sent.iter().all(|(field, sent)| record.get(field).is_none_or(|stored| same(sent, stored)))
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
    use serde_json::json;

    use super::*;

    fn record(value: Json) -> Record {
        value.as_object().unwrap().clone()
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
            assert!(agrees(row.as_bytes(), &stored), "{row}");
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
            assert!(!agrees(row.as_bytes(), &stored), "{row}");
        }
    }

    #[test]
    fn the_answer_to_a_create_is_what_was_sent_or_another_record() {
        let answer = r#"{"@odata.context":"c","score":59.5,"name":"李四","_id":"a","tags":"[\"a\"]","createdAt":5}"#;
        for (sent, same) in [
            (r#"{"name":"李四","score":59.5}"#, true),
            (r#"{"score":59.50,"name":"\u674e四"}"#, true),
            (r#"{"tags":"[ \"a\" ]","unknown":1,"name":null}"#, true),
            (r#"{"_id":"b","name":"李四"}"#, true),
            ("{}", true),
            (r#"{"name":"李"}"#, false),
            (r#"{"name":"李四","score":60}"#, false),
        ] {
            assert_eq!(is_what_was_sent(sent.as_bytes(), answer.as_bytes()), same, "{sent}");
        }
        for no_record in ["", "null", "[]", "{\"name\":"] {
            assert!(is_what_was_sent(br#"{"name":"a"}"#, no_record.as_bytes()), "{no_record}");
        }
    }

    #[test]
    fn what_is_neither_the_record_nor_none_is_another_calls() {
        for (answer, other) in [
            (r#"{"@odata.context":"c","mentor":{"_id":"b"},"_id":"a"}"#, false),
            (r#"{"mentor":{"_id":"a"},"_id":"b"}"#, true),
            (r#"{"_id":"\u0061"}"#, false),
            (r#"{"@odata.context":"c"}"#, false),
            (r#"{"@odata.context":"c","_id":null,"name":null}"#, false),
            (r#"{"name":"a"}"#, true),
            (r#"{"@odata.context":"c","@odata.count":1,"value":[{"_id":"a"}]}"#, true),
            (r#"{"updateCount":1}"#, true),
            ("", false),
            ("null", false),
            ("{}", false),
        ] {
            assert_eq!(is_of_another_call("a", answer.as_bytes()), other, "{answer}");
        }
    }
}
