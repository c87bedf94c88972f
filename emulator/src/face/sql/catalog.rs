//! The tables that statements can name.

use super::problem::Problem;

/// A table as statements see it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// Its name in SQLite: made of numbers, or a constant.
    pub(super) name: String,
    /// The model, unless it is a table of links.
    pub(super) model: Option<String>,
    pub(super) columns: Vec<TableColumn>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TableColumn {
    /// The key of the field.
    pub(super) key: String,
    /// Its name in SQLite; `None` for a column without values.
    pub(super) name: Option<String>,
    pub(super) kind: ColumnKind,
}

/// The type of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnKind {
    /// Numbers, times and booleans.
    Number,
    /// Texts, and the JSON text of lists and objects.
    Text,
    /// Ids of records.
    Id,
}

/// A table as a statement names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TableName<'a> {
    /// By its name.
    Named(&'a str),
    /// By `{{ model.tableName() }}`: the model, or `None` for that of the template.
    Model(Option<&'a str>),
}

/// Finds tables.
pub(super) trait Catalog {
    /// The table with this name.
    fn table(&mut self, name: TableName<'_>) -> Result<Table, Problem>;
}
