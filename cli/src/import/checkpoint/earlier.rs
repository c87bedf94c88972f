//! The state of earlier runs, read from the log.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::entry::{Entry, Header};
use crate::failure::{Failure, ImportError, TransferError};
use crate::import::rejects::{EarlierRejects, FileMark};

/// Maximum length of a line; rows have at most 16 MiB.
const MAX_LINE_BYTES: u64 = 64 << 20;

/// The outcome of a row in an earlier run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) enum RowOutcome {
    Created,
    AlreadyThere,
    Assumed,
    Rejected,
}

/// A row with an outcome.
#[derive(Debug)]
struct EarlierRow {
    row: u64,
    /// Hash of the content at that time; 0 for rejected rows.
    hash: u64,
    outcome: RowOutcome,
}

/// A row that may have been sent.
#[derive(Debug, Clone, Copy)]
pub(in crate::import) struct SentRow {
    /// Hash of the content at that time.
    pub hash: u64,
    /// The earliest creation time of its record.
    pub since: Option<i64>,
}

/// The state of earlier runs.
#[derive(Debug, Default)]
pub(in crate::import) struct Earlier {
    /// A log exists.
    pub is_there: bool,
    /// The file has no complete first line, since a process was killed before it sent anything.
    pub(super) is_bare: bool,
    /// The log has entries about rows.
    pub has_entries: bool,
    pub ids_kept: bool,
    /// Rows in doubt that must not be looked up by content.
    pub unmatched: HashSet<u64>,
    /// End of the last run; `None` if it was killed.
    pub ended_at: Option<SystemTime>,
    /// Maximum duration of their calls.
    pub within: Duration,
    /// The name of the file of rejected rows.
    rejects_name: Option<String>,
    /// Content of the file of rejected rows after the last row was added.
    rejects: Option<FileMark>,
    /// Contents before runs replaced it, as long as no row was added since.
    rejects_before: Vec<FileMark>,
    /// Rows with outcomes, unique and in ascending order.
    rows: Vec<EarlierRow>,
    /// Rows that may be stored.
    in_doubt: BTreeMap<u64, SentRow>,
    /// End of the last complete line.
    pub(super) length: u64,
}

impl Earlier {
    pub(super) fn read(path: &Path, header: &Header) -> Result<Self, Failure> {
        let fail = |error| TransferError::Unreadable { path: path.to_owned(), error };
        let about = match std::fs::symlink_metadata(path) {
            Ok(about) => about,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(fail(error).into()),
        };
        let other = |difference: String| ImportError::OtherImport { path: path.to_owned(), difference };
        if !about.is_file() {
            return Err(other("it is not a regular file".to_owned()).into());
        }
        let mut earlier = Self { is_there: true, ..Self::default() };
        let mut file = BufReader::new(File::open(path).map_err(fail)?);
        let (mut line, mut number) = (Vec::new(), 0);
        loop {
            line.clear();
            let read = io::Read::take(&mut file, MAX_LINE_BYTES).read_until(b'\n', &mut line).map_err(fail)?;
            // An incomplete line of a killed process is ignored.
            let Some(text) = line.strip_suffix(b"\n") else { break };
            number += 1;
            let broken = |error: serde_json::Error| other(format!("its line {number} cannot be read ({error})"));
            if number == 1 {
                let written: Header = serde_json::from_slice(text).map_err(broken)?;
                if let Some(difference) = header.difference(&written) {
                    return Err(other(difference).into());
                }
            } else {
                earlier.take(serde_json::from_slice(text).map_err(broken)?);
            }
            earlier.length += read as u64;
        }
        if number == 0 && !header.line().starts_with(&line) {
            return Err(other("it is not the log of an import".to_owned()).into());
        }
        earlier.is_bare = number == 0;
        earlier.is_there = number > 0;
        earlier.in_order();
        Ok(earlier)
    }

    fn take(&mut self, entry: Entry) {
        self.ended_at = None;
        self.has_entries |= !matches!(entry, Entry::Present { .. });
        let (row, hash, outcome) = match entry {
            Entry::Present { .. } => return,
            Entry::Begun { rejects } => {
                self.rejects_name = Some(rejects);
                return;
            }
            Entry::Sent { since, within, rows } => {
                self.within = self.within.max(Duration::from_millis(within));
                self.in_doubt.extend(rows.into_iter().map(|(row, hash)| (row, SentRow { hash, since })));
                return;
            }
            Entry::Unmatched { row } => {
                self.unmatched.insert(row);
                return;
            }
            Entry::IdsKept => {
                self.ids_kept = true;
                return;
            }
            Entry::Ended { in_doubt, at } => {
                let at = u64::try_from(at).unwrap_or_default();
                self.ended_at = SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(at));
                self.in_doubt.retain(|row, _| in_doubt.has(*row));
                return;
            }
            Entry::Resumed { rejects, name } => {
                self.rejects_name = Some(name);
                self.rejects_before.push(self.rejects.unwrap_or_default());
                self.rejects = Some(rejects);
                return;
            }
            Entry::Created { row, hash, .. } => (row, hash, RowOutcome::Created),
            Entry::AlreadyThere { row, hash } => (row, hash, RowOutcome::AlreadyThere),
            Entry::Assumed { row, hash } => (row, hash, RowOutcome::Assumed),
            Entry::Rejected { row, rejects } => {
                self.rejects = Some(rejects);
                self.rejects_before.clear();
                (row, 0, RowOutcome::Rejected)
            }
        };
        self.in_doubt.remove(&row);
        self.rows.push(EarlierRow { row, hash, outcome });
    }

    /// Sorts rows; the last outcome of a row wins.
    fn in_order(&mut self) {
        self.rows.reverse();
        self.rows.sort_by_key(|row| row.row);
        self.rows.dedup_by_key(|row| row.row);
    }

    /// The last row in the log, or 0.
    pub fn last(&self) -> u64 {
        let in_doubt = self.in_doubt.last_key_value().map_or(0, |(row, _)| *row);
        self.rows.last().map_or(0, |row| row.row).max(in_doubt)
    }

    /// Returns a row in doubt as it was sent.
    pub fn in_doubt(&self, row: u64) -> Option<SentRow> {
        self.in_doubt.get(&row).copied()
    }

    /// The file of rejected rows of the runs.
    pub fn rejects(&self) -> EarlierRejects<'_> {
        EarlierRejects {
            name: self.rejects_name.as_deref(),
            mark: self.rejects,
            marks_before: &self.rejects_before,
            was_killed: self.ended_at.is_none(),
        }
    }

    /// The outcome of a row, and the hash of its content at that time.
    pub fn outcome(&self, row: u64) -> Option<(RowOutcome, u64)> {
        let at = self.rows.binary_search_by_key(&row, |row| row.row).ok()?;
        Some((self.rows[at].outcome, self.rows[at].hash))
    }

    /// The first row after this one that is or may be stored.
    pub fn stored_after(&self, row: u64) -> Option<u64> {
        let at = self.rows.partition_point(|earlier| earlier.row <= row);
        let stored = self.rows[at..].iter().find(|row| row.outcome != RowOutcome::Rejected).map(|row| row.row);
        let in_doubt = self.in_doubt.range(row.saturating_add(1)..).next().map(|(row, _)| *row);
        stored.into_iter().chain(in_doubt).min()
    }
}
