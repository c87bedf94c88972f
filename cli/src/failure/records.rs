//! What keeps records from being brought out of an environment, or into one.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::Failure;
use crate::exit::Exit;
use crate::records::{NoColumn, Unread};

/// Why records were not exported or imported.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// A file that records should go to.
    Unwritable { path: PathBuf, error: io::Error },
    /// Several models, and stdout can take one.
    NoFolder { models: usize },
    /// One model, named twice.
    Twice { model: String },
    /// A record has a value that the table has no column for.
    NoColumn(NoColumn),
    /// Ctrl-C.
    Interrupted,
    /// A file that records come from.
    Unreadable { path: PathBuf, error: io::Error },
    /// Neither its name nor its beginning says what a file is.
    NoFormat { path: PathBuf },
    /// The rows of a file break off.
    Rows(Unread),
    /// A table for a model of whose fields nothing is known.
    NoFields { model: String },
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self::Records(trouble)
    }
}

impl Trouble {
    /// What a script sees of it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Unwritable { .. } | Self::Unreadable { .. } | Self::Rows(_) => Exit::LocalFile,
            Self::NoFolder { .. } | Self::Twice { .. } | Self::NoFormat { .. } => Exit::Arguments,
            Self::NoFields { .. } => Exit::NotFound,
            Self::Interrupted => Exit::Interrupted,
            Self::NoColumn(_) => Exit::Other,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unwritable { path, error } => write!(
                f,
                "error: {} cannot be written ({error}); choose another place, or make room and allow writing there",
                path.display()
            ),
            Self::NoFolder { models } => {
                write!(
                    f,
                    "error: {models} models do not fit into one stdout; give `--out` a folder, or export one model"
                )
            }
            Self::Twice { model } => write!(f, "error: {model} is named twice; name each model once"),
            Self::NoColumn(NoColumn { id, field }) => write!(
                f,
                "error: record {id} has a field `{field}`, which neither the definition nor the first page has, so that the \
                 table has no column for it; export with `--format ndjson`"
            ),
            Self::Interrupted => {
                f.write_str("error: interrupted, and nothing was kept\nhint: give the same command again")
            }
            Self::Unreadable { path, error } => {
                write!(
                    f,
                    "error: {} cannot be read ({error}); name a file that is there and may be read",
                    path.display()
                )
            }
            Self::NoFormat { path } => write!(
                f,
                "error: nothing tells what {} is: it begins with neither `{{` nor `[`; say `--format ndjson`, `json` or `csv`",
                path.display()
            ),
            Self::Rows(Unread::Io(error)) => {
                write!(
                    f,
                    "error: the rows cannot be read on ({error}); give the same command again when the file is back"
                )
            }
            Self::Rows(Unread::Broken { row, reason }) => {
                write!(
                    f,
                    "error: row {row} cannot be read, and so none behind it: {reason}; mend the file from there on"
                )
            }
            Self::NoFields { model } => write!(
                f,
                "error: the service has no definition of `{model}`, so that nothing tells texts from numbers in a table; look \
                 at the identifier, or import NDJSON"
            ),
        }
    }
}
