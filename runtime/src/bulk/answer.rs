//! What the answer of a batch says about its rows.

use std::collections::HashSet;

use serde_json::Value as Json;

use super::messages::Words;
use crate::protocol::Record;
use crate::protocol::same_record::agrees;
use crate::value::{RowFields, Value, WireValue};

pub(super) fn id(record: &Record) -> Option<&str> {
    record.get("_id").and_then(Json::as_str).filter(|id| !id.is_empty())
}

pub(super) fn ids(records: &[Record]) -> Vec<String> {
    records.iter().filter_map(id).map(str::to_owned).collect()
}

/// The ids in the order of the rows. Nobody documents that order, so the rows must be as many, and each must hold what
/// was sent.
pub(super) fn by_position(rows: &[&RowFields], records: &[Record]) -> Result<Vec<String>, Words<'static>> {
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
        (WireValue::Text(key) | WireValue::Id(key), Some(Json::String(stored))) => key == stored,
        (WireValue::Int(key), Some(Json::Number(stored))) => stored.as_f64() == Some(*key as f64),
        (WireValue::Float(key), Some(Json::Number(stored))) => stored.as_f64() == Some(*key),
        (WireValue::Bool(key), Some(Json::Bool(stored))) => key == stored,
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

    /// Past 2^53 a double stands for several numbers, so a record may be two rows'; it is neither's then.
    #[test]
    fn numbers_are_keys_as_doubles() {
        let records =
            [record(json!({ "_id": "1", "n": 9_007_199_254_740_992_i64 })), record(json!({ "_id": "2", "n": 5.0 }))];
        let keys = [9_007_199_254_740_993, 9_007_199_254_740_992, 5, 6].map(|key| Value(WireValue::Int(key)));
        let claims = Claims::of("n", keys.iter().map(Some), &records);
        let told: Vec<_> = (0..4).map(|row| (claims.of_row(row).len(), claims.is_only(row))).collect();
        assert_eq!(told, [(1, false), (1, false), (1, true), (0, true)]);
        assert!(claims.strays().is_none());
        assert_eq!(Claims::of("n", keys[3..].iter().map(Some), &records).strays().unwrap(), ["1", "2"]);
    }

    #[test]
    fn positions_count_only_where_everything_agrees() {
        let rows = ["a", "b"].map(|name| vec![("name".into(), Value(WireValue::Text(name.into())))]);
        let stored = |id: &str, name: &str| record(json!({ "_id": id, "name": name }));
        let told = |records: &[Record]| by_position(&rows.each_ref(), records).map_err(|words| words.to_string());
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
