//! Errors of reading rows and writing records.

use std::fmt;
use std::io;
use std::path::PathBuf;

use weda_definition::{Printable, printable};

use crate::exit::Exit;

/// The reason why a single row is not valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InvalidRow {
    /// Message with what was found, where, and what is expected.
    pub reason: String,
}

/// An error that ends reading.
#[derive(Debug)]
pub(crate) enum ReadError {
    /// The file cannot be opened.
    Unreadable { path: PathBuf, error: io::Error },
    /// Reading failed.
    Io(io::Error),
    /// The format cannot be determined from name or content.
    UnknownFormat { name: String },
    /// The format is not supported.
    Unsupported { name: String, what: &'static str },
    /// The file is empty or invalid.
    File { name: String, reason: String },
    /// The header of a table is not valid.
    Header { reason: String },
    /// A Parquet or Arrow file, or an export, cannot be read.
    #[cfg(feature = "parquet")]
    Columns(weda_arrow::files::FileError),
    /// A columnar file, which only a command with that feature reads.
    #[cfg(not(feature = "parquet"))]
    NeedsFeature { name: String },
    /// The file is not valid from this row on.
    Corrupt { row: u64, reason: String },
}

impl ReadError {
    /// The row number is set by the caller.
    pub(super) fn corrupt(reason: impl Into<String>) -> Self {
        Self::Corrupt { row: 0, reason: reason.into() }
    }

    /// Returns the exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::UnknownFormat { .. } => Exit::Arguments,
            #[cfg(not(feature = "parquet"))]
            Self::NeedsFeature { .. } => Exit::Arguments,
            #[cfg(feature = "parquet")]
            Self::Columns(error) => Exit::of_files(error),
            _ => Exit::LocalFile,
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, error } => {
                write!(f, "{} cannot be read ({error}); check the path and its permissions", Printable(path.display()))
            }
            Self::Io(error) => {
                write!(f, "reading the rows failed ({error}); repeat the command when the file is available")
            }
            Self::UnknownFormat { name } => write!(
                f,
                "the format of {name} cannot be determined from its name or content; give `--format` with ndjson, json, \
                                 csv, tsv or xlsx"
            ),
            Self::Unsupported { name, what } => {
                write!(f, "{name} is {what}, which is not supported; save it as an Excel workbook (.xlsx)")
            }
            #[cfg(feature = "parquet")]
            Self::Columns(error) => write!(f, "{error}"),
            #[cfg(not(feature = "parquet"))]
            Self::NeedsFeature { name } => write!(
                f,
                "{name} is a Parquet or Arrow file, which this `weda` cannot read; install it with `--features parquet`"
            ),
            Self::File { name, reason } => write!(f, "{name} cannot be read: {reason}"),
            Self::Header { reason } => {
                write!(f, "nothing was imported, since the header is not valid: {reason}")
            }
            Self::Corrupt { row, reason } => {
                write!(f, "row {row} and the rest cannot be read: {reason}; correct the file from there on")
            }
        }
    }
}

/// An error of writing records.
#[derive(Debug)]
pub(crate) enum WriteError {
    Io(io::Error),
    /// A record has a member without a column.
    MissingColumn {
        id: String,
        field: String,
    },
    /// It exceeds the limits of a workbook.
    TooLarge {
        id: String,
        reason: String,
    },
    /// Batches of columns cannot be encoded.
    #[cfg(feature = "parquet")]
    Columns(String),
    /// The columns are not known.
    #[cfg(feature = "parquet")]
    NoFields,
    /// A selected field does not exist.
    UnknownField {
        name: String,
        near: Option<String>,
    },
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => {
                write!(f, "the records cannot be written ({error}); free some space, or choose another path")
            }
            Self::MissingColumn { id, field } => write!(
                f,
                "record {} has a field `{}`, for which the table has no column, since neither the definition nor the first \
                                 page has it; export with `--format ndjson`",
                printable(id),
                printable(field)
            ),
            Self::TooLarge { id, reason } => {
                write!(f, "record {} does not fit into a workbook: {reason}; export with `--format csv`", printable(id))
            }
            #[cfg(feature = "parquet")]
            Self::NoFields => f.write_str(
                "the service has no valid definition of the model, which tells the types of columns; export NDJSON",
            ),
            #[cfg(feature = "parquet")]
            Self::Columns(reason) => write!(f, "the records cannot be written: {}", printable(reason)),
            Self::UnknownField { name, near } => {
                let near =
                    near.as_ref().map(|near| format!("; did you mean `{}`?", printable(near))).unwrap_or_default();
                write!(f, "`--select`: the model has no field `{}`{near}", printable(name))
            }
        }
    }
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<csv::Error> for WriteError {
    fn from(error: csv::Error) -> Self {
        Self::Io(error.into())
    }
}
