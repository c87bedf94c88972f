//! Rows that may be stored are looked for by what tells them from others.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};
use weda::Client;
use weda::dynamic::{AnyFilter, field};

use super::agree::agrees;
use super::shape::Shape;
use crate::failure::Failure;
use crate::records::Row;

/// Values in one question; short ones, as most keys are, make no long address.
const AT_ONCE: usize = 50;

/// What has a row's key.
pub(super) enum Found {
    /// The record that the row has become, by its id.
    Itself(String),
    /// Something else, and so the row cannot be stored beside it.
    Another(String),
}

/// A row as it was sent.
struct Wanted {
    row: u64,
    key: Value,
    body: Map<String, Value>,
}

impl Wanted {
    fn of(row: &Row, shape: &Shape) -> Option<Self> {
        let ready = shape.apply(row.text.as_ref().ok()?).ok()?;
        let key = serde_json::from_str(&ready.key?).ok()?;
        Some(Self { row: row.number, key, body: serde_json::from_str(&ready.body).ok()? })
    }
}

/// What is stored with the keys of the rows; nothing of a row says that it is not stored.
///
/// # Errors
/// As every call.
pub(super) async fn look(
    client: &Client,
    model: &str,
    shape: &Shape,
    rows: &[Row],
) -> Result<HashMap<u64, Found>, Failure> {
    let Some(name) = &shape.key else { return Ok(HashMap::new()) };
    let wanted: Vec<Wanted> = rows.iter().filter_map(|row| Wanted::of(row, shape)).collect();
    let (mut found, mut taken) = (HashMap::new(), HashSet::new());
    for some in wanted.chunks(AT_ONCE) {
        let filter = AnyFilter::any(some.iter().filter_map(|wanted| equal(name, &wanted.key)));
        let records: Vec<Map<String, Value>> = {
            let records = client.dynamic(model).query().filter(filter).await?;
            records.iter().filter_map(|record| serde_json::from_str(record.json()).ok()).collect()
        };
        for wanted in some {
            let has_key = |record: &&Map<String, Value>| record.get(name).is_some_and(|value| same(&wanted.key, value));
            let with_key: Vec<_> = records.iter().filter(has_key).collect();
            let id =
                |record: &Map<String, Value>| record.get("_id").and_then(Value::as_str).unwrap_or_default().to_owned();
            let ids: Vec<String> = with_key.iter().map(|record| id(record)).collect();
            let fate = match with_key.as_slice() {
                [] => continue,
                // Of two rows with one key the first has become the record.
                [record] if agrees(&wanted.body, record) && taken.insert(id(record)) => Found::Itself(id(record)),
                _ => Found::Another(format!(
                    "field `{name}`: what is stored with this value is not this row ({}): other values differ, there are \
                     several, or it is an earlier row",
                    ids.join(", ")
                )),
            };
            found.insert(wanted.row, fate);
        }
    }
    Ok(found)
}

fn equal(name: &str, value: &Value) -> Option<AnyFilter> {
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

/// Whole numbers may be printed with a fraction.
fn same(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::same;

    #[test]
    fn a_number_is_the_same_with_and_without_a_fraction() {
        assert!(same(&json!(5), &json!(5.0)) && same(&json!("a"), &json!("a")) && same(&json!(true), &json!(true)));
        assert!(!same(&json!(5), &json!("5")) && !same(&json!(5), &json!(6)));
    }
}
