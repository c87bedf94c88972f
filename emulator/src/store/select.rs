//! SELECT statements that faces have translated.

use std::ops::ControlFlow;

use rusqlite::types::{Value as Stored, ValueRef};
use rusqlite::{Connection, ErrorCode, params_from_iter};

use super::Store;
use crate::mysql;

/// Reasons why a SELECT fails.
#[derive(Debug)]
pub(crate) enum SelectError {
    /// The request reached the time limit.
    TimedOut,
    /// A function refuses a value; the message has advice.
    Refused(String),
    /// SQLite refuses the statement.
    Failed(String),
}

impl From<rusqlite::Error> for SelectError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) => SelectError::TimedOut,
            _ => match mysql::failure(&error) {
                Some(failure) => SelectError::Refused(failure),
                None => SelectError::Failed(error.to_string()),
            },
        }
    }
}

impl Store {
    /// Runs a statement that changes nothing, and passes the values of each row to `show` until that breaks.
    pub(crate) fn select(
        &self,
        sql: &str,
        values: &[Stored],
        show: impl FnMut(&[ValueRef<'_>]) -> ControlFlow<()>,
    ) -> Result<(), SelectError> {
        select(&self.connection, sql, values, show)
    }
}

/// Runs a statement that changes nothing on a connection.
pub(super) fn select(
    connection: &Connection,
    sql: &str,
    values: &[Stored],
    mut show: impl FnMut(&[ValueRef<'_>]) -> ControlFlow<()>,
) -> Result<(), SelectError> {
    let mut statement = connection.prepare(sql)?;
    if !statement.readonly() {
        return Err(SelectError::Failed("the statement would change records".to_owned()));
    }
    let columns = statement.column_count();
    let mut rows = statement.query(params_from_iter(values))?;
    while let Some(row) = rows.next()? {
        let values: Vec<ValueRef<'_>> = (0..columns).map(|column| row.get_ref(column)).collect::<Result<_, _>>()?;
        if show(&values).is_break() {
            break;
        }
    }
    Ok(())
}
