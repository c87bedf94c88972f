//! Copies on this machine: SQLite files and directories of Parquet files.
//!
//! A copy stores rows and the state of each model together, so that both are there after a commit or neither is.

mod atomic_file;
mod lock;
pub(crate) mod parquet;
pub(crate) mod sqlite;
mod state;

use std::collections::HashSet;
use std::path::Path;

use weda::Record;

use crate::error::Error;
use crate::model::Model;
use crate::row::{Digest, Row};
pub(crate) use atomic_file::write_atomically;
pub use state::Totals;
pub(crate) use state::{ModelState, PassKind, PassState};

/// The environment that a copy belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Environment {
    /// The id of the environment.
    pub(crate) id: String,
    /// The environment type.
    pub(crate) env_type: String,
}

impl Environment {
    /// The environment that a client reads.
    pub(crate) fn of(client: &weda::Client) -> Self {
        Self { id: client.env_id().to_owned(), env_type: client.env_type().to_string() }
    }
}

impl std::fmt::Display for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.id, self.env_type)
    }
}

/// The use of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Writing, which excludes other writers.
    Write,
    /// Reading, which sees the last commit and changes nothing.
    Read,
}

/// A model of a copy that was prepared for the columns of its definition.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// The state of the last commit.
    pub(crate) state: ModelState,
    /// Fields that the copy did not have, or has no longer: their values can differ in every record.
    pub(crate) has_changed: bool,
}

/// A record in a copy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    /// The hash of its values.
    pub(crate) digest: Digest,
    /// True if it is marked as deleted.
    pub(crate) is_deleted: bool,
}

/// A stored record, for verification.
#[derive(Debug)]
pub(crate) struct StoredRow {
    pub(crate) id: String,
    /// The hash that was stored with the record.
    pub(crate) digest: Digest,
    /// The hash of the values that are stored.
    pub(crate) computed: Digest,
    pub(crate) is_deleted: bool,
}

/// A copy. Changes are staged, and permanent after [`commit`](Self::commit).
pub(crate) trait Copy: Send {
    /// Makes the model's table fit its definition. With `rebuild` the table is made anew, and is empty.
    ///
    /// # Errors
    /// Returns an error if the type of a field has changed, or the copy is damaged.
    fn prepare(&mut self, model: &Model, rebuild: bool) -> Result<Prepared, Error>;

    /// Returns the number of records that are not marked as deleted.
    fn live(&mut self, model: &Model) -> Result<u64, Error>;

    /// Looks records up by their ids.
    fn standing(&mut self, model: &Model, ids: &[&str]) -> Result<Vec<Option<Standing>>, Error>;

    /// Stages records: new ones, changed ones, and ones that were marked as deleted.
    fn write(&mut self, model: &Model, records: Vec<(Record, Row)>) -> Result<(), Error>;

    /// Stages marks of deletion, with the time in Unix milliseconds.
    fn delete(&mut self, model: &Model, ids: &[String], at: i64) -> Result<(), Error>;

    /// Returns true if something is staged.
    fn has_staged(&self) -> bool;

    /// Returns true if so much is staged that it should be committed.
    fn is_due(&self) -> bool;

    /// Makes everything staged permanent, together with the state.
    fn commit(&mut self, model: &Model, state: &ModelState) -> Result<(), Error>;

    /// Returns the ids that are not marked as deleted and whose keys are not in `seen`.
    fn unseen(&mut self, model: &Model, seen: &HashSet<u128>) -> Result<Vec<String>, Error>;

    /// Reads all records of the model from disk, with their hashes.
    fn rows(&mut self, model: &Model, each: &mut dyn FnMut(StoredRow)) -> Result<(), Error>;

    /// Tidies up after a run.
    fn finish(&mut self) -> Result<(), Error>;
}

/// Opens the copy at a path: a file with the extension of SQLite, or a directory of Parquet files. `rows` is the number of
/// staged rows at which a Parquet copy commits.
///
/// # Errors
/// Returns an error if something else is there, it is a copy of another environment, it is damaged, or another run writes it.
pub(crate) fn open(path: &Path, of: &Environment, access: Access, rows: usize) -> Result<Box<dyn Copy>, Error> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
    let is_sqlite = ["sqlite", "sqlite3", "db"].contains(&extension.as_str()) && !path.is_dir();
    if !is_sqlite && path.is_file() {
        return Err(Error::NotACopy {
            path: path.to_owned(),
            reason: "is a file whose extension is not that of SQLite",
        });
    }
    if access == Access::Read && !path.exists() {
        // Nothing is created: an empty copy in memory stands for it.
        return Ok(Box::new(sqlite::SqliteCopy::in_memory(of)?));
    }
    match is_sqlite {
        true => Ok(Box::new(sqlite::SqliteCopy::open(path, of, access)?)),
        false => Ok(Box::new(parquet::ParquetCopy::open(path, of, access, rows)?)),
    }
}
