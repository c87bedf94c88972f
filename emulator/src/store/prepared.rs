//! Prepared statements of conditions.

use std::ops::{Deref, DerefMut};

use rusqlite::{CachedStatement, Connection, Statement};

/// The maximum length of a statement that is kept, in bytes. Longer ones are those of generated filters, and a prepared one
/// may take megabytes.
const MAX_KEPT: usize = 16 << 10;

/// A statement that is kept for the next call, or is too long for that.
pub(super) enum Prepared<'c> {
    Kept(CachedStatement<'c>),
    Once(Statement<'c>),
}

impl<'c> Prepared<'c> {
    pub(super) fn new(connection: &'c Connection, sql: &str) -> rusqlite::Result<Self> {
        if sql.len() > MAX_KEPT {
            connection.prepare(sql).map(Prepared::Once)
        } else {
            connection.prepare_cached(sql).map(Prepared::Kept)
        }
    }
}

impl<'c> Deref for Prepared<'c> {
    type Target = Statement<'c>;

    fn deref(&self) -> &Statement<'c> {
        match self {
            Prepared::Kept(statement) => statement,
            Prepared::Once(statement) => statement,
        }
    }
}

impl<'c> DerefMut for Prepared<'c> {
    fn deref_mut(&mut self) -> &mut Statement<'c> {
        match self {
            Prepared::Kept(statement) => statement,
            Prepared::Once(statement) => statement,
        }
    }
}
