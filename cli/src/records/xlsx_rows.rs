//! The rows of a sheet of an Excel workbook.
//!
//! A separate thread streams the rows: only shared texts are held in memory (1,000,000 rows of our own: 10 MB; shared
//! texts of Excel are added to this). Cells become texts as in a table, so that later steps are the same.

use std::borrow::Cow;
use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use calamine::{Reader as _, Xlsx, XlsxError};
use weda_definition::printable;

use super::error::ReadError;
use super::header::Header;
use super::reject_form::{RejectForm, record};
use super::row::{MAX_ROW_BYTES, Parsed, RawRow};
use super::row_mapper::RowMapper;
use super::table_opening::Opening;
use super::xlsx_archive;
use super::xlsx_cell::text;
use super::xlsx_writer::MAX_COLUMNS;

/// Number of rows that are read ahead.
const CHANNEL_CAPACITY: usize = 256;

/// Maximum size of a workbook from a pipe, which is held in memory.
const MAX_PIPED_BYTES: u64 = 512 * 1024 * 1024;

/// A row, `None` at the end, or an error.
type RowResult = Result<Option<SheetRow>, String>;

/// Reads rows.
pub(super) struct XlsxRows {
    rows: Receiver<RowResult>,
    header: Header,
    mapper: RowMapper,
    progress: Progress,
}

/// A row of the sheet.
struct SheetRow {
    /// The row number, from 1.
    number: u32,
    cells: Vec<String>,
}

/// Progress of reading, converted to bytes of the file.
struct Progress {
    bytes: Arc<AtomicU64>,
    size: Option<u64>,
    last_row: u32,
}

/// An opened sheet.
struct Opened {
    sheet: String,
    sheets: usize,
    last_row: u32,
}

/// A seekable file.
trait Workbook: Read + Seek + Send {}
impl<T: Read + Seek + Send> Workbook for T {}

impl XlsxRows {
    /// Reads the header, which is the first row that is not empty.
    ///
    /// # Errors
    /// Returns an error if the file is not a workbook, the sheet does not exist, or the header is not valid.
    pub fn open(
        opening: Opening<'_>,
        path: &Path,
        piped: Box<dyn Read + Send>,
        (bytes, size): (Arc<AtomicU64>, Option<u64>),
    ) -> Result<(Self, RejectForm), ReadError> {
        let Opening { name, options, mapper, notes } = opening;
        let fail = |reason: String| ReadError::File { name: name.to_owned(), reason };
        let mut file: Box<dyn Workbook> = match size {
            Some(_) => {
                Box::new(File::open(path).map_err(|error| ReadError::Unreadable { path: path.to_owned(), error })?)
            }
            None => Box::new(read_piped(piped).map_err(ReadError::Io)?.ok_or_else(|| {
                fail(format!("it is longer than {MAX_PIPED_BYTES} bytes; give the file instead of piping it"))
            })?),
        };
        xlsx_archive::check(&mut file).map_err(fail)?;
        file.rewind().map_err(ReadError::Io)?;

        let (opened, open) = sync_channel(1);
        let (sender, rows) = sync_channel(CHANNEL_CAPACITY);
        let sheet = options.sheet.clone();
        thread::Builder::new()
            .name("workbook".to_owned())
            .spawn(move || read(file, sheet, &opened, &sender))
            .map_err(ReadError::Io)?;
        let Opened { sheet, sheets, last_row } =
            open.recv().unwrap_or_else(|_| Err("it cannot be read".to_owned())).map_err(fail)?;
        if sheets > 1 && options.sheet.is_none() {
            notes.push(format!(
                "{name}: reading sheet `{}` of {sheets}; give `--sheet` for another one",
                printable(&sheet)
            ));
        }
        let first = next(&rows).map_err(fail)?.ok_or_else(|| fail("its sheets are empty".to_owned()))?;
        let header = Header::of(&first.cells, mapper.fields.as_deref())?;
        notes.extend(header.notes.iter().map(|note| format!("{name}: {note}")));
        let form = RejectForm::table(b',', without_reason(&header, &first.cells), header.reason);
        // Progress is by rows, since positions in the compressed file do not correspond to rows.
        bytes.store(0, Ordering::Relaxed);
        let progress = Progress { bytes, size, last_row };
        Ok((Self { rows, header, mapper, progress }, form))
    }

    fn parsed(&self, mut cells: Vec<String>) -> Parsed {
        cells.resize(cells.len().max(self.header.columns.len()), String::new());
        let texts: Vec<Cow<'_, str>> = cells.iter().map(|cell| Cow::Borrowed(cell.as_str())).collect();
        let record = self.mapper.cells(&self.header, &texts);
        if let Some(at) = self.header.reason_at().filter(|at| *at < cells.len()) {
            cells.remove(at);
        }
        Parsed { record, raw: RawRow::Cells(cells) }
    }
}

impl Iterator for XlsxRows {
    type Item = Result<Parsed, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = next(&self.rows).map_err(ReadError::corrupt).transpose()?;
        Some(next.map(|row| {
            self.progress.show(row.number);
            self.parsed(row.cells)
        }))
    }
}

/// Receives the next row. A disconnected channel is an error and not the end of the sheet.
fn next(rows: &Receiver<RowResult>) -> RowResult {
    rows.recv()
        .unwrap_or_else(|_| Err("the workbook cannot be read; save it again in a spreadsheet program".to_owned()))
}

impl Progress {
    fn show(&self, row: u32) {
        if let (Some(size), Some(rows)) = (self.size, self.last_row.checked_sub(1).filter(|rows| *rows > 0)) {
            let read = u128::from(size) * u128::from(row.min(rows)) / u128::from(rows);
            self.bytes.store(u64::try_from(read).unwrap_or(size), Ordering::Relaxed);
        }
    }
}

fn without_reason(header: &Header, cells: &[String]) -> Vec<u8> {
    let mut cells = cells.to_vec();
    if let Some(at) = header.reason_at() {
        cells.remove(at);
    }
    record(&cells, b',')
}

/// Reads a workbook from a pipe; `None` if it is too long.
fn read_piped(piped: Box<dyn Read + Send>) -> std::io::Result<Option<Cursor<Vec<u8>>>> {
    let mut bytes = Vec::new();
    piped.take(MAX_PIPED_BYTES + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MAX_PIPED_BYTES).then(|| Cursor::new(bytes)))
}

fn broken(error: &XlsxError) -> String {
    format!("the workbook cannot be read ({error}); save it again in a spreadsheet program")
}

/// Reads a sheet until the receiver is dropped.
fn read(
    file: Box<dyn Workbook>,
    sheet: Option<String>,
    opened: &SyncSender<Result<Opened, String>>,
    rows: &SyncSender<RowResult>,
) {
    let open = || -> Result<_, String> {
        let mut workbook = Xlsx::new(file).map_err(|error| broken(&error))?;
        let names = workbook.sheet_names();
        let name = match sheet {
            Some(name) if names.contains(&name) => name,
            Some(name) => {
                let names: Vec<String> = names.iter().map(|name| format!("`{}`", printable(name))).collect();
                return Err(format!("it has no sheet `{}`; its sheets are {}", printable(&name), names.join(", ")));
            }
            None => {
                let mut found = None;
                for name in &names {
                    if has_cells(&mut workbook, name) {
                        found = Some(name.clone());
                        break;
                    }
                }
                found.ok_or("its sheets are empty; the first row of a sheet must name the fields")?
            }
        };
        Ok((workbook, name, names.len()))
    };
    let (mut workbook, name, sheets) = match open() {
        Ok(open) => open,
        Err(reason) => {
            // Fails only if the receiver was dropped.
            let _ = opened.send(Err(reason));
            return;
        }
    };
    let since_1904 = workbook.has_1904_epoch();
    let mut cells = match workbook.worksheet_cells_reader(&name) {
        Ok(cells) => cells,
        Err(error) => {
            let _ = opened.send(Err(broken(&error)));
            return;
        }
    };
    let last_row = cells.dimensions().end.0 + 1;
    if opened.send(Ok(Opened { sheet: name, sheets, last_row })).is_err() {
        return;
    }
    let mut row = SheetRow { number: 1, cells: Vec::new() };
    let mut length = 0;
    let hand_over = |row: &mut SheetRow, next: u32| {
        let full = std::mem::replace(row, SheetRow { number: next, cells: Vec::new() });
        full.cells.iter().all(String::is_empty) || rows.send(Ok(Some(full))).is_ok()
    };
    loop {
        let cell = match cells.next_cell() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            Err(error) => {
                let _ = rows.send(Err(broken(&error)));
                return;
            }
        };
        let (at, column) = cell.get_position();
        if at + 1 != row.number {
            length = 0;
            if !hand_over(&mut row, at + 1) {
                return;
            }
        }
        let text = text(cell.get_value(), since_1904);
        length += text.len() as u64;
        if length > MAX_ROW_BYTES {
            let _ = rows.send(Err(format!("it is longer than {MAX_ROW_BYTES} bytes")));
            return;
        }
        if !text.is_empty() {
            let column = column as usize;
            // Limits memory for invalid cell references.
            if column >= MAX_COLUMNS {
                let reason =
                    format!("line {} has a cell in column {}, but a sheet has {MAX_COLUMNS}", at + 1, column + 1);
                let _ = rows.send(Err(reason + "; save it again in a spreadsheet program"));
                return;
            }
            row.cells.resize(row.cells.len().max(column + 1), String::new());
            row.cells[column] = text;
        }
    }
    if hand_over(&mut row, 0) {
        let _ = rows.send(Ok(None));
    }
}

fn has_cells<F: Read + Seek>(workbook: &mut Xlsx<F>, name: &str) -> bool {
    let Ok(mut cells) = workbook.worksheet_cells_reader(name) else { return false };
    while let Ok(Some(cell)) = cells.next_cell() {
        if !text(cell.get_value(), false).is_empty() {
            return true;
        }
    }
    false
}
