//! Reading and writing files of records.
//!
//! Records that are written and read again are the same, within the limits of the format:
//!
//! - Tables and workbooks do not distinguish empty texts, null and missing fields: an empty cell is null.
//! - Workbooks have at most 1,048,575 records of 16,384 fields, and 32,767 characters (UTF-16) per text; more is an error
//!   that names the record. Numbers with 16 or more digits are written as texts.
//! - Tables retain the digits of numbers; workbooks store doubles.
//! - Parquet and Arrow files have the types of the fields; a record that does not fit them is left out and named.
//! - NDJSON and JSON are lossless; with `--raw` they contain the bytes of the service.

mod cell_error;
mod cell_value;
#[cfg(feature = "parquet")]
mod column_builder;
#[cfg(feature = "parquet")]
mod column_rows;
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
#[cfg(feature = "studio")]
mod native;
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

#[cfg(feature = "parquet")]
pub(crate) use column_builder::ColumnBuilder;
pub(crate) use encoding::TextEncoding;
pub(crate) use error::{ReadError, WriteError};
pub(crate) use format::Format;
pub(crate) use json_value::{has_infinite, push_key};
pub(crate) use members::Members;
#[cfg(feature = "studio")]
pub(crate) use native::native;
pub(crate) use read_options::ReadOptions;
pub(crate) use record_line::line;
pub(crate) use reject_form::RejectForm;
pub(crate) use row::{RawRow, Row};
pub(crate) use source::Source;
pub(crate) use time_format::DateOutput;
pub(crate) use time_text::DateInput;
#[cfg(feature = "studio")]
pub(crate) use write_options::Headers;
pub(crate) use write_options::WriteOptions;
pub(crate) use writer::RecordWriter;

/// Parses the text of a table cell as a value of this kind, and returns its JSON.
///
/// # Errors
/// Returns an error if the text is not a value of the kind.
pub(crate) fn json_of_cell(kind: &Kind, text: &str) -> Result<String, String> {
    cell_value::json(kind, text, DateInput::default())
}

/// Returns a JSON value as it is sent, with dates as milliseconds.
///
/// # Errors
/// Returns an error if a text is not a date.
pub(crate) fn canonical_json(kind: &Kind, json: &str) -> Result<String, String> {
    json_value::canonical(kind, json, DateInput::default()).map(Cow::into_owned)
}

/// Formats a date, date and time, or time of day; `None` for other kinds, and for values that are not numbers.
pub(crate) fn iso_text(kind: &Kind, json: &str) -> Option<String> {
    match kind {
        Kind::Date | Kind::DateTime | Kind::Time => time_format::iso(kind, json_layout::whole_number(json)?, true),
        _ => None,
    }
}
