//! Reading records.

use rusqlite::types::Value as Stored;
use rusqlite::{OptionalExtension, params_from_iter};

use super::{Condition, Model, Stage, Store};

/// The values of a record, in the order of the model's columns.
pub(crate) type Row = Vec<Stored>;

/// Which records a list has, and what of them.
#[derive(Default)]
pub(crate) struct List {
    pub(crate) condition: Option<Condition>,
    /// The fields to sort by, each with whether it descends.
    pub(crate) order: Vec<(String, bool)>,
    pub(crate) skip: u64,
    pub(crate) top: u64,
    /// The fields to answer with; all of them where there are none named.
    pub(crate) select: Option<Vec<String>>,
    /// Whether to count the matches.
    pub(crate) count: bool,
}

/// A list of records.
pub(crate) struct Page {
    pub(crate) rows: Vec<Row>,
    /// The number of matches without paging, where it was asked for.
    pub(crate) count: Option<i64>,
}

impl Store {
    /// The record with this id.
    pub(crate) fn get(&self, stage: Stage, model: &Model, id: &str) -> rusqlite::Result<Option<Row>> {
        let sql = format!("SELECT * FROM {} WHERE {} = ?1", model.table(stage), model.id_column());
        self.connection.prepare(&sql)?.query_row([id], |row| values(row, model)).optional()
    }

    /// The records of a list. What `order` leaves open is decided by the order in which the records came.
    pub(crate) fn list(&self, stage: Stage, model: &Model, list: &List) -> rusqlite::Result<Page> {
        let (filter, bound) = match &list.condition {
            Some(condition) => (format!("WHERE {}", condition.sql), condition.values.as_slice()),
            None => (String::new(), [].as_slice()),
        };
        let table = model.table(stage);
        let mut order = String::new();
        for (key, descending) in &list.order {
            if let Some(column) = model.column(key) {
                order += &format!("{} {}, ", column.name, if *descending { "DESC" } else { "ASC" });
            }
        }
        let limit = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let (top, skip) = (limit(list.top), limit(list.skip));
        let sql = format!("SELECT * FROM {table} {filter} ORDER BY {order}place LIMIT {top} OFFSET {skip}");
        let mut statement = self.connection.prepare(&sql)?;
        let rows = statement.query_map(params_from_iter(bound), |row| values(row, model))?;
        let rows = rows.collect::<Result<_, _>>()?;
        let count = if list.count {
            let sql = format!("SELECT count(*) FROM {table} {filter}");
            Some(self.connection.prepare(&sql)?.query_row(params_from_iter(bound), |row| row.get(0))?)
        } else {
            None
        };
        Ok(Page { rows, count })
    }
}

/// All columns but the first, which is the record's place.
fn values(row: &rusqlite::Row<'_>, model: &Model) -> rusqlite::Result<Row> {
    (1..=model.columns.len()).map(|index| row.get(index)).collect()
}
