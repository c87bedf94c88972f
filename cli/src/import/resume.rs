//! The rows that an earlier run has read, and what is left to do about each.

use super::checkpoint::{Earlier, EarlierRow, Fate};
use super::hash;
use super::rejects::EarlierRejects;
use super::report::Counts;
use super::row_ranges::RowRanges;
use crate::failure::{Failure, ImportError, Trouble};
use crate::records::{RawRow, ReadError, Row};

/// What is left of an earlier run.
#[derive(Default)]
pub(super) struct Resumed {
    pub counts: Counts,
    /// Rows that may be stored.
    pub in_doubt: Vec<Row>,
    /// Rows that are surely not stored: they were not sent, or have been corrected since they were rejected.
    pub again: Vec<Row>,
    /// The corrected ones.
    pub corrected: RowRanges,
    pub rejects: EarlierRejects,
}

/// Reads the rows again that an earlier run has read.
///
/// # Errors
/// The rows cannot be read, or a row that is stored is another one now.
pub(super) fn resume(
    earlier: &Earlier,
    rows: &mut dyn Iterator<Item = Result<Row, ReadError>>,
    mut stored: impl FnMut(&Row),
    checkpoint: &std::path::Path,
) -> Result<Resumed, Failure> {
    let mut resumed = Resumed::default();
    resumed.rejects.mark = earlier.rejects;
    resumed.rejects.marks_before.clone_from(&earlier.rejects_before);
    resumed.rejects.was_killed = earlier.was_killed;
    let mut settled = earlier.rows.iter().peekable();
    let last = earlier.rows.last().map_or(0, |row| row.row).max(earlier.sent());
    let mut read = 0;
    while read < last {
        let Some(row) = rows.next() else { break };
        let row = row.map_err(Trouble::Rows)?;
        read = row.number;
        let Some(EarlierRow { row: number, hash, fate }) = settled.next_if(|settled| settled.row == row.number) else {
            match earlier.not_sent.has(row.number) {
                true => resumed.again.push(row),
                false if row.number <= earlier.sent() => resumed.in_doubt.push(row),
                false => resumed.again.push(row),
            }
            continue;
        };
        let is_same = hash_of(&row) == *hash;
        let counts = &mut resumed.counts;
        match fate {
            Fate::Rejected(reason) if is_same => {
                counts.rejected += 1;
                resumed.rejects.kept.push((*number, row.raw, reason.clone()));
                continue;
            }
            Fate::Rejected(_) => {
                resumed.corrected.push(row.number);
                resumed.again.push(row);
                continue;
            }
            _ if !is_same => {
                return Err(ImportError::ChangedRow { row: row.number, checkpoint: checkpoint.to_owned() }.into());
            }
            Fate::Created => counts.created_before += 1,
            Fate::AlreadyThere => counts.already_there += 1,
            Fate::Assumed | Fate::Reopened => counts.assumed += 1,
        }
        stored(&row);
    }
    match settled.next() {
        Some(missing) => {
            Err(ImportError::MissingRow { row: missing.row, rows: read, checkpoint: checkpoint.to_owned() }.into())
        }
        None => Ok(resumed),
    }
}

/// The hash of what a row is, however it stands in the file.
pub(super) fn hash_of(row: &Row) -> u64 {
    match (&row.record, &row.raw) {
        (Ok(record), _) => hash::add(hash::BASIS, record.as_bytes()),
        (Err(_), RawRow::Json(text)) => hash::add(hash::add(hash::BASIS, b"\0"), text.as_bytes()),
        (Err(_), RawRow::Table(text)) => hash::add(hash::add(hash::BASIS, b"\0"), text),
        (Err(_), RawRow::Cells(cells)) => {
            cells.iter().fold(hash::BASIS, |hash, cell| hash::add(hash::add(hash, b"\0"), cell.as_bytes()))
        }
    }
}
