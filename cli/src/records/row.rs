//! A row of a file, from the text that stands there to the record that it is.

use super::error::{InvalidRow, ReadError};

/// No row is longer: a file without line ends must not fill the memory.
pub(super) const LONGEST: u64 = 16 * 1024 * 1024;

/// A JSON value, or the text found in place of one, with the line on which it begins.
#[derive(Debug)]
pub(super) struct JsonText {
    pub line: u64,
    pub bytes: Vec<u8>,
}

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// The first one is 1.
    pub number: u64,
    /// A JSON object with the names of fields for keys and the values that are sent, or why there is none.
    pub record: Result<String, InvalidRow>,
    /// The row as it stands in the file.
    pub raw: RawRow,
}

/// What a file of rejected rows repeats of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RawRow {
    /// JSON, or a text that should be JSON.
    Json(String),
    /// The text of a record of a table, in UTF-8 where it could be decoded, without a column for reasons.
    Table(Vec<u8>),
    /// The cells of a row of a workbook, as a table would hold them.
    Cells(Vec<String>),
}

impl RawRow {
    /// The bytes of its texts.
    pub fn len(&self) -> usize {
        match self {
            Self::Json(text) => text.len(),
            Self::Table(text) => text.len(),
            Self::Cells(cells) => cells.iter().map(String::len).sum(),
        }
    }
}

/// A row without its number.
pub(super) struct Parsed {
    pub record: Result<String, InvalidRow>,
    pub raw: RawRow,
}

pub(super) fn too_long() -> ReadError {
    ReadError::broken(format!("it is longer than {LONGEST} bytes, so it may not be of the form that it is read as"))
}
