//! Rows of Parquet and Arrow files, and of the directories of exports.
//!
//! A row is read as the JSON object with the same values, so that all rules for JSON apply: names or titles, dates, checks.

use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Once};

use weda_arrow::files::{ExportedFiles, FileError, FileFormat, FileRow, FileRows};
use weda_definition::{Kind, printable};

use super::error::{InvalidRow, ReadError};
use super::row::{Parsed, RawRow};
use super::row_mapper::RowMapper;
use super::source::Rows;
use crate::fields::{Fields, Resolved};

/// Opened rows, with the number of them if it is known.
pub(super) struct Opened {
    pub rows: Rows,
    pub notes: Vec<String>,
    pub total: Option<u64>,
}

/// Keeps panics of the libraries on damaged files, which are caught and told as errors, from being printed.
fn silence_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let file = panic.location().map_or("", |place| place.file());
            if !["/arrow-", "/parquet-", "/flatbuffers-"]
                .iter()
                .any(|library| file.replace('\\', "/").contains(library))
            {
                others(panic);
            }
        }));
    });
}

/// Opens a file.
///
/// # Errors
/// Returns an error if it is not such a file, or if a column does not fit its field.
pub(super) fn open_file(path: &Path, name: &str, format: FileFormat, mapper: RowMapper) -> Result<Opened, ReadError> {
    silence_panics();
    let file = File::open(path).map_err(|error| ReadError::Unreadable { path: path.to_owned(), error })?;
    let rows = FileRows::open(name, file, format, &kinds(mapper.fields.clone()), None).map_err(ReadError::Columns)?;
    Ok(Opened { notes: rows.notes().to_vec(), total: rows.total(), rows: parsed(rows, mapper) })
}

/// Opens the files of the model in the directory of an export. All hashes are verified before the first row is returned.
///
/// # Errors
/// Returns an error if the export is not complete, damaged, or does not have the model.
pub(super) fn open_directory(path: &Path, mapper: RowMapper) -> Result<Opened, ReadError> {
    let Some(fields) = mapper.fields.clone() else {
        let reason = "the service has no definition of the model, which tells what the directory has of it".to_owned();
        return Err(ReadError::File { name: printable(&path.display().to_string()).into_owned(), reason });
    };
    silence_panics();
    let files = ExportedFiles::open(path, &fields.definition().identifier).map_err(ReadError::Columns)?;
    files.verify().map_err(ReadError::Columns)?;
    let (rows, left_out) = (files.entry().rows, files.entry().left_out.len());
    let mut notes = Vec::new();
    if left_out > 0 {
        notes.push(format!("the export lacks {left_out} records, which its manifest names with the reasons"));
    }
    Ok(Opened { notes, total: Some(rows), rows: parsed(files.rows(kinds(Some(fields))), mapper) })
}

/// Counts rows, so that the progress of bytes can be told.
pub(super) fn counted(opened: Opened, bytes: Arc<AtomicU64>, size: Option<u64>) -> Rows {
    let total = opened.total.unwrap_or(0).max(1);
    let mut read = 0_u64;
    Box::new(opened.rows.inspect(move |_| {
        read += 1;
        if let Some(size) = size {
            let part = u128::from(size) * u128::from(read.min(total)) / u128::from(total);
            bytes.store(u64::try_from(part).unwrap_or(size), Ordering::Relaxed);
        }
    }))
}

fn kinds(fields: Option<Arc<Fields>>) -> impl Fn(&str) -> Result<Option<Kind>, String> + Send {
    move |name| {
        let Some(fields) = &fields else { return Ok(None) };
        match fields.resolve(name) {
            Resolved::Field(key) => Ok(Some(fields.kind(key).clone())),
            Resolved::Several(one, other) => {
                Err(format!("it is the title of two fields, `{one}` and `{other}`: use the name of one of them"))
            }
            // Annotations of the service, which are ignored.
            Resolved::Unknown if name.starts_with("@odata.") => Ok(None),
            Resolved::Unknown => Err(fields.unknown(name)),
        }
    }
}

fn parsed(rows: impl Iterator<Item = Result<FileRow, FileError>> + Send + 'static, mapper: RowMapper) -> Rows {
    Box::new(rows.map(move |row| {
        let FileRow { json, problem } = row.map_err(ReadError::Columns)?;
        if let Some(reason) = problem {
            return Ok(Parsed { record: Err(InvalidRow { reason }), raw: RawRow::Json(json) });
        }
        let row = mapper.json(json);
        Ok(Parsed { record: row.record, raw: RawRow::Json(row.raw) })
    }))
}
