//! What keeps records from being brought out of an environment, or into one.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::Failure;
use weda_definition::Printable;

use crate::exit::Exit;
use crate::records::{ReadError, WriteError};

/// Why records were not exported or imported.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// A file that records should go to.
    Unwritable { path: PathBuf, error: io::Error },
    /// Several models, and stdout can take one.
    NoFolder { models: usize },
    /// One model, named twice.
    Twice { model: String },
    /// Records cannot be written in the form that is asked for.
    Records(WriteError),
    /// Nothing tells the form that a file is to have.
    UnknownEnding { path: PathBuf },
    /// A workbook would go to a terminal.
    WorkbookOnTerminal,
    /// Ctrl-C.
    Interrupted,
    /// Ctrl-C while a record was being created.
    CreateInterrupted { model: String },
    /// A file beside that of the records.
    Unreadable { path: PathBuf, error: io::Error },
    /// Rows cannot be read from a file.
    Rows(ReadError),
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
            Self::Unwritable { .. } | Self::Unreadable { .. } => Exit::LocalFile,
            Self::Rows(error) => error.exit(),
            Self::NoFolder { .. } | Self::Twice { .. } | Self::UnknownEnding { .. } | Self::WorkbookOnTerminal => {
                Exit::Arguments
            }
            Self::Records(WriteError::UnknownField { .. }) => Exit::Arguments,
            Self::NoFields { .. } => Exit::NotFound,
            Self::Interrupted | Self::CreateInterrupted { .. } => Exit::Interrupted,
            Self::Records(_) => Exit::Other,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unwritable { path, error } => write!(
                f,
                "error: {} cannot be written ({error}); choose another place, or make room and allow writing there",
                Printable(path.display())
            ),
            Self::NoFolder { models } => {
                write!(
                    f,
                    "error: {models} models do not fit into one stdout; give `--out` a folder, or export one model"
                )
            }
            Self::Twice { model } => write!(f, "error: {model} is named twice; name each model once"),
            Self::Records(error) => write!(f, "error: {error}"),
            Self::UnknownEnding { path } => write!(
                f,
                "error: the ending of {} tells no form of records; end the name with .ndjson, .json, .csv, .tsv or .xlsx, or \
                 give `--format`",
                weda_definition::printable(&path.display().to_string())
            ),
            Self::WorkbookOnTerminal => f.write_str(
                "error: a workbook cannot be shown on a terminal; give `--out` a file, such as students.xlsx",
            ),
            Self::Interrupted => f.write_str("error: interrupted\nhint: give the same command again"),
            Self::CreateInterrupted { model } => write!(
                f,
                "error: interrupted while the record was being created, so it may be stored\nhint: look for it before you \
                 give the command again: `weda query {model} --order-by \"createdAt desc\" --top 5`",
                model = weda_definition::printable(model)
            ),
            Self::Unreadable { path, error } => {
                write!(
                    f,
                    "error: {} cannot be read ({error}); name a file that is there and may be read",
                    Printable(path.display())
                )
            }
            Self::Rows(error) => write!(f, "error: {error}"),
            Self::NoFields { model } => write!(
                f,
                "error: the service has no definition of `{model}`, so that nothing tells texts from numbers in a table; look \
                 at the identifier, or import NDJSON"
            ),
        }
    }
}
