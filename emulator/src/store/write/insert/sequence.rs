//! Sequences for automatic numbers and counted ids, read and written once per call.

use std::collections::HashMap;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, params};
use weda_definition::Kind;

use super::super::{WriteError, check_unique};
use crate::schema::{Column, Model};

/// The next number of each sequence in use.
pub(super) struct Sequences<'a> {
    connection: &'a Connection,
    model: &'a Model,
    /// True if the model has automatic numbers.
    pub(super) has_numbers: bool,
    committed: HashMap<&'a str, u64>,
    /// Those of the current record, which may yet be refused.
    pending: Vec<(&'a str, u64)>,
}

impl<'a> Sequences<'a> {
    pub(super) fn of(connection: &'a Connection, model: &'a Model) -> Self {
        let has_numbers = model.columns.iter().any(|column| matches!(column.field.kind, Kind::AutoNumber(_)));
        Self { connection, model, has_numbers, committed: HashMap::new(), pending: Vec::new() }
    }

    /// The text for the next number. Skips texts that loaded records already have.
    pub(super) fn next(
        &mut self,
        column: &'a Column,
        start: u64,
        text: impl Fn(u64) -> String,
    ) -> Result<String, WriteError> {
        let key = column.field.key.as_str();
        let mut next = match self.committed.get(key) {
            Some(next) => *next,
            None => self.read(key)?.unwrap_or(start),
        };
        let mut made = text(next);
        loop {
            next = next.wrapping_add(1);
            match check_unique(self.connection, self.model, column, ValueRef::Text(made.as_bytes()), None) {
                Err(error @ WriteError::Duplicate { .. }) => {
                    let another = text(next);
                    // Otherwise a constant text would be tried forever.
                    if another == made {
                        return Err(error);
                    }
                    made = another;
                }
                validated => {
                    validated?;
                    self.pending.push((key, next));
                    return Ok(made);
                }
            }
        }
    }

    fn read(&self, key: &str) -> rusqlite::Result<Option<u64>> {
        self.connection
            .prepare_cached("SELECT next FROM sequences WHERE model = ?1 AND key = ?2")?
            .query_row(params![self.model.number, key], |row| row.get::<_, i64>(0))
            .optional()
            .map(|next| next.map(|next| next as u64))
    }

    /// Consumes the numbers of a stored record.
    pub(super) fn commit(&mut self) {
        self.committed.extend(self.pending.drain(..));
    }

    /// Releases the numbers of a refused record.
    pub(super) fn rollback(&mut self) {
        self.pending.clear();
    }

    pub(super) fn write(self) -> rusqlite::Result<()> {
        for (key, next) in self.committed {
            let sql = "INSERT OR REPLACE INTO sequences VALUES (?1, ?2, ?3)";
            self.connection.prepare_cached(sql)?.execute(params![self.model.number, key, next as i64])?;
        }
        Ok(())
    }
}
