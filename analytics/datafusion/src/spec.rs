//! What a scan asks for, as data.

use serde::{Deserialize, Serialize};
use weda::dynamic::field;
use weda::query::Query;
use weda::{Client, Filter, Record};

use crate::condition::Condition;
use crate::ranges::Range;

/// A scan as data: it travels to other processes, and holds neither credentials nor addresses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScanSpec {
    /// The identifier of the model.
    pub model: String,
    /// The keys of the fields that are read, in the order of the columns.
    pub columns: Vec<String>,
    /// The condition that the service is asked for.
    pub condition: Option<Condition>,
    /// The order that the service is asked for, otherwise that of ids.
    pub order: Option<ScanOrder>,
    /// Maximum number of rows of each partition.
    pub limit: Option<u64>,
    /// The number of rows, if the service was asked for it.
    pub rows: Option<RowCount>,
}

/// An order by one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanOrder {
    /// The key of the field.
    pub field: String,
    /// Largest values first.
    pub descending: bool,
}

/// A number of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowCount {
    /// The number of rows when the query was planned.
    Exact(u64),
    /// A number of records among which are all rows.
    AtMost(u64),
}

impl ScanSpec {
    /// Returns the client's query for the records of a range.
    pub(crate) fn query(&self, client: &Client, range: &Range) -> Query<Record> {
        let id = || field("_id");
        let from = range.after.as_deref().map(|after| id().gt(after));
        let to = range.until.as_deref().map(|until| id().le(until));
        let mut query = self.matches(client).filter(Filter::all(from.into_iter().chain(to))).select(&self.columns);
        if let Some(order) = &self.order {
            query = query.order_by(field(order.field.clone()).order(order.descending));
        }
        match self.limit {
            Some(limit) => query.top(limit),
            None => query,
        }
    }

    /// Returns the client's query for all records that match, without order and limit.
    pub(crate) fn matches(&self, client: &Client) -> Query<Record> {
        matches(client, &self.model, self.condition.as_ref())
    }
}

/// Returns the client's query for the records of a model that match a condition.
pub(crate) fn matches(client: &Client, model: &str, condition: Option<&Condition>) -> Query<Record> {
    client.model(model).query().filter(condition.map(Condition::filter).unwrap_or_default())
}
