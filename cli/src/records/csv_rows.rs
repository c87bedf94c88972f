//! The rows of a CSV or TSV file.

use std::borrow::Cow;
use std::io::{BufRead, Chain, Cursor, Read as _};

use super::csv_reader::{CsvReader, Record};
use super::encoding::TextEncoding;
use super::error::{InvalidRow, ReadError};
use super::header::Header;
use super::reject_form::RejectForm;
use super::row::{MAX_ROW_BYTES, Parsed, RawRow};
use super::row_mapper::RowMapper;
use super::table_opening::Opening;
use crate::fields::{Fields, Resolved};

/// The delimiters that are detected, in order.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

type Text = Chain<Cursor<Vec<u8>>, Box<dyn BufRead + Send>>;

/// Reads rows.
pub(super) struct CsvRows {
    reader: CsvReader<Text>,
    header: Header,
    encoding: TextEncoding,
    mapper: RowMapper,
}

impl CsvRows {
    /// Reads the header.
    ///
    /// # Errors
    /// Returns an error if it is missing or not valid.
    pub fn open(
        opening: Opening<'_>,
        mut text: Box<dyn BufRead + Send>,
        is_tsv: bool,
        encoding: TextEncoding,
    ) -> Result<(Self, RejectForm), ReadError> {
        let Opening { name, options, mapper, notes } = opening;
        let mut line = first_line(&mut text)?;
        let hint = delimiter_hint(&line);
        if hint.is_some() {
            line = first_line(&mut text)?;
        }
        let default = if is_tsv { b'\t' } else { b',' };
        let delimiter = options.delimiter.or(hint).unwrap_or_else(|| guess(&line, default, mapper.fields.as_deref()));
        let mut found = Vec::new();
        if encoding != TextEncoding::Utf8 {
            found.push(format!("as {}", encoding.name()));
        }
        if options.delimiter.is_none() && delimiter != default {
            found.push(format!("with {} as the delimiter", delimiter_name(delimiter)));
        }
        if !found.is_empty() {
            notes.push(format!("{name} is read {}", found.join(", ")));
        }
        let mut reader = CsvReader::new(Cursor::new(line).chain(text), delimiter);
        let Some(record) = reader.next()? else {
            let reason = "it is empty; the first line of a table must name the fields".to_owned();
            return Err(ReadError::File { name: name.to_owned(), reason });
        };
        let header = header(&record, &mapper, encoding)?;
        notes.extend(header.notes.iter().map(|note| format!("{name}: {note}")));
        let raw = without_reason(&record, &header);
        let form = RejectForm::table(delimiter, raw, header.reason);
        Ok((Self { reader, header, encoding, mapper }, form))
    }

    fn parsed(&self, record: Record) -> Parsed {
        let raw = without_reason(&record, &self.header);
        let record = self.record(&record);
        Parsed { record, raw: RawRow::Table(raw) }
    }

    fn record(&self, record: &Record) -> Result<String, InvalidRow> {
        if let Some(reason) = &record.malformed {
            return Err(InvalidRow { reason: reason.clone() });
        }
        let mut cells = Vec::with_capacity(record.len());
        for cell in record.cells() {
            let cell = std::str::from_utf8(cell).map_err(|_| InvalidRow {
                reason: format!(
                    "line {}: it is not {}; save the table as \"CSV UTF-8\", or give `--encoding`",
                    record.line,
                    self.encoding.name()
                ),
            })?;
            cells.push(Cow::Borrowed(cell));
        }
        self.mapper.cells(&self.header, &cells)
    }
}

impl Iterator for CsvRows {
    type Item = Result<Parsed, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.reader.next() {
                Ok(None) => return None,
                Ok(Some(record)) if record.is_padding() && self.header.columns.len() > 1 => {}
                Ok(Some(record)) => return Some(Ok(self.parsed(record))),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

fn header(record: &Record, mapper: &RowMapper, encoding: TextEncoding) -> Result<Header, ReadError> {
    if let Some(reason) = &record.malformed {
        return Err(ReadError::Header { reason: reason.clone() });
    }
    let mut names = Vec::with_capacity(record.len());
    for (at, cell) in record.cells().enumerate() {
        let name = String::from_utf8(cell.to_vec()).map_err(|_| ReadError::Header {
            reason: format!(
                "column {} is not {}; save the table as \"CSV UTF-8\", or give `--encoding`",
                at + 1,
                encoding.name()
            ),
        })?;
        names.push(name);
    }
    Header::of(&names, mapper.fields.as_deref())
}

/// The text of a record without the cell of the reason.
fn without_reason(record: &Record, header: &Header) -> Vec<u8> {
    let mut raw = record.raw.clone();
    if let Some(at) = header.reason_at().filter(|at| *at < record.len()) {
        raw.drain(record.range(at));
    }
    raw
}

/// The first line that is not empty, with its line break. A header with line breaks in quotes may be incomplete.
fn first_line(text: &mut impl BufRead) -> Result<Vec<u8>, ReadError> {
    let mut line = Vec::new();
    loop {
        let buffer = text.fill_buf().map_err(ReadError::Io)?;
        if buffer.is_empty() || line.len() as u64 > MAX_ROW_BYTES {
            return Ok(line);
        }
        let end = buffer.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let length = end.map_or(buffer.len(), |end| end + 1);
        line.extend_from_slice(&buffer[..length]);
        text.consume(length);
        if end.is_some() && line.iter().any(|byte| !byte.is_ascii_whitespace()) {
            return Ok(line);
        }
    }
}

/// The delimiter of a line `sep=;`, as used by spreadsheets.
fn delimiter_hint(line: &[u8]) -> Option<u8> {
    let line = line.trim_ascii_start();
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    match line {
        [s, e, p, b'=', delimiter] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => Some(*delimiter),
        // As written by programs that quote everything.
        [b'"', s, e, p, b'=', delimiter, b'"'] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => Some(*delimiter),
        _ => None,
    }
}

/// The delimiter that yields the most fields in the first line, then the most cells.
fn guess(line: &[u8], default: u8, fields: Option<&Fields>) -> u8 {
    let score = |delimiter: u8| {
        let record = CsvReader::new(line, delimiter).next().ok().flatten().unwrap_or_default();
        let is_field = |cell: &[u8]| {
            let name = std::str::from_utf8(cell).unwrap_or_default().trim();
            fields.is_some_and(|fields| !name.is_empty() && fields.resolve(name) != Resolved::Unknown)
        };
        (record.cells().filter(|cell| is_field(cell)).count(), record.len(), delimiter == default)
    };
    DELIMITERS.into_iter().max_by_key(|delimiter| score(*delimiter)).unwrap_or(default)
}

fn delimiter_name(delimiter: u8) -> String {
    match delimiter {
        b'\t' => "tab".to_owned(),
        other => format!("`{}`", char::from(other).escape_default()),
    }
}
