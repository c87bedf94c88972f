//! How rows that were not stored are written, so that the file can be corrected and imported as it is.
//!
//! Rows of JSON become lines with the row's number, the reason and the record. Rows of a table become rows of a table of
//! the same header, with a column for the reasons before all others: so a row with too few or too many cells stays what
//! it is. Reading passes over that column.

use serde_json::Value;
use serde_json::value::RawValue;

use super::cell_value::is_mistaken;
use super::row::RawRow;

/// The form of a file of rejected rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RejectForm(Form);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Json,
    Table {
        delimiter: u8,
        /// The text of the header, without a column for reasons.
        header: Vec<u8>,
        /// The name of the column for reasons.
        reason: &'static str,
    },
}

impl RejectForm {
    pub(super) fn json() -> Self {
        Self(Form::Json)
    }

    /// Rows of a table with this header.
    pub(super) fn table(delimiter: u8, header: Vec<u8>, reason: &'static str) -> Self {
        Self(Form::Table { delimiter, header, reason })
    }

    /// What the name of such a file ends with.
    pub fn ending(&self) -> &'static str {
        match self.0 {
            Form::Json => "rejects.ndjson",
            Form::Table { delimiter: b'\t', .. } => "rejects.tsv",
            Form::Table { .. } => "rejects.csv",
        }
    }

    /// What a new file begins with.
    pub fn head(&self) -> Vec<u8> {
        match &self.0 {
            Form::Json => Vec::new(),
            Form::Table { delimiter, header, reason } => {
                // The mark tells spreadsheets, and whoever reads the file again, that it is UTF-8.
                [b"\xef\xbb\xbf", reason.as_bytes(), &[*delimiter], header, b"\r\n"].concat()
            }
        }
    }

    /// A row and why it was not stored, with the line end.
    pub fn line(&self, row: u64, raw: &RawRow, reason: &str) -> Vec<u8> {
        match (&self.0, raw) {
            (Form::Json, RawRow::Json(text)) => json_line(row, text, reason),
            (Form::Json, RawRow::Table(text)) => json_line(row, &String::from_utf8_lossy(text), reason),
            (Form::Json, RawRow::Cells(cells)) => json_line(row, &Value::from(cells.as_slice()).to_string(), reason),
            (Form::Table { delimiter, .. }, raw) => {
                // The row's number comes first, so that no spreadsheet takes the text for a formula.
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
    // A text that is not JSON, and one that is a text, stand inside of a text.
    let record = record.filter(|record| !record.starts_with('"')).unwrap_or_else(|| Value::from(text).to_string());
    format!("{{\"row\":{row},\"reason\":{},\"record\":{record}}}\n", Value::from(reason)).into_bytes()
}

/// The text of a record of a table.
pub(super) fn record(cells: &[String], delimiter: u8) -> Vec<u8> {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell, delimiter)).collect();
    cells.join(&*String::from(char::from(delimiter))).into_bytes()
}

/// A text as a cell of a workbook's row: one that a table would read as something else gets an apostrophe.
pub(super) fn as_table_text(text: String) -> String {
    match is_mistaken(&text) {
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
