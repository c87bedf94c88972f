//! Errors.

use arrow::error::ArrowError;
use weda::__private::columns::DecodeError;
use weda::Record;
use weda_definition::{Printable, printable};

/// An error of reading records into batches, or of writing batches as records.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A call of the client failed.
    #[error(transparent)]
    Call(#[from] weda::Error),
    /// A record does not fit the schema.
    #[error(transparent)]
    Row(#[from] RowError),
    /// A column of a batch does not fit the definition.
    #[error(transparent)]
    Column(#[from] ColumnError),
    /// Arrow refused an array or a batch.
    #[error(transparent)]
    Arrow(#[from] ArrowError),
}

/// A record that does not fit the schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("record `{}`, {problem}", Printable(.id))]
pub struct RowError {
    id: String,
    /// Names the field, what was expected and what was found.
    problem: String,
}

impl RowError {
    #[cold]
    pub(crate) fn new(record: &Record, error: &DecodeError) -> Self {
        Self { id: record.id().to_owned(), problem: printable(&error.to_string()).into_owned() }
    }

    #[cold]
    pub(crate) fn too_large(record: &Record) -> Self {
        let problem = "the batch would exceed 2 GiB; finish it, and push the record into the next one".to_owned();
        Self { id: record.id().to_owned(), problem }
    }

    /// Returns the id of the record.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// A column of a batch that does not fit its field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column `{}`: {problem}", Printable(.column))]
pub struct ColumnError {
    /// The path of the column.
    column: String,
    problem: String,
}

impl ColumnError {
    #[cold]
    pub(crate) fn new(column: impl Into<String>, problem: impl AsRef<str>) -> Self {
        Self { column: column.into(), problem: printable(problem.as_ref()).into_owned() }
    }

    /// Returns the path of the column.
    #[must_use]
    pub fn column(&self) -> &str {
        &self.column
    }
}
