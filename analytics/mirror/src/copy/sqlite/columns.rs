//! A model's table.

use super::names::quoted;
use crate::model::Form;

/// The column of the hash of a row.
pub(super) const DIGEST: &str = "_hash";
/// The column of the time at which a record was found to be deleted; null for the others.
pub(super) const DELETED_AT: &str = "_deleted_at";

/// A model's table.
#[derive(Debug)]
pub(super) struct Table {
    /// The name of the table.
    pub(super) name: String,
    /// The names of the columns, in the order of the model's columns.
    pub(super) columns: Vec<String>,
    /// False if the copy is only read and does not have the table.
    pub(super) exists: bool,
    /// False if the copy is only read and lacks columns of the definition.
    pub(super) is_current: bool,
}

impl Table {
    /// The name in SQL.
    pub(super) fn quoted(&self) -> String {
        quoted(&self.name)
    }

    /// The name of the view of the records that are not deleted.
    pub(super) fn live_view(&self) -> String {
        format!("weda_live_{}", self.name)
    }
}

/// The type of a column in SQL.
pub(super) fn sql_type(form: Form) -> &'static str {
    match form {
        Form::Integer => "INTEGER",
        Form::Number => "REAL",
        Form::Boolean => "BOOLEAN",
        Form::Text | Form::Relation | Form::Moment | Form::Day | Form::Time | Form::Json => "TEXT",
    }
}
