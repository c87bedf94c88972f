//! Where records are kept: in memory, or in a file.

use std::fmt;
use std::path::PathBuf;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::Unfit;

/// Marks a file as the emulator's: `weda`.
const APPLICATION: i64 = 0x7765_6461;

/// The layout of the catalog. A later one opens files of this one.
const VERSION: i64 = 1;

/// How much of a file is kept in memory: what is there is read as fast as if there were no file. SQLite alone would keep
/// 2 MiB.
const CACHE_KIB: i64 = 64 << 10;

/// Where records are kept.
#[derive(Debug, Clone, Default)]
pub(crate) enum Place {
    #[default]
    Memory,
    File {
        path: PathBuf,
        durability: Durability,
    },
}

/// What an acknowledged write in a data file survives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Durability {
    /// The end of the process, however sudden: the system has the data, if not yet on the disk.
    #[default]
    Process,
    /// The loss of power, too: each write waits for the disk.
    Power,
}

impl Place {
    /// A connection to what is kept here, which no other process has.
    pub(super) fn connect(&self) -> Result<Connection, Unfit> {
        let Place::File { path, durability } = self else { return Ok(Connection::open_in_memory()?) };
        let refuse = |problem| Unfit::File { path: path.clone(), problem };
        // No URI: a path that begins with `file:` is a path.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|error| refuse(error.into()))?;
        prepare(&connection, *durability).map_err(refuse)?;
        Ok(connection)
    }
}

fn prepare(connection: &Connection, durability: Durability) -> Result<(), FileProblem> {
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match (number("application_id")?, number("user_version")?) {
        (0, 0) if tables == 0 => {}
        (APPLICATION, ..=VERSION) => {}
        (APPLICATION, _) => return Err(FileProblem::Newer),
        _ => return Err(FileProblem::Foreign),
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    let synchronous = match durability {
        Durability::Process => "NORMAL",
        Durability::Power => "FULL",
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.pragma_update(None, "user_version", VERSION)?;
    Ok(())
}

/// Why a file cannot keep records.
#[derive(Debug)]
pub(crate) enum FileProblem {
    Foreign,
    Newer,
    InUse,
    Other(rusqlite::Error),
}

impl From<rusqlite::Error> for FileProblem {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => FileProblem::InUse,
            Some(ErrorCode::NotADatabase) => FileProblem::Foreign,
            _ => FileProblem::Other(error),
        }
    }
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileProblem::Foreign => {
                f.write_str("is not a file of the emulator: name a new one, or one that an emulator made")
            }
            FileProblem::Newer => f.write_str("was made by a newer emulator: start that one, or name a new file"),
            FileProblem::InUse => f.write_str("is in use by another process: stop that one, or name another file"),
            FileProblem::Other(error) => {
                write!(f, "cannot be opened ({error}): name a file in a folder that can be written to")
            }
        }
    }
}
