//! Numbers that count the records of a model. They are read once for all records of a call, and written once.

use std::collections::HashMap;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, params};
use weda_definition::Kind;

use super::super::{Refusal, check_unique};
use crate::schema::{Column, Model};

/// The next number of each sequence that was asked for.
pub(super) struct Sequences<'a> {
    connection: &'a Connection,
    model: &'a Model,
    /// Whether the model has automatic numbers.
    pub(super) has_numbers: bool,
    kept: HashMap<&'a str, u64>,
    /// Those of the record that is being made, which may yet be refused.
    taken: Vec<(&'a str, u64)>,
}

impl<'a> Sequences<'a> {
    pub(super) fn of(connection: &'a Connection, model: &'a Model) -> Self {
        let has_numbers = model.columns.iter().any(|column| matches!(column.field.kind, Kind::AutoNumber(_)));
        Self { connection, model, has_numbers, kept: HashMap::new(), taken: Vec::new() }
    }

    /// The text for the next number. Loaded records may hold texts that the sequence has yet to reach: these are passed
    /// over.
    pub(super) fn next(
        &mut self,
        column: &'a Column,
        start: u64,
        text: impl Fn(u64) -> String,
    ) -> Result<String, Refusal> {
        let key = column.field.key.as_str();
        let mut next = match self.kept.get(key) {
            Some(next) => *next,
            None => self.read(key)?.unwrap_or(start),
        };
        let mut made = text(next);
        loop {
            next = next.wrapping_add(1);
            match check_unique(self.connection, self.model, column, ValueRef::Text(made.as_bytes()), None) {
                Err(refusal @ Refusal::Taken { .. }) => {
                    let another = text(next);
                    // Numbers that all give one text would be tried for ever.
                    if another == made {
                        return Err(refusal);
                    }
                    made = another;
                }
                checked => {
                    checked?;
                    self.taken.push((key, next));
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

    /// The record is stored: its numbers are used up.
    pub(super) fn keep(&mut self) {
        self.kept.extend(self.taken.drain(..));
    }

    /// The record is refused: the next one gets its numbers.
    pub(super) fn give_back(&mut self) {
        self.taken.clear();
    }

    pub(super) fn write(self) -> rusqlite::Result<()> {
        for (key, next) in self.kept {
            let sql = "INSERT OR REPLACE INTO sequences VALUES (?1, ?2, ?3)";
            self.connection.prepare_cached(sql)?.execute(params![self.model.number, key, next as i64])?;
        }
        Ok(())
    }
}
