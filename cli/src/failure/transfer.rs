//! Errors of exports and imports.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::Failure;
use weda_definition::Printable;

use crate::exit::Exit;
use crate::records::{ReadError, WriteError};

/// An error that prevents an export or import.
#[derive(Debug)]
pub(crate) enum TransferError {
    /// The output file cannot be written.
    Unwritable { path: PathBuf, error: io::Error },
    /// Several models would be written to stdout.
    NoFolder { models: usize },
    /// A model is named twice.
    DuplicateModel { model: String },
    /// Records cannot be written in the requested format.
    Write(WriteError),
    /// The output format cannot be derived from the file name.
    UnknownExtension { path: PathBuf },
    /// A workbook would be written to a terminal.
    WorkbookOnTerminal,
    /// Interrupted by Ctrl-C.
    Interrupted,
    /// Interrupted by Ctrl-C while a record was being created.
    CreateInterrupted { model: String },
    /// The file or its checkpoint cannot be read.
    Unreadable { path: PathBuf, error: io::Error },
    /// Rows cannot be read from the file.
    Read(ReadError),
    /// Parquet or Arrow files cannot be written.
    #[cfg(feature = "parquet")]
    Files(weda_arrow::files::FileError),
    /// The file is a table, and the fields of the model are not known.
    NoFields { model: String },
}

impl From<TransferError> for Failure {
    fn from(error: TransferError) -> Self {
        Self::Transfer(error)
    }
}

impl TransferError {
    /// Returns the exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Unwritable { .. } | Self::Unreadable { .. } => Exit::LocalFile,
            Self::Read(error) => error.exit(),
            Self::NoFolder { .. }
            | Self::DuplicateModel { .. }
            | Self::UnknownExtension { .. }
            | Self::WorkbookOnTerminal => Exit::Arguments,
            Self::Write(WriteError::UnknownField { .. }) => Exit::Arguments,
            Self::NoFields { .. } => Exit::NotFound,
            #[cfg(feature = "parquet")]
            Self::Files(error) => Exit::of_files(error),
            Self::Interrupted | Self::CreateInterrupted { .. } => Exit::Interrupted,
            Self::Write(_) => Exit::Other,
        }
    }
}

impl fmt::Display for TransferError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unwritable { path, error } => write!(
                f,
                "error: {} cannot be written ({error}); choose another path, or check permissions and free space",
                Printable(path.display())
            ),
            Self::NoFolder { models } => {
                write!(
                    f,
                    "error: {models} models cannot be written to stdout; give a folder with `--out`, or export one model"
                )
            }
            Self::DuplicateModel { model } => write!(f, "error: {model} is named twice; name each model once"),
            Self::Write(error) => write!(f, "error: {error}"),
            Self::UnknownExtension { path } => write!(
                f,
                "error: the extension of {} is not a known format; use .ndjson, .json, .csv, .tsv or .xlsx, or give \
                                 `--format`",
                weda_definition::printable(&path.display().to_string())
            ),
            Self::WorkbookOnTerminal => f.write_str(
                "error: a workbook cannot be shown on a terminal; give a file with `--out`, such as students.xlsx",
            ),
            Self::Interrupted => f.write_str("error: interrupted\nhint: repeat the command"),
            Self::CreateInterrupted { model } => write!(
                f,
                "error: interrupted while the record was being created, so it may be stored\nhint: look for it before you \
                                 repeat the command: `weda query {model} --order-by \"createdAt desc\" --top 5`",
                model = weda_definition::printable(model)
            ),
            Self::Unreadable { path, error } => {
                write!(
                    f,
                    "error: {} cannot be read ({error}); check the path and its permissions",
                    Printable(path.display())
                )
            }
            Self::Read(error) => write!(f, "error: {error}"),
            #[cfg(feature = "parquet")]
            Self::Files(error) => write!(f, "error: {error}"),
            Self::NoFields { model } => write!(
                f,
                "error: the service has no definition of `{model}`, which is needed to tell texts from numbers in a table; \
                                 check the identifier, or import NDJSON"
            ),
        }
    }
}
