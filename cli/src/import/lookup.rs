//! Looks up rows by key.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};
use tokio::task::JoinSet;
use weda::dynamic::{ModelHandle, field, first_difference};
use weda::{Error, ErrorKind};
use weda::{Filter, Record};

use super::creation_time::created_at;
use super::pending_row::PendingRow;
use crate::fields::{Fields, is_filled_in};

/// Number of keys per query, few enough for the length of addresses.
const KEYS_PER_QUERY: usize = 50;

/// The record stored with a row's key.
#[derive(Debug)]
pub(super) enum Found {
    /// A record that may be the row's.
    Same { id: String, created_at: Option<i64> },
    /// A different record, which rules out storing the row; the reason.
    Other(String),
}

/// A row to look up.
struct Wanted {
    row: u64,
    key: Value,
    body: Map<String, Value>,
}

/// Returns what is stored with the keys of the rows; rows whose key is not stored have no entry.
///
/// # Errors
/// Returns an error if a call fails.
pub(super) async fn by_key<'r>(
    model: &ModelHandle,
    fields: Option<&Fields>,
    key: &str,
    rows: impl Iterator<Item = &'r PendingRow>,
) -> Result<HashMap<u64, Found>, Error> {
    let mut wanted = rows.filter_map(|row| {
        let key = serde_json::from_str(row.key.as_ref()?).ok()?;
        Some(Wanted { row: row.number, key, body: serde_json::from_str(&row.body).ok()? })
    });
    let mut questions = JoinSet::new();
    loop {
        let some: Vec<Wanted> = wanted.by_ref().take(KEYS_PER_QUERY).collect();
        if some.is_empty() {
            break;
        }
        ask(&mut questions, model, key, some);
    }
    let mut found = HashMap::new();
    while let Some(answered) = questions.join_next().await {
        // Propagates panics as without tasks.
        let (mut some, records) = answered.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        match records {
            Ok(records) => compare(key, fields, some, &records, &mut found),
            // One value that cannot be written in a filter must not affect the others.
            Err(error) if is_about_values(&error) && some.len() > 1 => {
                let rest = some.split_off(some.len() / 2);
                ask(&mut questions, model, key, some);
                ask(&mut questions, model, key, rest);
            }
            Err(error) if is_about_values(&error) => {
                let reason =
                    format!("field `{key}`: its value cannot be looked up: {}", crate::failure::reason(&error));
                found.extend(some.iter().map(|row| (row.row, Found::Other(reason.clone()))));
            }
            Err(error) => return Err(error),
        }
    }
    each_record_once(key, &mut found);
    Ok(found)
}

type Questions = JoinSet<(Vec<Wanted>, Result<Vec<Record>, Error>)>;

fn ask(questions: &mut Questions, model: &ModelHandle, key: &str, rows: Vec<Wanted>) {
    let query = model.query().filter(Filter::<Record>::any(rows.iter().filter_map(|row| equal(key, &row.key))));
    questions.spawn(async move { (rows, query.await) });
}

fn is_about_values(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::NotEnabled | ErrorKind::InvalidValue | ErrorKind::InvalidRequest)
}

fn compare(
    key: &str,
    fields: Option<&Fields>,
    wanted: Vec<Wanted>,
    records: &[Record],
    found: &mut HashMap<u64, Found>,
) {
    let records: Vec<(&Record, Map<String, Value>)> =
        records.iter().filter_map(|record| Some((record, serde_json::from_str(record.as_json()).ok()?))).collect();
    for row in wanted {
        let with_key: Vec<_> = records
            .iter()
            .filter(|(_, members)| members.get(key).is_some_and(|value| is_same_key(&row.key, value)))
            .collect();
        let ids = || with_key.iter().map(|(record, _)| record.id()).collect::<Vec<_>>().join(", ");
        let reason = match with_key.as_slice() {
            [] => continue,
            [(record, members)] => match first_difference(&row.body, members, |name| is_filled_in(fields, name)) {
                None => {
                    let (id, created_at) = (record.id().to_owned(), created_at(record));
                    found.insert(row.row, Found::Same { id, created_at });
                    continue;
                }
                Some(other) => format!(
                    "field `{key}`: a record with this value is already stored ({}), and its `{}` differs",
                    ids(),
                    weda_definition::printable(other)
                ),
            },
            _ => format!("field `{key}`: several records with this value are already stored ({})", ids()),
        };
        found.insert(row.row, Found::Other(reason));
    }
}

/// The reason why a record with the row's key is not the row's.
pub(super) fn taken_by_earlier_row(key: &str, id: &str) -> String {
    format!("field `{key}`: an earlier row with the same value was stored as record {id}")
}

/// Assigns a record that was found for several rows to the first of them.
fn each_record_once(key: &str, found: &mut HashMap<u64, Found>) {
    let mut rows: Vec<u64> = found.keys().copied().collect();
    rows.sort_unstable();
    let mut taken = HashSet::new();
    for row in rows {
        if let Some(Found::Same { id, .. }) = found.get(&row)
            && !taken.insert(id.clone())
        {
            let reason = taken_by_earlier_row(key, id);
            found.insert(row, Found::Other(reason));
        }
    }
}

fn equal(name: &str, value: &Value) -> Option<Filter<Record>> {
    let field = field(name.to_owned());
    match value {
        Value::String(text) => Some(field.eq(text)),
        Value::Bool(value) => Some(field.eq(*value)),
        Value::Number(number) => {
            number.as_i64().map(|number| field.eq(number)).or_else(|| number.as_f64().map(|number| field.eq(number)))
        }
        _ => None,
    }
}

/// Compares keys. Integers may be printed with a fraction.
fn is_same_key(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::is_same_key as same;

    #[test]
    fn integers_are_equal_with_and_without_a_fraction() {
        assert!(same(&json!(5), &json!(5.0)) && same(&json!("a"), &json!("a")) && same(&json!(true), &json!(true)));
        assert!(!same(&json!(5), &json!("5")) && !same(&json!(5), &json!(6)));
    }
}
