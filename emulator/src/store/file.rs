//! The location of a store: memory or a file.

use std::fmt;
use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::CatalogError;

/// Marks a file as the emulator's: `weda`.
const APPLICATION: i64 = 0x7765_6461;

/// The version of the catalog's layout. Later versions open files of earlier ones.
const VERSION: i64 = 1;

/// The size of SQLite's page cache, whose default is 2 MiB.
const CACHE_KIB: i64 = 64 << 10;

/// The location of a store.
#[derive(Debug, Clone, Default)]
pub(crate) enum Location {
    #[default]
    Memory,
    File {
        path: PathBuf,
        durability: Durability,
    },
}

/// The failures that an acknowledged write to a data file survives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Durability {
    /// A crash of the process: the operating system has the data, though perhaps not yet on disk.
    #[default]
    Process,
    /// A loss of power, too: each write waits for the disk.
    Power,
}

impl Location {
    /// Opens an exclusive connection.
    pub(super) fn connect(&self) -> Result<Connection, CatalogError> {
        let Location::File { path, durability } = self else { return Ok(Connection::open_in_memory()?) };
        let refuse = |problem| CatalogError::File { path: path.clone(), problem };
        // SQLite gives `file:..` and `:memory:` a special meaning; an absolute path is always a path.
        let absolute = std::path::absolute(path).map_err(|error| refuse(FileProblem::Path(error)))?;
        create_for_its_owner(&absolute).map_err(|error| refuse(FileProblem::Path(error)))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&absolute, flags).map_err(|error| refuse(error.into()))?;
        prepare(&connection, *durability).map_err(refuse)?;
        Ok(connection)
    }
}

/// Creates a missing file, readable by its owner only, since records may be private. SQLite gives its companion files
/// the same mode.
fn create_for_its_owner(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn prepare(connection: &Connection, durability: Durability) -> Result<(), FileProblem> {
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    // The file is untrusted: nothing in its schema may be executed.
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match (number("application_id")?, number("user_version")?) {
        (0, 0) if tables == 0 => {}
        (APPLICATION, ..=VERSION) => check(connection)?,
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
    // Only on a difference, so that a file on a full disk can still be read.
    for (pragma, value) in [("application_id", APPLICATION), ("user_version", VERSION)] {
        if number(pragma)? != value {
            connection.pragma_update(None, pragma, value)?;
        }
    }
    Ok(())
}

/// Returns an error if the file is damaged.
fn check(connection: &Connection) -> Result<(), FileProblem> {
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if found == "ok" { Ok(()) } else { Err(FileProblem::Damaged(found)) }
}

/// Advice on an error of the storage.
pub(super) fn advice(error: &rusqlite::Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "free space on the disk, and repeat the call",
        Some(ErrorCode::DatabaseCorrupt) => "the data file is damaged: restore it from a copy",
        Some(ErrorCode::SystemIoFailure) => "check the disk of the data file, and repeat the call",
        _ => "repeat the call, and report it if it fails again",
    }
}

/// Reasons why a data file cannot be used.
#[derive(Debug)]
pub(crate) enum FileProblem {
    Foreign,
    Newer,
    InUse,
    Damaged(String),
    Path(io::Error),
    Full,
    Other(rusqlite::Error),
}

impl From<rusqlite::Error> for FileProblem {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => FileProblem::InUse,
            Some(ErrorCode::NotADatabase) => FileProblem::Foreign,
            Some(ErrorCode::DatabaseCorrupt) => FileProblem::Damaged(error.to_string()),
            Some(ErrorCode::DiskFull) => FileProblem::Full,
            _ => FileProblem::Other(error),
        }
    }
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileProblem::Foreign => {
                f.write_str("is not a data file of the emulator: name a new file, or one that an emulator created")
            }
            FileProblem::Newer => f.write_str("was written by a newer emulator: use that version, or name a new file"),
            FileProblem::InUse => f.write_str("is in use by another process: stop that one, or name another file"),
            FileProblem::Damaged(found) => {
                let found = found.lines().collect::<Vec<_>>().join(" ");
                write!(f, "is damaged ({found}): restore it from a copy, or name a new file")
            }
            FileProblem::Full => f.write_str("is on a full disk: free space there, and start again"),
            FileProblem::Path(error) => {
                write!(f, "cannot be opened ({error}): name a file in a writable folder")
            }
            FileProblem::Other(error) => {
                write!(f, "cannot be opened ({error}): name a file in a writable folder")
            }
        }
    }
}
