//! Reads the rows of a file in any format.

use std::io::{self, BufRead};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

#[cfg(feature = "parquet")]
use super::column_rows;
use super::csv_rows::CsvRows;
use super::encoding::TextEncoding;
use super::error::{InvalidRow, ReadError};
use super::format::Format;
use super::input::Input;
use super::json_array::JsonArray;
use super::json_sequence::JsonSequence;
use super::read_options::ReadOptions;
use super::reject_form::RejectForm;
use super::row::{JsonText, Parsed, RawRow, Row};
use super::row_mapper::RowMapper;
use super::table_opening::Opening;
use super::xlsx_rows::XlsxRows;
use crate::fields::Fields;

pub(super) type Rows = Box<dyn Iterator<Item = Result<Parsed, ReadError>> + Send>;

/// The rows of a file or of stdin.
pub(crate) struct Source {
    rows: Rows,
    number: u64,
    bytes: Arc<AtomicU64>,
    size: Option<u64>,
    notes: Vec<String>,
    reject_form: RejectForm,
    /// The end or an error was reached.
    is_over: bool,
}

impl Source {
    /// Opens a file, or stdin for the path `-`. `fields` resolve names, titles and cells.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, its format is unknown, or the header of a table is not valid.
    pub fn open(path: &Path, options: &ReadOptions, fields: Option<Arc<Fields>>) -> Result<Self, ReadError> {
        #[cfg(feature = "parquet")]
        if path.is_dir() {
            let opened = column_rows::open_directory(path, RowMapper { fields, dates: options.dates })?;
            return Ok(Self::of_columns(opened, Arc::default(), None));
        }
        let input = if path == Path::new("-") { Input::stdin()? } else { Input::open(path)? };
        Self::of(input, path, options, fields)
    }

    fn of(input: Input, path: &Path, options: &ReadOptions, fields: Option<Arc<Fields>>) -> Result<Self, ReadError> {
        let format = input.format(path, options)?;
        let mapper = RowMapper { fields, dates: options.dates };
        let (name, bytes, size) = (input.name.clone(), Arc::clone(&input.bytes), input.size);
        #[cfg(feature = "parquet")]
        if let Some(format) = format.columnar() {
            if size.is_none() {
                let reason =
                    "its directory is at its end, so that it cannot be read from a pipe; give a file".to_owned();
                return Err(ReadError::File { name, reason });
            }
            let opened = column_rows::open_file(path, &name, format, mapper)?;
            return Ok(Self::of_columns(opened, bytes, size));
        }
        let mut notes = Vec::new();
        let opening = Opening { name: &name, options, mapper, notes: &mut notes };
        let (rows, reject_form): (Rows, _) = match format {
            #[cfg(feature = "parquet")]
            Format::Parquet | Format::Arrow => unreachable!("columnar files are opened above"),
            Format::Xlsx => {
                let counted = (Arc::clone(&bytes), size);
                let (rows, form) = XlsxRows::open(opening, path, input.whole(), counted)?;
                (Box::new(rows), form)
            }
            Format::Csv | Format::Tsv => {
                let (text, encoding) = input.text(options.encoding);
                let (rows, form) = CsvRows::open(opening, text, format == Format::Tsv, encoding)?;
                (Box::new(rows), form)
            }
            Format::Ndjson | Format::Json => {
                let (mut text, encoding) = input.text(options.encoding);
                if encoding != TextEncoding::Utf8 {
                    opening.notes.push(format!("{name} is read as {}", encoding.name()));
                }
                let first = first_byte(&mut text).map_err(ReadError::Io)?;
                let rows: Rows = match (format, first) {
                    (Format::Json, None) => {
                        let reason = "it is empty; write `[]` for no rows".to_owned();
                        return Err(ReadError::File { name, reason });
                    }
                    (Format::Json, Some(b'[')) => json_rows(JsonArray::new(text), opening.mapper),
                    _ => json_rows(JsonSequence::new(text), opening.mapper),
                };
                (rows, RejectForm::json())
            }
        };
        Ok(Self { rows, number: 0, bytes, size, notes, reject_form, is_over: false })
    }

    #[cfg(feature = "parquet")]
    fn of_columns(opened: column_rows::Opened, bytes: Arc<AtomicU64>, size: Option<u64>) -> Self {
        let notes = opened.notes.clone();
        let rows = column_rows::counted(opened, Arc::clone(&bytes), size);
        Self { rows, number: 0, bytes, size, notes, reject_form: RejectForm::json(), is_over: false }
    }

    /// Notes for the user about the file.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The format of rejected rows of this file.
    pub fn reject_form(&self) -> RejectForm {
        self.reject_form.clone()
    }

    /// Returns true for tables, whose cells cannot be interpreted without a definition.
    pub fn is_table(&self) -> bool {
        self.reject_form != RejectForm::json()
    }

    /// Counter of bytes read, which outlives the source.
    pub fn bytes(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes)
    }

    /// The size of the file in bytes, if known.
    pub fn size(&self) -> Option<u64> {
        self.size
    }
}

impl Iterator for Source {
    type Item = Result<Row, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let parsed = self.rows.next();
        // Readers need not be fused.
        self.is_over = !matches!(parsed, Some(Ok(_)));
        let parsed = parsed?;
        self.number += 1;
        Some(match parsed {
            Ok(Parsed { record, raw }) => Ok(Row { number: self.number, record, raw }),
            Err(ReadError::Corrupt { reason, .. }) => Err(ReadError::Corrupt { row: self.number, reason }),
            Err(error) => Err(error),
        })
    }
}

/// The first byte that is not blank, without consuming it.
fn first_byte(text: &mut impl BufRead) -> io::Result<Option<u8>> {
    loop {
        let buffer = text.fill_buf()?;
        let blank = buffer.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        match (buffer.get(blank).copied(), buffer.is_empty()) {
            (Some(byte), _) => return Ok(Some(byte)),
            (None, true) => return Ok(None),
            (None, false) => text.consume(blank),
        }
    }
}

fn json_rows(texts: impl Iterator<Item = Result<JsonText, ReadError>> + Send + 'static, mapper: RowMapper) -> Rows {
    Box::new(texts.map(move |text| {
        let JsonText { line, bytes } = text?;
        let on_line = |InvalidRow { reason }| match reason.starts_with("it is not ") {
            true => InvalidRow { reason: format!("line {line}: {reason}") },
            false => InvalidRow { reason },
        };
        Ok(match std::str::from_utf8(bytes.trim_ascii()) {
            Ok(text) => {
                let row = mapper.json(text.to_owned());
                Parsed { record: row.record.map_err(on_line), raw: RawRow::Json(row.raw) }
            }
            Err(error) => {
                let reason =
                    format!("line {line}: it is not text ({error}); save the file as UTF-8, or give `--encoding`");
                let raw = RawRow::Json(with_escapes(bytes.trim_ascii()));
                Parsed { record: Err(InvalidRow { reason }), raw }
            }
        })
    }))
}

/// Replaces invalid bytes by escapes. The result is not valid JSON, so that it cannot be read as other data.
fn with_escapes(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| out.push_str(&format!("\\x{byte:02x}")));
    }
    out
}

#[cfg(test)]
mod tests;
