//! Groups and the rows of statements.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use weda_emulator::Period;

use super::{Ask, Source};
use crate::refused::Refused;

/// The maximum number of groups.
const MAX_GROUPS: usize = 1000;

/// The maximum number of records that are counted one by one.
const MAX_READ: u64 = 5000;

/// The number of records of a page while counting.
const PAGE: u16 = 200;

/// How records are grouped.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Grouping {
    /// The field whose values make the groups: of a list, each element.
    pub field: String,
    /// For a time: `day`, `week` or `month`, in the time zone of China.
    #[serde(default)]
    pub period: Option<String>,
    /// The number field that is added up.
    #[serde(default)]
    pub of: Option<String>,
}

/// The groups of records.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Groups {
    /// At most 1000 groups: the largest first, of periods the latest ones in their order.
    pub groups: Vec<Group>,
    /// The number of groups without a limit.
    pub total_groups: u64,
    /// All groups together.
    pub total: Amount,
    /// The number of records that were counted, if the source could not count all of them.
    pub read: Option<u64>,
}

/// The records with the same value.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Group {
    /// The value, a period such as `2026-11`, or null for records without one.
    pub key: Value,
    /// Their number and sum.
    #[serde(flatten)]
    pub amount: Amount,
}

/// The number and the sum of records.
#[derive(Debug, Clone, Copy, Default, Serialize)]
#[non_exhaustive]
pub struct Amount {
    /// The number of records.
    pub count: u64,
    /// The number of them that have a value to add up.
    pub values: u64,
    /// The sum of these values.
    pub sum: f64,
}

impl Group {
    /// The group of a value.
    #[must_use]
    pub fn new(key: Value, amount: Amount) -> Self {
        Self { key, amount }
    }
}

impl Amount {
    /// A number of records, of which some have values to add up.
    #[must_use]
    pub fn new(count: u64, values: u64, sum: f64) -> Self {
        Self { count, values, sum }
    }

    fn add(&mut self, value: Option<f64>) {
        self.count += 1;
        if let Some(value) = value {
            (self.values, self.sum) = (self.values + 1, self.sum + value);
        }
    }
}

/// The rows of a SELECT.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Table {
    /// The names of the columns. Several may have the same.
    pub columns: Vec<String>,
    /// The model and the field of each column that is one, and not an expression.
    pub fields: Vec<Option<(String, String)>>,
    /// The values of each row, in the order of the columns.
    pub rows: Vec<Vec<Value>>,
    /// True if there are more rows.
    pub is_cut: bool,
    /// The time that it took, in microseconds.
    pub micros: u64,
}

impl Table {
    /// Rows with the names of their columns, none of which is a field.
    #[must_use]
    pub fn new(columns: Vec<String>, rows: Vec<Vec<Value>>, is_cut: bool, micros: u64) -> Self {
        Self { fields: vec![None; columns.len()], columns, rows, is_cut, micros }
    }
}

/// Groups the first 5000 records that match, for a source that cannot group.
pub(super) async fn group_by_reading<S: Source + ?Sized>(
    source: &S,
    mut ask: Ask,
    by: Grouping,
) -> Result<Groups, Refused> {
    ask.limit = PAGE;
    ask.offset = 0;
    let period = by.period.as_deref().and_then(Period::named);
    let (mut amounts, mut order) = (HashMap::<String, Amount>::new(), Vec::new());
    let mut groups = Groups::default();
    loop {
        let page = source.page(ask.clone()).await?;
        let (rows, matches) = (page.rows.len() as u64, page.count);
        for row in &page.rows {
            let of = by.of.as_ref().and_then(|field| row.get(field)?.as_f64());
            for key in keys(row.get(&by.field), period) {
                groups.total.add(of);
                let place = amounts.entry(key.to_string()).or_insert_with(|| {
                    order.push(key);
                    Amount::default()
                });
                place.add(of);
            }
        }
        ask.offset += rows;
        if rows == 0 || ask.offset >= matches {
            break;
        }
        if ask.offset >= MAX_READ {
            groups.read = Some(ask.offset);
            break;
        }
    }
    let amount = |key: &Value| amounts.get(&key.to_string()).copied().unwrap_or_default();
    groups.total_groups = order.len() as u64;
    groups.groups = order.into_iter().map(|key| Group { amount: amount(&key), key }).collect();
    if period.is_some() {
        groups.groups.sort_by(|one, other| one.key.as_str().cmp(&other.key.as_str()));
        let excess = groups.groups.len().saturating_sub(MAX_GROUPS);
        groups.groups.drain(..excess);
    } else {
        groups.groups.sort_by_key(|group| std::cmp::Reverse(group.amount.count));
        groups.groups.truncate(MAX_GROUPS);
    }
    Ok(groups)
}

/// The groups that a record belongs to.
fn keys(value: Option<&Value>, period: Option<Period>) -> Vec<Value> {
    match (value, period) {
        (None | Some(Value::Null), _) => vec![Value::Null],
        (Some(value), Some(period)) => {
            let millis = value.as_i64().or_else(|| value.as_str()?.parse().ok());
            vec![millis.and_then(|millis| period.of(millis)).map_or(Value::Null, Value::from)]
        }
        (Some(Value::Array(items)), None) if items.is_empty() => vec![Value::Null],
        (Some(Value::Array(items)), None) => items.clone(),
        // A relation is grouped by its target.
        (Some(Value::Object(members)), None) => vec![members.get("_id").cloned().unwrap_or(Value::Null)],
        (Some(value), None) => vec![value.clone()],
    }
}
