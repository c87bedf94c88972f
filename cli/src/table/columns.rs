//! The columns of a table and their order.

use std::collections::HashSet;

use unicode_width::UnicodeWidthStr as _;
use weda_definition::{Definition, PLATFORM_KEYS, printable};

use super::cell::Row;

/// Maximum width of a column.
const MAX_WIDTH: usize = 40;

/// A column with its width.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub key: String,
    /// The escaped key.
    pub title: String,
    pub width: usize,
    /// Numbers are right-aligned and never cut.
    pub is_number: bool,
}

/// The columns of some records.
pub(super) struct Columns {
    pub shown: Vec<Column>,
    /// System fields.
    pub system: Vec<Column>,
    /// The keys of columns without values.
    pub empty: Vec<String>,
}

impl Columns {
    /// Primary column, id, fields in the designer's order, system fields. With a selection only these, even if empty.
    pub fn of(rows: &[Row<'_>], definition: Option<&Definition>, select: &[String]) -> Self {
        if !select.is_empty() {
            let shown = select.iter().map(|key| Column::of(key, rows)).collect();
            return Self { shown, system: Vec::new(), empty: Vec::new() };
        }
        let mut seen = HashSet::new();
        let mut keys: Vec<&str> = rows.iter().flat_map(Row::keys).filter(|key| seen.insert(*key)).collect();
        keys.sort_by_key(|key| place(key, definition));
        let (empty, filled): (Vec<&str>, Vec<&str>) =
            keys.into_iter().partition(|key| rows.iter().all(|row| row.is_empty(key)));
        let (system, shown): (Vec<&str>, Vec<&str>) =
            filled.into_iter().partition(|key| *key != "_id" && is_of_platform(key, definition));
        let columns = |keys: Vec<&str>| keys.into_iter().map(|key| Column::of(key, rows)).collect();
        let empty = empty.into_iter().filter(|key| !is_of_platform(key, definition)).map(str::to_owned).collect();
        Self { shown: columns(shown), system: columns(system), empty }
    }
}

fn is_of_platform(key: &str, definition: Option<&Definition>) -> bool {
    PLATFORM_KEYS.contains(&key) || definition.and_then(|it| it.field(key)).is_some_and(|field| field.system)
}

/// The sort key of a column. Undeclared columns keep the order of the records.
fn place(key: &str, definition: Option<&Definition>) -> (u8, i64, usize) {
    if definition.and_then(|it| it.primary_column.as_deref()) == Some(key) {
        return (0, 0, 0);
    }
    if key == "_id" {
        return (1, 0, 0);
    }
    if is_of_platform(key, definition) {
        let at = PLATFORM_KEYS.iter().position(|platform| *platform == key).unwrap_or(PLATFORM_KEYS.len());
        return (4, 0, at);
    }
    let declared = definition.and_then(|it| it.fields.iter().position(|field| field.key == key));
    match (declared, definition) {
        (Some(at), Some(definition)) => (2, definition.fields[at].position.unwrap_or(i64::MAX), at),
        _ => (3, 0, 0),
    }
}

impl Column {
    fn of(key: &str, rows: &[Row<'_>]) -> Self {
        let title = printable(key).into_owned();
        let widest = rows.iter().map(|row| row.text(key).width()).max().unwrap_or_default();
        let is_number =
            rows.iter().all(|row| row.is_number(key) || row.is_empty(key)) && rows.iter().any(|row| row.is_number(key));
        Self { key: key.to_owned(), width: widest.max(title.width()).min(MAX_WIDTH), title, is_number }
    }
}
