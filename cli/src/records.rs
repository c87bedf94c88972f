//! Records in files: how they are read and written.
//!
//! What is written is read as the same, but for what a form cannot hold:
//!
//! - Tables and workbooks do not tell an empty text from no value: an empty cell is no value. Nor do they tell a field
//!   that a record does not have from one that is null.
//! - Workbooks hold 1,048,575 records of 16,384 fields, and 32,767 characters (UTF-16) in a text; more is an error that
//!   names the record. Numbers of sixteen digits and more are texts in them.
//! - In a table, the digits of a number field stay as they are; a workbook has the double that they stand for.
//! - NDJSON and JSON lose nothing; with `--raw` they are the bytes of the service.

mod cell_error;
mod cell_value;
mod csv_layout;
mod csv_reader;
mod csv_rows;
mod encoding;
mod error;
mod format;
mod header;
mod input;
mod json_array;
mod json_layout;
mod json_scanner;
mod json_sequence;
mod json_value;
mod members;
mod number_text;
mod read_options;
mod record_line;
mod reject_form;
mod row;
mod row_mapper;
mod shanghai;
mod source;
mod table_opening;
mod time_format;
mod time_text;
mod write_options;
mod writer;
mod xlsx_archive;
mod xlsx_cell;
mod xlsx_rows;
mod xlsx_writer;

use std::borrow::Cow;

use weda_definition::Kind;

pub(crate) use encoding::TextEncoding;
pub(crate) use error::{ReadError, WriteError};
pub(crate) use format::Format;
pub(crate) use json_value::{has_infinite, push_key};
pub(crate) use members::Members;
pub(crate) use read_options::ReadOptions;
pub(crate) use record_line::line;
pub(crate) use reject_form::RejectForm;
pub(crate) use row::{RawRow, Row};
pub(crate) use source::Source;
pub(crate) use time_format::DateOutput;
pub(crate) use time_text::DateInput;
pub(crate) use write_options::WriteOptions;
pub(crate) use writer::RecordWriter;

/// The JSON value that a text stands for in a field of this kind, as a cell of a table holds it.
///
/// # Errors
/// The text is not a value of the kind.
pub(crate) fn json_of_cell(kind: &Kind, text: &str) -> Result<String, String> {
    cell_value::json(kind, text, DateInput::default())
}

/// A JSON value as it is sent, with milliseconds in place of the texts of dates.
///
/// # Errors
/// A text is not a date.
pub(crate) fn canonical_json(kind: &Kind, json: &str) -> Result<String, String> {
    json_value::canonical(kind, json, DateInput::default()).map(Cow::into_owned)
}

/// A day, a moment or a time of day as people read it; `None` for any other kind, and for what is not a number.
pub(crate) fn iso_text(kind: &Kind, json: &str) -> Option<String> {
    match kind {
        Kind::Date | Kind::DateTime | Kind::Time => time_format::iso(kind, json_layout::whole_number(json)?, true),
        _ => None,
    }
}
