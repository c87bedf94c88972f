//! The requests of a scan, as data.

use serde::{Deserialize, Serialize};
use weda::dynamic::field;
use weda::query::Query;
use weda::{Client, Filter, Record};

use crate::condition::Condition;

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

/// A range of ids, half open: after one id, up to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Range {
    /// The id before the first one; without it, the range begins with the first id.
    pub after: Option<String>,
    /// The last id; without it, the range has no end.
    pub until: Option<String>,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::{Literal, Sign};

    #[test]
    fn a_specification_travels_as_json_without_loss() {
        let compare = |value| Condition::Compare { field: "成绩".into(), sign: Sign::Ge, value };
        let values = [
            Literal::Number(0.1),
            Literal::Number(5.0e-324),
            Literal::Number(1.797_693_134_862_315_7e300),
            Literal::Number(2.225_073_858_507_201e-308),
            Literal::Whole(i64::MIN),
            Literal::Text("'\"\\%李".into()),
            Literal::Flag(false),
            Literal::Day(-719_162),
        ];
        let any = Condition::Any(values.clone().map(compare).to_vec());
        let one = Condition::OneOf { field: "a".into(), values: values.to_vec() };
        let search = Condition::Contains { field: "a".into(), part: "%".into() };
        let start = Condition::StartsWith { field: "a".into(), part: "_".into() };
        let null = Condition::Null { field: "a".into(), is_null: false };
        let spec = ScanSpec {
            model: "学生".into(),
            columns: vec!["_id".into(), "成绩".into()],
            condition: Some(Condition::All(vec![any, one, search, start, null, Condition::Never])),
            order: Some(ScanOrder { field: "成绩".into(), descending: true }),
            limit: Some(u64::MAX),
            rows: Some(RowCount::AtMost(3)),
        };
        let json = serde_json::to_string(&spec).unwrap();
        assert_eq!(serde_json::from_str::<ScanSpec>(&json).unwrap(), spec);
    }
}
