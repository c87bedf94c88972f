//! What earlier runs of an import have done, as their log tells.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::entry::{Entry, Header};
use crate::failure::{Failure, ImportError, Trouble};
use crate::import::rejects::{EarlierRejects, FileMark};

/// No line of a log is longer: a row has at most 16 MiB.
const LONGEST_LINE: u64 = 64 << 20;

/// What became of a row in an earlier run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) enum Fate {
    Created,
    AlreadyThere,
    Assumed,
    Rejected,
}

/// A row that has an outcome.
#[derive(Debug)]
struct EarlierRow {
    row: u64,
    /// The hash of what the row was then; that of a rejected row says nothing.
    hash: u64,
    fate: Fate,
}

/// A row that may have been sent.
#[derive(Debug, Clone, Copy)]
pub(in crate::import) struct SentRow {
    /// The hash of what the row was then.
    pub hash: u64,
    /// The earliest time at which its record was created.
    pub since: Option<i64>,
}

/// What earlier runs have done.
#[derive(Debug, Default)]
pub(in crate::import) struct Earlier {
    /// There is a log.
    pub is_there: bool,
    /// There is a file without its first line, since a process was killed before it was written: nothing was begun.
    pub(super) is_bare: bool,
    /// It tells of rows.
    pub has_entries: bool,
    pub ids_kept: bool,
    /// Rows in doubt that are not to be looked for by what they hold.
    pub unmatched: HashSet<u64>,
    /// When the last run ended; `None` if it was killed, which nothing tells the time of.
    pub ended_at: Option<SystemTime>,
    /// The longest that a call of theirs may have taken.
    pub within: Duration,
    /// The name of the file of rejected rows.
    rejects_name: Option<String>,
    /// What the file of rejected rows held when a row was last added to it.
    rejects: Option<FileMark>,
    /// What it held before runs wrote it anew, as long as no row was added since.
    rejects_before: Vec<FileMark>,
    /// Rows with outcomes, in ascending order, each once.
    rows: Vec<EarlierRow>,
    /// Rows that may be stored.
    in_doubt: BTreeMap<u64, SentRow>,
    /// The end of the last whole line.
    pub(super) length: u64,
}

impl Earlier {
    pub(super) fn read(path: &Path, header: &Header) -> Result<Self, Failure> {
        let fail = |error| Trouble::Unreadable { path: path.to_owned(), error };
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
            let read = io::Read::take(&mut file, LONGEST_LINE).read_until(b'\n', &mut line).map_err(fail)?;
            // What a killed process left of a line says nothing.
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
        let (row, hash, fate) = match entry {
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
            Entry::Created { row, hash, .. } => (row, hash, Fate::Created),
            Entry::AlreadyThere { row, hash } => (row, hash, Fate::AlreadyThere),
            Entry::Assumed { row, hash } => (row, hash, Fate::Assumed),
            Entry::Rejected { row, rejects } => {
                self.rejects = Some(rejects);
                self.rejects_before.clear();
                (row, 0, Fate::Rejected)
            }
        };
        self.in_doubt.remove(&row);
        self.rows.push(EarlierRow { row, hash, fate });
    }

    /// Of several outcomes of one row the last one counts.
    fn in_order(&mut self) {
        self.rows.reverse();
        self.rows.sort_by_key(|row| row.row);
        self.rows.dedup_by_key(|row| row.row);
    }

    /// The last row that the log tells of; 0 if there is none.
    pub fn last(&self) -> u64 {
        let in_doubt = self.in_doubt.last_key_value().map_or(0, |(row, _)| *row);
        self.rows.last().map_or(0, |row| row.row).max(in_doubt)
    }

    /// The row as it may have been sent, if it may be stored.
    pub fn in_doubt(&self, row: u64) -> Option<SentRow> {
        self.in_doubt.get(&row).copied()
    }

    /// What the runs have written of rejected rows.
    pub fn rejects(&self) -> EarlierRejects<'_> {
        EarlierRejects {
            name: self.rejects_name.as_deref(),
            mark: self.rejects,
            marks_before: &self.rejects_before,
            was_killed: self.ended_at.is_none(),
        }
    }

    /// The outcome of a row, and the hash of what the row was then.
    pub fn outcome(&self, row: u64) -> Option<(Fate, u64)> {
        let at = self.rows.binary_search_by_key(&row, |row| row.row).ok()?;
        Some((self.rows[at].fate, self.rows[at].hash))
    }

    /// The first row behind this one that is stored, or may be.
    pub fn stored_behind(&self, row: u64) -> Option<u64> {
        let at = self.rows.partition_point(|earlier| earlier.row <= row);
        let stored = self.rows[at..].iter().find(|row| row.fate != Fate::Rejected).map(|row| row.row);
        let in_doubt = self.in_doubt.range(row.saturating_add(1)..).next().map(|(row, _)| *row);
        stored.into_iter().chain(in_doubt).min()
    }
}
