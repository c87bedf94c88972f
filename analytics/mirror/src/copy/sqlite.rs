//! A copy in a SQLite file: a table for each model, and what it means in tables that begin with `weda_`.

mod columns;
mod names;
mod rows;
mod schema;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, params};
use weda::Record;

use super::lock::Lock;
use super::{Access, Copy, Environment, ModelState, Prepared, Standing, StoredRow};
use crate::error::Error;
use crate::model::Model;
use crate::row::{Digest, Row, key_of};
use columns::Table;
use names::quoted;

/// `WeMi` in the header of the file, so that another database is not taken for a copy.
const APPLICATION_ID: i32 = 0x5765_4d69;
/// The version of the layout.
const VERSION: i32 = 1;

/// A copy in a SQLite file.
pub(crate) struct SqliteCopy {
    path: PathBuf,
    connection: Connection,
    tables: HashMap<String, Table>,
    /// Rows that are staged in the open transaction.
    staged: usize,
    _lock: Option<Lock>,
}

impl SqliteCopy {
    /// Opens a copy, or begins a new one.
    ///
    /// # Errors
    /// See [`open`](super::open).
    pub(super) fn open(path: &Path, of: &Environment, access: Access) -> Result<Self, Error> {
        let lock = match access {
            Access::Write => {
                let mut name = path.file_name().unwrap_or_default().to_owned();
                name.push(".lock");
                Some(Lock::take(path, path.with_file_name(name))?)
            }
            Access::Read => None,
        };
        let flags = match access {
            Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        };
        let fail = |error| damage(path, error);
        let connection = Connection::open_with_flags(path, flags).map_err(fail)?;
        connection.busy_timeout(Duration::from_secs(10)).map_err(fail)?;
        let is_new = Self::check(&connection, path, of)?;
        let mut copy = Self { path: path.to_owned(), connection, tables: HashMap::new(), staged: 0, _lock: lock };
        if access == Access::Write {
            // Readers see the last commit while this one is made; after a crash the file has all of a commit or nothing.
            copy.connection.pragma_update(None, "journal_mode", "WAL").map_err(fail)?;
            copy.connection.pragma_update(None, "synchronous", "FULL").map_err(fail)?;
        }
        if is_new {
            copy.create(of)?;
        }
        Ok(copy)
    }

    /// An empty copy in memory.
    ///
    /// # Errors
    /// Returns an error if SQLite has no memory.
    pub(super) fn in_memory(of: &Environment) -> Result<Self, Error> {
        let path = PathBuf::from(":memory:");
        let connection = Connection::open_in_memory().map_err(|error| damage(&path, error))?;
        let mut copy = Self { path, connection, tables: HashMap::new(), staged: 0, _lock: None };
        copy.create(of)?;
        Ok(copy)
    }

    /// Returns true if the file is empty.
    fn check(connection: &Connection, path: &Path, of: &Environment) -> Result<bool, Error> {
        let fail = |error| damage(path, error);
        let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
        let tables: i64 =
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(fail)?;
        let id = pragma("application_id").map_err(fail)?;
        if tables == 0 && id == 0 {
            return Ok(true);
        }
        let version = pragma("user_version").map_err(fail)?;
        if id != APPLICATION_ID {
            return Err(Error::NotACopy { path: path.to_owned(), reason: "is a database of another program" });
        }
        if version != VERSION {
            let reason = format!("its layout has the version {version}, and this program knows {VERSION}");
            return Err(Error::Damaged { path: path.to_owned(), reason });
        }
        let copied = connection.query_row("SELECT env_id, env_type FROM weda_copy", [], |row| {
            Ok(Environment { id: row.get(0)?, env_type: row.get(1)? })
        });
        let copied = copied.map_err(fail)?;
        match copied == *of {
            true => Ok(false),
            false => {
                Err(Error::OtherEnvironment { path: path.to_owned(), copied: copied.to_string(), read: of.to_string() })
            }
        }
    }

    fn create(&mut self, of: &Environment) -> Result<(), Error> {
        let fail = |error| damage(&self.path, error);
        let transaction = self.connection.transaction().map_err(fail)?;
        transaction.execute_batch(schema::TABLES).map_err(fail)?;
        transaction.execute("INSERT INTO weda_copy VALUES (?1, ?2)", params![of.id, of.env_type]).map_err(fail)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(fail)?;
        transaction.pragma_update(None, "user_version", VERSION).map_err(fail)?;
        transaction.commit().map_err(fail)
    }

    /// The table of a model that was prepared.
    fn table(&self, model: &Model) -> Result<&Table, Error> {
        let missing = || Error::NoModel { path: self.path.clone(), model: model.identifier().to_owned() };
        self.tables.get(model.identifier()).ok_or_else(missing)
    }

    fn fail(&self, error: rusqlite::Error) -> Error {
        damage(&self.path, error)
    }

    /// Begins a transaction, unless one is open.
    fn begin(&mut self) -> Result<(), Error> {
        match self.connection.is_autocommit() {
            true => self.connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| self.fail(error)),
            false => Ok(()),
        }
    }
}

impl Copy for SqliteCopy {
    fn prepare(&mut self, model: &Model, rebuild: bool) -> Result<Prepared, Error> {
        // What a failure left behind must not be committed with the next model.
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK").map_err(|error| self.fail(error))?;
        }
        self.staged = 0;
        let is_writable = !self.connection.is_readonly("main").map_err(|error| self.fail(error))?;
        let transaction = self.connection.transaction().map_err(|error| damage(&self.path, error))?;
        let (table, prepared) = schema::prepare(&transaction, &self.path, model, rebuild, is_writable)?;
        transaction.commit().map_err(|error| damage(&self.path, error))?;
        self.tables.insert(model.identifier().to_owned(), table);
        Ok(prepared)
    }

    fn live(&mut self, model: &Model) -> Result<u64, Error> {
        let Some(table) = self.tables.get(model.identifier()).filter(|table| table.exists) else { return Ok(0) };
        let sql = format!("SELECT count(*) FROM {} WHERE {} IS NULL", table.quoted(), quoted(columns::DELETED_AT));
        self.connection
            .query_row(&sql, [], |row| row.get::<_, i64>(0))
            .map(|count| count as u64)
            .map_err(|error| self.fail(error))
    }

    fn standing(&mut self, model: &Model, ids: &[&str]) -> Result<Vec<Option<Standing>>, Error> {
        let table = self.table(model)?;
        if !table.exists {
            return Ok(vec![None; ids.len()]);
        }
        let sql = format!(
            "SELECT {}, {} IS NOT NULL FROM {} WHERE {} = ?1",
            quoted(columns::DIGEST),
            quoted(columns::DELETED_AT),
            table.quoted(),
            quoted("_id")
        );
        let mut statement = self.connection.prepare(&sql).map_err(|error| self.fail(error))?;
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let standing = statement
                .query_row([id], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, bool>(1)?)))
                .optional()
                .map_err(|error| self.fail(error))?;
            found.push(standing.map(|(digest, is_deleted)| Standing {
                // A hash that is damaged differs from each hash: the record is written again.
                digest: Digest::from_bytes(&digest).unwrap_or(Digest([0; 32])),
                is_deleted,
            }));
        }
        Ok(found)
    }

    fn write(&mut self, model: &Model, records: Vec<(Record, Row)>) -> Result<(), Error> {
        self.begin()?;
        let table = self.table(model)?;
        rows::upsert(&self.connection, table, model, &records).map_err(|error| self.fail(error))?;
        self.staged += records.len();
        Ok(())
    }

    fn delete(&mut self, model: &Model, ids: &[String], at: i64) -> Result<(), Error> {
        self.begin()?;
        let table = self.table(model)?;
        rows::mark_deleted(&self.connection, table, ids, at).map_err(|error| self.fail(error))?;
        self.staged += ids.len();
        Ok(())
    }

    fn has_staged(&self) -> bool {
        self.staged > 0
    }

    fn is_due(&self) -> bool {
        // A page is a good transaction: a few milliseconds of work for a fsync.
        self.staged > 0
    }

    fn commit(&mut self, model: &Model, state: &ModelState) -> Result<(), Error> {
        self.begin()?;
        schema::save_state(&self.connection, model, state).map_err(|error| self.fail(error))?;
        self.connection.execute_batch("COMMIT").map_err(|error| self.fail(error))?;
        self.staged = 0;
        Ok(())
    }

    fn unseen(&mut self, model: &Model, seen: &HashSet<u128>) -> Result<Vec<String>, Error> {
        let table = self.table(model)?;
        if !table.exists {
            return Ok(Vec::new());
        }
        let sql =
            format!("SELECT {} FROM {} WHERE {} IS NULL", quoted("_id"), table.quoted(), quoted(columns::DELETED_AT));
        let mut statement = self.connection.prepare(&sql).map_err(|error| self.fail(error))?;
        let ids = statement.query_map([], |row| row.get::<_, String>(0)).map_err(|error| self.fail(error))?;
        let mut unseen = Vec::new();
        for id in ids {
            let id = id.map_err(|error| self.fail(error))?;
            if !seen.contains(&key_of(&id)) {
                unseen.push(id);
            }
        }
        Ok(unseen)
    }

    fn rows(&mut self, model: &Model, each: &mut dyn FnMut(StoredRow)) -> Result<(), Error> {
        let table = self.table(model)?;
        if !table.exists {
            return Err(Error::NoModel { path: self.path.clone(), model: model.identifier().to_owned() });
        }
        if !table.is_current {
            let reason = "its fields have changed since the last run; run `weda-mirror sync` first".to_owned();
            return Err(Error::Name { model: model.identifier().to_owned(), reason });
        }
        rows::read_all(&self.connection, table, model, each).map_err(|error| self.fail(error))
    }

    fn finish(&mut self) -> Result<(), Error> {
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK").map_err(|error| self.fail(error))?;
        }
        // One file without companions can be copied and sent.
        let checkpoint = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        checkpoint.map_err(|error| self.fail(error))
    }
}

/// An error of SQLite: damage, or a problem with the file.
fn damage(path: &Path, error: rusqlite::Error) -> Error {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase, TypeMismatch};
    let is_damage = match &error {
        rusqlite::Error::SqliteFailure(failure, text) => {
            matches!(failure.code, DatabaseCorrupt | NotADatabase | TypeMismatch)
                || text.as_deref().is_some_and(|text| text.starts_with("no such table: weda_"))
        }
        rusqlite::Error::InvalidColumnType(..) | rusqlite::Error::QueryReturnedNoRows => true,
        rusqlite::Error::FromSqlConversionFailure(..) | rusqlite::Error::Utf8Error(..) => true,
        _ => false,
    };
    match is_damage {
        true => Error::Damaged { path: path.to_owned(), reason: error.to_string() },
        false => Error::Sqlite { path: path.to_owned(), error },
    }
}
