//! Writes records to a sheet of an Excel workbook. Rows are written to an unnamed temporary file, so that only one row is
//! held in memory.

use std::io::Write;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::csv_layout::{Cell, CsvLayout};
use super::error::WriteError;
use super::time_format::{self, SerialFormat};
use super::{DateOutput, json_value};
use weda::Record;

/// Maximum number of rows of a sheet, header included.
const MAX_ROWS: u32 = 1_048_576;
/// Maximum number of columns of a sheet.
pub(super) const MAX_COLUMNS: usize = 16_384;
/// Maximum number of characters of a cell, in UTF-16.
const MAX_CHARACTERS: usize = 32_767;

/// Spreadsheets store 15 digits of a number; longer ones are written as texts.
const EXACT: f64 = 1e15;

/// A workbook with one sheet.
pub(super) struct XlsxWriter {
    workbook: Workbook,
    formats: Formats,
    dates: DateOutput,
    next_row: u32,
}

struct Formats {
    day: Format,
    moment: Format,
    moment_millis: Format,
    clock: Format,
    clock_millis: Format,
}

impl XlsxWriter {
    pub fn new(dates: DateOutput) -> Result<Self, WriteError> {
        let mut workbook = Workbook::new();
        workbook.add_worksheet_with_constant_memory().map_err(io)?;
        let format = |text| Format::new().set_num_format(text);
        let formats = Formats {
            day: format("yyyy-mm-dd"),
            moment: format("yyyy-mm-dd hh:mm:ss"),
            moment_millis: format("yyyy-mm-dd hh:mm:ss.000"),
            clock: format("hh:mm:ss"),
            clock_millis: format("hh:mm:ss.000"),
        };
        Ok(Self { workbook, formats, dates, next_row: 0 })
    }

    /// Writes the header.
    ///
    /// # Errors
    /// Returns an error if there are too many columns.
    pub fn header(&mut self, names: &[&str]) -> Result<(), WriteError> {
        if names.len() > MAX_COLUMNS {
            let reason = format!("it has {} columns, but a sheet has {MAX_COLUMNS}", names.len());
            return Err(WriteError::TooLarge { id: "1".to_owned(), reason });
        }
        let sheet = self.workbook.worksheet_from_index(0).map_err(io)?;
        sheet.set_freeze_panes(1, 0).map_err(io)?;
        for (at, name) in names.iter().enumerate() {
            // Less than the number of columns of a sheet.
            sheet.write_string(0, at as u16, *name).map_err(io)?;
        }
        self.next_row = 1;
        Ok(())
    }

    /// Writes a record.
    ///
    /// # Errors
    /// Returns an error if the sheet is full, or if a text is too long.
    pub fn record(&mut self, layout: &CsvLayout, record: &Record) -> Result<(), WriteError> {
        let too_large = |reason: String| WriteError::TooLarge { id: record.id().to_owned(), reason };
        if self.next_row == MAX_ROWS {
            return Err(too_large(format!("a sheet has {MAX_ROWS} rows, including the header")));
        }
        let Self { workbook, formats, dates, next_row } = self;
        let sheet = workbook.worksheet_from_index(0).map_err(io)?;
        layout.cells(record, |at, cell| {
            // Less than the number of columns of a sheet.
            write_cell(sheet, (*next_row, at as u16), cell, formats, *dates).map_err(|error| match error {
                CellError::TooLong(characters) => too_large(format!(
                    "field `{}` has {characters} characters, but a cell has {MAX_CHARACTERS}",
                    layout.key(at)
                )),
                CellError::Io(error) => io(error),
            })
        })?;
        self.next_row += 1;
        Ok(())
    }

    /// Writes the workbook.
    ///
    /// # Errors
    /// Returns an error if it cannot be written.
    pub fn end(&mut self, out: impl Write + Send) -> Result<(), WriteError> {
        self.workbook.save_to_writer(out).map_err(io)
    }
}

enum CellError {
    TooLong(usize),
    Io(XlsxError),
}

impl From<XlsxError> for CellError {
    fn from(error: XlsxError) -> Self {
        Self::Io(error)
    }
}

fn io(error: XlsxError) -> WriteError {
    match error {
        XlsxError::IoError(error) => WriteError::Io(error),
        other => WriteError::Io(std::io::Error::other(other)),
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: Cell<'_>,
    formats: &Formats,
    dates: DateOutput,
) -> Result<(), CellError> {
    let text = match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => text,
        Cell::Json(json) => match json.as_bytes().first() {
            Some(b't' | b'f') => {
                sheet.write_boolean(row, column, json == "true")?;
                return Ok(());
            }
            Some(b'-' | b'0'..=b'9') => match number(&json) {
                Some(number) => {
                    sheet.write_number(row, column, number)?;
                    return Ok(());
                }
                None => json,
            },
            _ => json_value::compact(&json).into_owned().into(),
        },
        Cell::Time(kind, millis) => match time_format::serial(kind, millis).filter(|_| dates == DateOutput::Iso) {
            Some(serial) => {
                let format = match serial.format {
                    SerialFormat::Day => &formats.day,
                    SerialFormat::Moment { millis: false } => &formats.moment,
                    SerialFormat::Moment { millis: true } => &formats.moment_millis,
                    SerialFormat::Clock { millis: false } => &formats.clock,
                    SerialFormat::Clock { millis: true } => &formats.clock_millis,
                };
                sheet.write_number_with_format(row, column, serial.number, format)?;
                return Ok(());
            }
            None => time_format::table_cell(kind, millis, dates).into(),
        },
    };
    let characters = text.encode_utf16().count();
    if characters > MAX_CHARACTERS {
        return Err(CellError::TooLong(characters));
    }
    sheet.write_string(row, column, text)?;
    Ok(())
}

/// A number that a cell stores exactly.
fn number(json: &str) -> Option<f64> {
    let number: f64 = serde_json::from_str(json).ok()?;
    (number.fract() != 0.0 || number.abs() < EXACT).then_some(number)
}
