//! The format of rejected rows: the file can be corrected and imported again.
//!
//! JSON rows become lines with row number, reason and record. Rows of a table become rows of a table with the same header
//! and a reason column before all others, so that rows with too few or too many cells remain as they are. The reader
//! ignores that column.

use serde_json::Value;
use serde_json::value::RawValue;

use super::cell_value::is_misread;
use super::row::RawRow;

/// The format of a file of rejected rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RejectForm(Form);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Json,
    Table {
        delimiter: u8,
        /// The text of the header, without the reason column.
        header: Vec<u8>,
        /// The name of the reason column.
        reason: &'static str,
    },
}

impl RejectForm {
    pub(super) fn json() -> Self {
        Self(Form::Json)
    }

    /// A table with this header.
    pub(super) fn table(delimiter: u8, header: Vec<u8>, reason: &'static str) -> Self {
        Self(Form::Table { delimiter, header, reason })
    }

    /// The extension of the file name.
    pub fn ending(&self) -> &'static str {
        match self.0 {
            Form::Json => "rejects.ndjson",
            Form::Table { delimiter: b'\t', .. } => "rejects.tsv",
            Form::Table { .. } => "rejects.csv",
        }
    }

    /// The beginning of a new file.
    pub fn head(&self) -> Vec<u8> {
        match &self.0 {
            Form::Json => Vec::new(),
            Form::Table { delimiter, header, reason } => {
                // The byte order mark declares UTF-8 to spreadsheets and to this reader.
                [b"\xef\xbb\xbf", reason.as_bytes(), &[*delimiter], header, b"\r\n"].concat()
            }
        }
    }

    /// A row with its reason and a line break.
    pub fn line(&self, row: u64, raw: &RawRow, reason: &str) -> Vec<u8> {
        match (&self.0, raw) {
            (Form::Json, RawRow::Json(text)) => json_line(row, text, reason),
            (Form::Json, RawRow::Table(text)) => json_line(row, &String::from_utf8_lossy(text), reason),
            (Form::Json, RawRow::Cells(cells)) => json_line(row, &Value::from(cells.as_slice()).to_string(), reason),
            (Form::Table { delimiter, .. }, raw) => {
                // The reason starts with "row", so that no spreadsheet takes it for a formula.
                let mut line = quoted(&format!("row {row}: {reason}"), *delimiter).into_bytes();
                line.push(*delimiter);
                match raw {
                    RawRow::Table(text) => line.extend_from_slice(text),
                    RawRow::Json(text) => line.extend_from_slice(quoted(text, *delimiter).as_bytes()),
                    RawRow::Cells(cells) => line.extend_from_slice(&record(cells, *delimiter)),
                }
                line.extend_from_slice(b"\r\n");
                line
            }
        }
    }
}

fn json_line(row: u64, text: &str, reason: &str) -> Vec<u8> {
    let record = serde_json::from_str::<&RawValue>(text).ok();
    let record = record.map(|record| super::json_value::compact(record.get()).into_owned());
    // Invalid JSON and JSON strings are wrapped in a string.
    let record = record.filter(|record| !record.starts_with('"')).unwrap_or_else(|| Value::from(text).to_string());
    format!("{{\"row\":{row},\"reason\":{},\"record\":{record}}}\n", Value::from(reason)).into_bytes()
}

/// The text of a table record.
pub(super) fn record(cells: &[String], delimiter: u8) -> Vec<u8> {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell, delimiter)).collect();
    cells.join(&*String::from(char::from(delimiter))).into_bytes()
}

/// A text of a workbook as the cell of a table: prepends an apostrophe if it would be read otherwise.
pub(super) fn as_table_text(text: String) -> String {
    match is_misread(&text) {
        true => format!("'{text}"),
        false => text,
    }
}

fn quoted(text: &str, delimiter: u8) -> String {
    let needs = |character: char| matches!(character, '"' | '\n' | '\r') || character == char::from(delimiter);
    match text.contains(needs) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}
