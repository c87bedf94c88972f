//! Reading records.

use std::rc::Rc;

use rusqlite::types::{Value as Stored, ValueRef};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Rows, params_from_iter};

use super::Store;
use super::prepared::Prepared;
use crate::filter::Condition;
use crate::profile::{Feature, Profile};
use crate::schema::Model;

/// The values of a record, in the order of the model's columns.
pub(crate) type Row = Vec<Stored>;

/// A query for a list of records.
#[derive(Default)]
pub(crate) struct List {
    pub(crate) condition: Option<Condition>,
    pub(crate) order: Order,
    pub(crate) skip: u64,
    pub(crate) top: u64,
    /// Counts the matches.
    pub(crate) count: bool,
}

/// The order of a list. Ties are broken by the order of creation.
#[derive(Debug, Default, PartialEq)]
pub(crate) enum Order {
    #[default]
    Creation,
    /// A random order each time.
    Shuffled,
    /// The fields to sort by; `true` means descending.
    By(Vec<(String, bool)>),
}

impl Order {
    /// Returns an error if the records of a model cannot be sorted by a field.
    pub(crate) fn check(model: &Model, key: &str, profile: &Profile) -> Result<(), Unsortable> {
        match (model.column(key), model.virtual_field(key)) {
            (Some(column), _) if column.is_object_relation() && !profile.accept.has(Feature::RelationFilters) => {
                Err(Unsortable::ObjectRelation)
            }
            (Some(column), _) if column.is_sortable() => Ok(()),
            (Some(column), _) => Err(Unsortable::Kind(column.field.kind.name())),
            (None, Some(field)) => Err(Unsortable::Kind(field.kind.name())),
            (None, None) => Err(Unsortable::Unknown),
        }
    }
}

/// Reasons why records cannot be sorted by a field.
#[derive(Debug)]
pub(crate) enum Unsortable {
    /// The model does not have it.
    Unknown,
    /// Values of this kind have no order.
    Kind(String),
    /// It is a relation stored as an object, by which the profile does not allow sorting.
    ObjectRelation,
}

/// A page of a list.
pub(crate) struct Page {
    /// The places of the records in the table.
    pub(crate) places: Vec<i64>,
    /// The number of matches without paging, if requested.
    pub(crate) count: Option<u64>,
}

impl Store {
    /// The record with this id.
    pub(crate) fn get(&self, model: &Model, id: &str) -> rusqlite::Result<Option<Row>> {
        self.connection.prepare_cached(&model.by_id(&model.names))?.query_row([id], |row| values(row, model)).optional()
    }

    /// The ids of the first records that match, in the order of their creation.
    pub(crate) fn matching(
        &self,
        model: &Model,
        condition: Option<&Condition>,
        max: Option<u32>,
    ) -> rusqlite::Result<Vec<String>> {
        let filter = condition.map_or("TRUE", |condition| condition.sql.as_str());
        // -1 means no limit.
        let max = max.map_or(-1, i64::from);
        let sql =
            format!("SELECT {} FROM {} WHERE {filter} ORDER BY place LIMIT {max}", model.id_column(), model.table);
        let bound = condition.map_or([].as_slice(), |condition| condition.values.as_slice());
        let mut statement = Prepared::new(&self.connection, &sql)?;
        let ids = statement.query_map(params_from_iter(bound), |row| row.get(0))?;
        ids.collect()
    }

    /// Returns true if a model has no records.
    pub(crate) fn is_empty(&self, model: &Model) -> rusqlite::Result<bool> {
        let sql = format!("SELECT NOT EXISTS (SELECT 1 FROM {})", model.table);
        self.connection.query_row(&sql, [], |row| row.get(0))
    }

    /// A reader of the records of a model by place.
    pub(crate) fn reader<'s>(&'s self, model: &'s Model) -> RowReader<'s> {
        RowReader { connection: &self.connection, model, statement: None }
    }

    /// All records of a model, in the order of their creation.
    pub(crate) fn all(&self, model: &Model) -> rusqlite::Result<Vec<Row>> {
        let sql = format!("SELECT {} FROM {} ORDER BY place", model.names, model.table);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([], |row| values(row, model))?;
        rows.collect()
    }

    /// The places of the records of a list.
    pub(crate) fn list(&mut self, model: &Model, list: &List) -> rusqlite::Result<Page> {
        let count_sql = count_statement(model, list);
        let bound = list.condition.as_ref().map_or([].as_slice(), |condition| condition.values.as_slice());
        // `Debug` quotes and escapes texts, so that different values give different keys.
        let facts = self.page_cache.of(format!("{count_sql}{bound:?}"), self.changes);
        let behind = facts.end_before(list.skip).filter(|_| list.order == Order::Creation);
        let number = |number: u64| Stored::Integer(i64::try_from(number).unwrap_or(i64::MAX));
        let (start, skip) = match behind {
            Some((records, place)) => (Some(Stored::Integer(place)), list.skip - records),
            None => (None, list.skip),
        };
        let values = bound.iter().cloned().chain([number(list.top), number(skip)]).chain(start);

        let mut statement = Prepared::new(&self.connection, &statement(model, list, behind.is_some()))?;
        let places = statement.query_map(params_from_iter(values), |row| row.get(0))?;
        let places: Vec<i64> = places.collect::<Result<_, _>>()?;
        if let (Order::Creation, Some(last)) = (&list.order, places.last()) {
            facts.add_end(list.skip.saturating_add(places.len() as u64), *last);
        }
        let known = if list.condition.is_none() { self.row_counts.of(model.number) } else { &mut facts.count };
        let counted = || {
            let mut statement = Prepared::new(&self.connection, &count_sql)?;
            statement.query_row(params_from_iter(bound), |row| row.get(0)).map(i64::unsigned_abs)
        };
        if list.count && known.is_none() {
            *known = Some(counted()?);
        }
        // Every test of a list checks that the writes before it kept the count up to date, unless its time is over.
        debug_assert!(!list.count || !counted().is_ok_and(|count| *known != Some(count)), "{}: {known:?}", model.table);
        Ok(Page { places, count: known.filter(|_| list.count) })
    }
}

/// Reads records by place.
pub(crate) struct RowReader<'s> {
    connection: &'s Connection,
    model: &'s Model,
    /// Prepared for the first record.
    statement: Option<CachedStatement<'s>>,
}

impl RowReader<'_> {
    /// The records at these places, in this order. They are read by one statement, since one for each record would take
    /// twice the time.
    pub(crate) fn read(&mut self, places: &[i64]) -> rusqlite::Result<FoundRows<'_>> {
        let columns = self.model.columns.len();
        if places.is_empty() {
            return Ok(FoundRows { rows: None, columns });
        }
        let statement = match &mut self.statement {
            Some(statement) => statement,
            none => none.insert(self.connection.prepare_cached(&self.model.at_places)?),
        };
        let places: Vec<Stored> = places.iter().map(|place| Stored::Integer(*place)).collect();
        Ok(FoundRows { rows: Some(statement.query([Rc::new(places)])?), columns })
    }
}

/// Records that are being read.
pub(crate) struct FoundRows<'r> {
    /// `None` if there are no records to read.
    rows: Option<Rows<'r>>,
    columns: usize,
}

impl FoundRows<'_> {
    /// The values of the next record, in the order of the model's columns. Returns an error if all were read.
    pub(crate) fn next_row(&mut self) -> rusqlite::Result<RowValues<'_>> {
        let row = match &mut self.rows {
            Some(rows) => rows.next()?,
            None => None,
        };
        Ok(RowValues { row: row.ok_or(rusqlite::Error::QueryReturnedNoRows)?, next: 0, count: self.columns })
    }
}

/// The values of a record that is being read.
pub(crate) struct RowValues<'r> {
    row: &'r rusqlite::Row<'r>,
    next: usize,
    count: usize,
}

impl<'r> Iterator for RowValues<'r> {
    type Item = ValueRef<'r>;

    fn next(&mut self) -> Option<ValueRef<'r>> {
        if self.next == self.count {
            return None;
        }
        let value = self.row.get_ref(self.next).unwrap_or(ValueRef::Null);
        self.next += 1;
        Some(value)
    }
}

/// A copy of a stored value, whose texts are valid UTF-8.
pub(crate) fn owned(value: ValueRef<'_>) -> Stored {
    Stored::try_from(value).unwrap_or(Stored::Null)
}

/// The statement that reads a list. Page and start are bound after the values of the filter, so that all pages of a
/// list share a statement; with `is_behind` the page starts after a place, the last parameter.
pub(crate) fn statement(model: &Model, list: &List, is_behind: bool) -> String {
    let bound = list.condition.as_ref().map_or(0, |condition| condition.values.len());
    let (top, skip, start) = (bound + 1, bound + 2, bound + 3);
    let filter = match (&list.condition, is_behind) {
        (None, false) => String::new(),
        (None, true) => format!("WHERE place > ?{start}"),
        (Some(condition), false) => format!("WHERE {}", condition.sql),
        (Some(condition), true) => format!("WHERE ({}) AND place > ?{start}", condition.sql),
    };
    let order = match &list.order {
        Order::Creation => "place".to_owned(),
        Order::Shuffled => "random()".to_owned(),
        Order::By(fields) => {
            let term = |(key, descending): &(String, bool)| {
                let direction = if *descending { "DESC" } else { "ASC" };
                Some(format!("{} {direction}, ", model.column(key)?.name))
            };
            fields.iter().filter_map(term).collect::<String>() + "place"
        }
    };
    format!("SELECT place FROM {} {filter} ORDER BY {order} LIMIT ?{top} OFFSET ?{skip}", model.table)
}

/// The statement that counts the matches of a list.
pub(crate) fn count_statement(model: &Model, list: &List) -> String {
    let filter = list.condition.as_ref().map_or_else(String::new, |condition| format!("WHERE {}", condition.sql));
    format!("SELECT count(*) FROM {} {filter}", model.table)
}

fn values(row: &rusqlite::Row<'_>, model: &Model) -> rusqlite::Result<Row> {
    (0..model.columns.len()).map(|index| row.get(index)).collect()
}
