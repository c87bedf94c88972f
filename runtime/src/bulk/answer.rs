//! What the answer of a batch says about its rows.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::{Map, Number, Value as Json};

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

/// Whether a record can be what has become of a row: nothing that was sent is something else in it.
///
/// Null may be a default, and what is missing may be a field that the service does not know yet: they say nothing.
pub(super) fn agrees(row: &[u8], record: &Record) -> bool {
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

/// Which records have which rows' keys.
pub(super) struct Claims<'r> {
    records: &'r [Record],
    /// For each row, the places of its records.
    rows: Vec<Vec<usize>>,
    /// For each record, how many rows it could be.
    claims: Vec<u32>,
}

impl<'r> Claims<'r> {
    pub fn of<'k>(field: &str, keys: impl Iterator<Item = Option<&'k Value>>, records: &'r [Record]) -> Self {
        let mut claims = vec![0; records.len()];
        let places = |key: Option<&Value>| {
            let has = |record| key.is_some_and(|key| has_key(record, field, key));
            let places: Vec<usize> = (0..records.len()).filter(|at| has(&records[*at])).collect();
            places.iter().for_each(|at| claims[*at] += 1);
            places
        };
        let rows = keys.map(places).collect();
        Self { records, rows, claims }
    }

    pub fn of_row(&self, row: usize) -> Vec<&'r Record> {
        self.rows[row].iter().map(|at| &self.records[*at]).collect()
    }

    /// Whether the row's records are no other row's.
    pub fn is_only(&self, row: usize) -> bool {
        self.rows[row].iter().all(|at| self.claims[*at] == 1)
    }

    /// Of the records that are no row's the ids; `None` where there are none.
    pub fn strays(&self) -> Option<Vec<String>> {
        let strays = || self.records.iter().zip(&self.claims).filter(|(_, claims)| **claims == 0);
        strays().next()?;
        Some(strays().filter_map(|(record, _)| id(record)).map(str::to_owned).collect())
    }
}

/// Whether a record has this value in the field by which rows are known. A service may hold every number as a double.
fn has_key(record: &Record, field: &str, key: &Value) -> bool {
    match (&key.0, record.get(field)) {
        (Wire::Text(key) | Wire::Id(key), Some(Json::String(stored))) => key == stored,
        (Wire::Int(key), Some(Json::Number(stored))) => stored.as_f64() == Some(*key as f64),
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

    /// Past 2^53 a double stands for several numbers, so a record may be two rows'; it is neither's then.
    #[test]
    fn numbers_are_keys_as_doubles() {
        let records =
            [record(json!({ "_id": "1", "n": 9_007_199_254_740_992_i64 })), record(json!({ "_id": "2", "n": 5.0 }))];
        let keys = [9_007_199_254_740_993, 9_007_199_254_740_992, 5, 6].map(|key| Value(Wire::Int(key)));
        let claims = Claims::of("n", keys.iter().map(Some), &records);
        let told: Vec<_> = (0..4).map(|row| (claims.of_row(row).len(), claims.is_only(row))).collect();
        assert_eq!(told, [(1, false), (1, false), (1, true), (0, true)]);
        assert!(claims.strays().is_none());
        assert_eq!(Claims::of("n", keys[3..].iter().map(Some), &records).strays().unwrap(), ["1", "2"]);
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
