//! The statement of a list and the records that it looks at.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::functions::FunctionFlags;
use rusqlite::types::Value as Stored;
use rusqlite::{Result, params_from_iter};

use super::read::{List, count_statement, statement};
use super::{Order, Store};
use crate::filter::Condition;
use crate::schema::Model;

/// The statement of a list and what it reads.
#[derive(Debug)]
pub(crate) struct Explained {
    pub(crate) sql: String,
    pub(crate) values: Vec<Stored>,
    /// The steps of SQLite's plan.
    pub(crate) plan: Vec<String>,
    /// The number of records that were looked at.
    pub(crate) read: u64,
    /// The number of records of the page.
    pub(crate) returned: u64,
    /// The number of all matches.
    pub(crate) matched: u64,
}

impl Store {
    /// Runs the statement of a list and counts what it reads.
    pub(crate) fn explain(&self, model: &Model, list: &List) -> Result<Explained> {
        let bound = list.condition.as_ref().map_or([].as_slice(), |condition| condition.values.as_slice());
        let number = |number: u64| Stored::Integer(i64::try_from(number).unwrap_or(i64::MAX));
        let values: Vec<Stored> = bound.iter().cloned().chain([number(list.top), number(list.skip)]).collect();
        let sql = statement(model, list, false);
        let mut planned = self.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        let plan = planned.query_map(params_from_iter(&values), |row| row.get(3))?.collect::<Result<_>>()?;

        let seen = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&seen);
        // Not deterministic, so that it is called for each record.
        self.connection.create_scalar_function("weda_seen", 1, FunctionFlags::SQLITE_UTF8, move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
            Ok(true)
        })?;
        let returned = self.read_counting(model, list, &values);
        self.connection.remove_function("weda_seen", 1)?;
        let matched = self
            .connection
            .prepare(&count_statement(model, list))?
            .query_row(params_from_iter(bound), |row| row.get(0));
        let (returned, matched) = (returned?, matched.map(i64::unsigned_abs)?);
        Ok(Explained { sql, values, plan, read: seen.load(Ordering::Relaxed), returned, matched })
    }

    /// Runs the statement with a call of `weda_seen` for each record that is looked at.
    fn read_counting(&self, model: &Model, list: &List, values: &[Stored]) -> Result<u64> {
        let condition = match &list.condition {
            Some(Condition { sql, values }) => {
                Condition { sql: format!("weda_seen(place) AND ({sql})"), values: values.clone() }
            }
            None => Condition { sql: "weda_seen(place)".to_owned(), values: Vec::new() },
        };
        let order = match &list.order {
            Order::By(fields) => Order::By(fields.clone()),
            Order::Creation => Order::Creation,
            Order::Shuffled => Order::Shuffled,
        };
        let counting = List { condition: Some(condition), order, skip: list.skip, top: list.top, count: false };
        let mut statement = self.connection.prepare(&statement(model, &counting, false))?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut returned = 0;
        while rows.next()?.is_some() {
            returned += 1;
        }
        Ok(returned)
    }
}
