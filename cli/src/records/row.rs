//! Rows of a file.

use super::error::{InvalidRow, ReadError};

/// Maximum length of a row, which limits memory for files without line breaks.
pub(super) const MAX_ROW_BYTES: u64 = 16 * 1024 * 1024;

/// A JSON value, or invalid text, with its first line.
#[derive(Debug)]
pub(super) struct JsonText {
    pub line: u64,
    pub bytes: Vec<u8>,
}

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// The row number, from 1.
    pub number: u64,
    /// A JSON object with field names as keys and values as they are sent, or the reason why the row is not valid.
    pub record: Result<String, InvalidRow>,
    /// The original row.
    pub raw: RawRow,
}

/// The original row, for the file of rejected rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RawRow {
    /// JSON, or a text that should be JSON.
    Json(String),
    /// The text of a table record without the reason column, in UTF-8 as far as it could be decoded.
    Table(Vec<u8>),
    /// The cells of a workbook row, as in a table.
    Cells(Vec<String>),
}

impl RawRow {
    /// Size in bytes.
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
    ReadError::corrupt(format!("it is longer than {MAX_ROW_BYTES} bytes; check the format of the file"))
}
