//! Counting and adding up the records of groups.

use std::ops::ControlFlow;

use rusqlite::types::{Value as Stored, ValueRef};
use weda_definition::Kind;

use super::{Period, SelectError, Store, owned};
use crate::filter::Condition;
use crate::schema::{Column, Model};

/// How records are grouped.
pub(crate) struct Grouping<'a> {
    /// The field whose values make the groups: of a list, each element.
    pub(crate) by: &'a Column,
    /// Groups times by their period.
    pub(crate) period: Option<Period>,
    /// The field that is added up.
    pub(crate) of: Option<&'a Column>,
    /// The maximum number of groups.
    pub(crate) max: usize,
}

/// A group, or all of them together.
#[derive(Debug, Default)]
pub(crate) struct Amount {
    /// The number of records.
    pub(crate) count: u64,
    /// The number of them that have a value to add up.
    pub(crate) values: u64,
    pub(crate) sum: f64,
}

/// The groups of the records of a list.
#[derive(Debug, Default)]
pub(crate) struct Grouped {
    /// The largest groups first; those of periods are the latest ones, in their order.
    pub(crate) groups: Vec<(Stored, Amount)>,
    /// The number of groups without a limit.
    pub(crate) total_groups: u64,
    pub(crate) total: Amount,
}

impl Store {
    /// Groups the records that match a condition.
    pub(crate) fn group(
        &self,
        model: &Model,
        condition: Option<&Condition>,
        grouping: &Grouping<'_>,
    ) -> Result<Grouped, SelectError> {
        let Grouping { by, period, of, max } = grouping;
        let (table, name) = (&model.table, &by.name);
        let is_list = matches!(by.field.kind, Kind::List(_));
        // A file may have been changed by others, so that a list need not be JSON.
        let each = format!(" LEFT JOIN json_each(CASE WHEN json_valid({name}) THEN {name} END)");
        let (key, join) = match period {
            Some(period) => (format!("weda_period({name}, '{}')", period.name()), ""),
            None if is_list => ("value".to_owned(), each.as_str()),
            None => (name.clone(), ""),
        };
        let of = of.map_or("NULL", |column| &column.name);
        let filter = condition.map_or_else(String::new, |condition| format!("WHERE {}", condition.sql));
        let order = if period.is_some() { "1 DESC" } else { "2 DESC, 1" };
        let sql = format!(
            "SELECT {key}, count(*), count({of}), total({of}) FROM {table}{join} {filter} GROUP BY 1 ORDER BY {order}"
        );
        let values = condition.map_or([].as_slice(), |condition| condition.values.as_slice());
        let mut grouped = Grouped::default();
        self.select(&sql, values, |row| {
            let [key, count, values, sum] = row else { return ControlFlow::Break(()) };
            let amount = Amount { count: whole(*count), values: whole(*values), sum: sum.as_f64().unwrap_or_default() };
            grouped.total_groups += 1;
            grouped.total.count += amount.count;
            grouped.total.values += amount.values;
            grouped.total.sum += amount.sum;
            if grouped.groups.len() < *max {
                grouped.groups.push((owned(*key), amount));
            }
            ControlFlow::Continue(())
        })?;
        if period.is_some() {
            grouped.groups.reverse();
        }
        Ok(grouped)
    }
}

fn whole(value: ValueRef<'_>) -> u64 {
    value.as_i64().unwrap_or_default().unsigned_abs()
}
