//! Matches the records of a batch answer with the rows of the batch.

use std::collections::HashSet;

use serde_json::Value as Json;

use super::messages::Message;
use crate::protocol::Record;
use crate::protocol::same_record::agrees;
use crate::value::{RowFields, Value, WireValue};

pub(super) fn id(record: &Record) -> Option<&str> {
    record.get("_id").and_then(Json::as_str).filter(|id| !id.is_empty())
}

pub(super) fn ids(records: &[Record]) -> Vec<String> {
    records.iter().filter_map(id).map(str::to_owned).collect()
}

/// Returns the ids in row order. The order of the records is not documented, so their number must match and each must have
/// the values of its row.
pub(super) fn by_position(rows: &[&RowFields], records: &[Record]) -> Result<Vec<String>, Message<'static>> {
    if rows.len() != records.len() {
        return Err(Message::CountMismatch { sent: rows.len(), received: records.len() });
    }
    let ids = ids(records);
    if ids.len() < rows.len() || ids.iter().collect::<HashSet<_>>().len() < ids.len() {
        return Err(Message::InvalidIds);
    }
    match rows.iter().zip(records).position(|(row, record)| !agrees(row, record)) {
        Some(row) => Err(Message::ValueMismatch { row: row + 1 }),
        None => Ok(ids),
    }
}

/// The records that have the keys of rows.
pub(super) struct KeyMatches<'r> {
    records: &'r [Record],
    /// For each row, the indices of its records.
    rows: Vec<Vec<usize>>,
    /// For each record, the number of rows with its key.
    row_counts: Vec<u32>,
}

impl<'r> KeyMatches<'r> {
    pub fn of<'k>(field: &str, keys: impl Iterator<Item = Option<&'k Value>>, records: &'r [Record]) -> Self {
        let mut row_counts = vec![0; records.len()];
        let indices = |key: Option<&Value>| {
            let has = |record| key.is_some_and(|key| has_key(record, field, key));
            let indices: Vec<usize> = (0..records.len()).filter(|at| has(&records[*at])).collect();
            indices.iter().for_each(|at| row_counts[*at] += 1);
            indices
        };
        let rows = keys.map(indices).collect();
        Self { records, rows, row_counts }
    }

    pub fn of_row(&self, row: usize) -> Vec<&'r Record> {
        self.rows[row].iter().map(|at| &self.records[*at]).collect()
    }

    /// Returns true if no other row has the key of the row's records.
    pub fn is_unambiguous(&self, row: usize) -> bool {
        self.rows[row].iter().all(|at| self.row_counts[*at] == 1)
    }

    /// The ids of the records whose key no row has; `None` if there are no such records.
    pub fn unmatched(&self) -> Option<Vec<String>> {
        let unmatched = || self.records.iter().zip(&self.row_counts).filter(|(_, rows)| **rows == 0);
        unmatched().next()?;
        Some(unmatched().filter_map(|(record, _)| id(record)).map(str::to_owned).collect())
    }
}

/// Returns true if a record has this value in the key field. A service may store every number as a double.
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

    /// Beyond 2^53 several integers are the same double, so a record may match two rows. It then belongs to neither.
    #[test]
    fn numeric_keys_are_compared_as_doubles() {
        let records =
            [record(json!({ "_id": "1", "n": 9_007_199_254_740_992_i64 })), record(json!({ "_id": "2", "n": 5.0 }))];
        let keys = [9_007_199_254_740_993, 9_007_199_254_740_992, 5, 6].map(|key| Value(WireValue::Int(key)));
        let matches = KeyMatches::of("n", keys.iter().map(Some), &records);
        let found: Vec<_> = (0..4).map(|row| (matches.of_row(row).len(), matches.is_unambiguous(row))).collect();
        assert_eq!(found, [(1, false), (1, false), (1, true), (0, true)]);
        assert!(matches.unmatched().is_none());
        assert_eq!(KeyMatches::of("n", keys[3..].iter().map(Some), &records).unmatched().unwrap(), ["1", "2"]);
    }

    #[test]
    fn positions_count_only_if_all_values_match() {
        let rows = ["a", "b"].map(|name| vec![("name".into(), Value(WireValue::Text(name.into())))]);
        let stored = |id: &str, name: &str| record(json!({ "_id": id, "name": name }));
        let ids = |records: &[Record]| by_position(&rows.each_ref(), records).map_err(|message| message.to_string());
        assert_eq!(ids(&[stored("1", "a"), stored("2", "b")]), Ok(vec!["1".to_owned(), "2".to_owned()]));
        for (records, text) in [
            (vec![stored("1", "a")], "2 rows were sent but 1 records were returned"),
            (
                vec![stored("2", "b"), stored("1", "a")],
                "the record returned for row 1 of the call differs from the row",
            ),
            (vec![stored("1", "a"), stored("1", "b")], "records were returned without ids or with duplicate ids"),
            (vec![stored("1", "a"), stored("", "b")], "records were returned without ids or with duplicate ids"),
        ] {
            assert!(ids(&records).unwrap_err().starts_with(text), "{text}");
        }
    }
}
