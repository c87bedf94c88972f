//! Rows that an earlier run has read, and what is left to do for each.

use std::path::Path;

use weda_definition::hash::{fnv_64, fnv_64_more};

use super::checkpoint::{Earlier, RowOutcome};
use super::report::Counts;
use crate::failure::{Failure, ImportError, TransferError};
use crate::records::{RawRow, ReadError, Row};

/// The state of an earlier run.
#[derive(Default)]
pub(super) struct Resumed {
    pub counts: Counts,
    /// Rows that may be stored.
    pub in_doubt: Vec<DoubtfulRow>,
    /// Rows that are not stored: they were rejected, or not sent.
    pub again: Vec<Row>,
}

/// A row that may be stored.
pub(super) struct DoubtfulRow {
    pub row: Row,
    /// The earliest creation time of its record.
    pub since: Option<i64>,
    /// The row was changed in the file since it was sent.
    pub is_changed: bool,
}

/// Reads the rows of an earlier run again.
///
/// # Errors
/// Returns an error if the rows cannot be read, or if a stored row was changed or removed.
pub(super) fn resume(
    earlier: &Earlier,
    rows: &mut dyn Iterator<Item = Result<Row, ReadError>>,
    mut stored: impl FnMut(&Row),
    checkpoint: &Path,
) -> Result<Resumed, Failure> {
    let mut resumed = Resumed::default();
    let mut read = 0;
    while read < earlier.last() {
        let Some(row) = rows.next() else { break };
        let row = row.map_err(TransferError::Read)?;
        read = row.number;
        if let Some(sent) = earlier.in_doubt(row.number) {
            let is_changed = hash_of(&row) != sent.hash;
            resumed.in_doubt.push(DoubtfulRow { row, since: sent.since, is_changed });
            continue;
        }
        let counts = &mut resumed.counts;
        match earlier.outcome(row.number) {
            None | Some((RowOutcome::Rejected, _)) => {
                resumed.again.push(row);
                continue;
            }
            Some((_, hash)) if hash != hash_of(&row) => {
                return Err(ImportError::ChangedRow { row: row.number, checkpoint: checkpoint.to_owned() }.into());
            }
            Some((RowOutcome::Created, _)) => counts.created_before += 1,
            Some((RowOutcome::AlreadyThere, _)) => counts.already_there += 1,
            Some((RowOutcome::Assumed, _)) => counts.assumed += 1,
        }
        stored(&row);
    }
    match earlier.stored_after(read) {
        Some(row) => Err(ImportError::MissingRow { row, rows: read, checkpoint: checkpoint.to_owned() }.into()),
        None => Ok(resumed),
    }
}

/// Hash of the content of a row, independent of its notation in the file.
pub(super) fn hash_of(row: &Row) -> u64 {
    match (&row.record, &row.raw) {
        (Ok(record), _) => fnv_64(record.as_bytes()),
        (Err(_), RawRow::Json(text)) => fnv_64_more(fnv_64(b"\0"), text.as_bytes()),
        (Err(_), RawRow::Table(text)) => fnv_64_more(fnv_64(b"\0"), text),
        (Err(_), RawRow::Cells(cells)) => {
            cells.iter().fold(fnv_64(b""), |hash, cell| fnv_64_more(fnv_64_more(hash, b"\0"), cell.as_bytes()))
        }
    }
}
