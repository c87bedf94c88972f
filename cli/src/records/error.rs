//! Why rows cannot be read, or records not written.

use std::fmt;
use std::io;
use std::path::PathBuf;

use weda_definition::{Printable, printable};

use crate::exit::Exit;

/// Why a row has no record. The other rows are not concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InvalidRow {
    /// What was found, where, and what is expected.
    pub reason: String,
}

/// Nothing that follows can be read, or nothing at all.
#[derive(Debug)]
pub(crate) enum ReadError {
    /// The file cannot be opened.
    Unreadable { path: PathBuf, error: io::Error },
    /// The file cannot be read on.
    Io(io::Error),
    /// Neither its name nor its beginning says what a file is.
    UnknownFormat { name: String },
    /// The file is of a form that is not read.
    Unsupported { name: String, what: &'static str },
    /// The file as a whole cannot be read: it is empty, or broken.
    File { name: String, reason: String },
    /// The first line of a table, or what is said about it on the command line.
    Header { reason: String },
    /// The file is broken from this row on.
    Broken { row: u64, reason: String },
}

impl ReadError {
    /// The row is filled in where rows are counted.
    pub(super) fn broken(reason: impl Into<String>) -> Self {
        Self::Broken { row: 0, reason: reason.into() }
    }

    /// What a script sees of it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::UnknownFormat { .. } => Exit::Arguments,
            _ => Exit::LocalFile,
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, error } => {
                write!(
                    f,
                    "{} cannot be read ({error}); name a file that is there and may be read",
                    Printable(path.display())
                )
            }
            Self::Io(error) => {
                write!(f, "the rows cannot be read on ({error}); give the same command again when the file is back")
            }
            Self::UnknownFormat { name } => write!(
                f,
                "nothing tells what {name} is, neither its ending nor its beginning; say `--format ndjson`, `json`, `csv`, \
                 `tsv` or `xlsx`"
            ),
            Self::Unsupported { name, what } => {
                write!(f, "{name} is {what}, which is not read; save it as an Excel workbook (.xlsx)")
            }
            Self::File { name, reason } => write!(f, "{name} cannot be read: {reason}"),
            Self::Header { reason } => {
                write!(f, "the header line cannot be used, so that nothing was imported: {reason}")
            }
            Self::Broken { row, reason } => {
                write!(f, "row {row} cannot be read, and so none behind it: {reason}; correct the file from there on")
            }
        }
    }
}

/// Why records were not written.
#[derive(Debug)]
pub(crate) enum WriteError {
    Io(io::Error),
    /// A record has a member that the table has no column for.
    NoColumn {
        id: String,
        field: String,
    },
    /// A workbook cannot hold it.
    TooLarge {
        id: String,
        reason: String,
    },
    /// A field to write that the model does not have.
    UnknownField {
        name: String,
        near: Option<String>,
    },
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the records cannot be written ({error}); make room, or choose another place"),
            Self::NoColumn { id, field } => write!(
                f,
                "record {} has a field `{}`, which neither the definition nor the first page has, so that the table has no \
                 column for it; export with `--format ndjson`",
                printable(id),
                printable(field)
            ),
            Self::TooLarge { id, reason } => {
                write!(f, "record {} does not fit into a workbook: {reason}; export with `--format csv`", printable(id))
            }
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
