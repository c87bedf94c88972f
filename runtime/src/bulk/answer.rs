//! What the answer of a batch says about its rows.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::words::Words;
use crate::value::{Value, Wire};

/// A record of an answer.
pub(super) type Record = Map<String, Json>;

/// The records that came back, or why they cannot be read.
pub(super) fn records(body: &[u8]) -> Result<Vec<Record>, String> {
    #[derive(Deserialize)]
    struct Batch {
        value: Vec<Record>,
    }
    serde_json::from_slice(body).map(|Batch { value }| value).map_err(|error| error.to_string())
}

pub(super) fn id(record: &Record) -> Option<&str> {
    record.get("_id").and_then(Json::as_str).filter(|id| !id.is_empty())
}

pub(super) fn ids(records: &[Record]) -> Vec<String> {
    records.iter().filter_map(id).map(str::to_owned).collect()
}

/// The ids in the order of the rows. Nobody documents that order, so the rows must be as many, and each must hold what
/// was sent.
pub(super) fn by_position(rows: &[&[u8]], records: &[Record]) -> Result<Vec<String>, Words<'static>> {
    if rows.len() != records.len() {
        return Err(Words::Count { sent: rows.len(), came: records.len() });
    }
    let ids = ids(records);
    if ids.len() < rows.len() || ids.iter().collect::<HashSet<_>>().len() < ids.len() {
        return Err(Words::BadIds);
    }
    match rows.iter().zip(records).position(|(row, record)| !agrees(row, record)) {
        Some(row) => Err(Words::Values { row: row + 1 }),
        None => Ok(ids),
    }
}

/// Whether a record can be what has become of a row: no text, number or truth value that was sent is another one in it.
///
/// JSON text may be written in another way, null may be a default, and what is missing may be a field that the service
/// does not know yet: they say nothing.
pub(super) fn agrees(row: &[u8], record: &Record) -> bool {
    let Ok(sent) = serde_json::from_slice::<Record>(row) else { return false };
    sent.iter().all(|(field, sent)| record.get(field).is_none_or(|stored| same(sent, stored)))
}

fn same(sent: &Json, stored: &Json) -> bool {
    match (sent, stored) {
        (Json::String(sent), _) if sent.starts_with(['{', '[']) => true,
        (Json::String(sent), stored) => stored.as_str() == Some(sent),
        (Json::Number(sent), stored) => match (sent.as_f64(), stored.as_f64()) {
            // Stored as a double, printed with as many digits as the service likes.
            (Some(sent), Some(stored)) => (sent - stored).abs() <= 1e-12 * sent.abs(),
            _ => false,
        },
        (Json::Bool(sent), stored) => stored.as_bool() == Some(*sent),
        (Json::Null | Json::Array(_) | Json::Object(_), _) => true,
    }
}

/// Whether a record has this value in the field by which rows are known.
pub(super) fn has_key(record: &Record, field: &str, key: &Value) -> bool {
    match (&key.0, record.get(field)) {
        (Wire::Text(key) | Wire::Id(key), Some(Json::String(stored))) => key == stored,
        (Wire::Int(key), Some(Json::Number(stored))) => match stored.as_i64() {
            Some(stored) => *key == stored,
            None => stored.as_f64() == Some(*key as f64),
        },
        (Wire::Float(key), Some(Json::Number(stored))) => stored.as_f64() == Some(*key),
        (Wire::Bool(key), Some(Json::Bool(stored))) => key == stored,
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
            "_id": "1", "name": "李四", "score": 89.0, "ok": true, "tags": "[\"a\"]", "none": null, "auto": "B-1"
        }));
        for row in [
            r#"{"name":"李四","score":89}"#,
            r#"{"ok":true,"tags":"[ \"a\" ]"}"#,
            r#"{"unknown":1}"#,
            r#"{"auto":null}"#,
            "{}",
        ] {
            assert!(agrees(row.as_bytes(), &stored), "{row}");
        }
        for row in [r#"{"name":"李"}"#, r#"{"score":89.5}"#, r#"{"ok":false}"#, r#"{"none":1}"#, r#"{"score":"89"}"#] {
            assert!(!agrees(row.as_bytes(), &stored), "{row}");
        }
    }

    #[test]
    fn positions_count_only_where_everything_agrees() {
        let rows: [&[u8]; 2] = [br#"{"name":"a"}"#, br#"{"name":"b"}"#];
        let stored = |id: &str, name: &str| record(json!({ "_id": id, "name": name }));
        let told = |records: &[Record]| by_position(&rows, records).map_err(|words| words.to_string());
        assert_eq!(told(&[stored("1", "a"), stored("2", "b")]), Ok(vec!["1".to_owned(), "2".to_owned()]));
        for (records, words) in [
            (vec![stored("1", "a")], "of 2 records that were sent 1 came back"),
            (vec![stored("2", "b"), stored("1", "a")], "what came back for row 1 of the call is not what was sent"),
            (vec![stored("1", "a"), stored("1", "b")], "records came back without an id or with the same"),
            (vec![stored("1", "a"), stored("", "b")], "records came back without an id or with the same"),
        ] {
            assert!(told(&records).unwrap_err().starts_with(words), "{words}");
        }
    }
}
