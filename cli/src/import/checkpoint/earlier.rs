//! What earlier runs of an import have done, as their log tells.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;

use super::entry::{Entry, Header};
use crate::failure::{Failure, ImportError, Trouble};
use crate::import::rejects::FileMark;
use crate::import::row_ranges::RowRanges;

/// No line of a log is longer: a row has at most 16 MiB.
const LONGEST_LINE: u64 = 64 << 20;

/// What became of a row in an earlier run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) enum Fate {
    Created,
    AlreadyThere,
    Assumed,
    Rejected(Box<str>),
    /// It was rejected, and has been corrected since: it may have been sent.
    Reopened,
}

/// A row that has an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) struct EarlierRow {
    pub row: u64,
    /// The hash of what the row was then.
    pub hash: u64,
    pub fate: Fate,
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
    /// Rows with outcomes, in ascending order, each once.
    pub rows: Vec<EarlierRow>,
    /// Rows that were read, and surely not sent.
    pub not_sent: RowRanges,
    pub ids_kept: bool,
    /// Rows in doubt that are not to be looked for by what they hold.
    pub unmatched: HashSet<u64>,
    /// The last run was killed.
    pub was_killed: bool,
    /// What the file of rejected rows held when a row was last added to it.
    pub rejects: Option<FileMark>,
    /// What it held before runs wrote it anew, as long as no row was added since.
    pub rejects_before: Vec<FileMark>,
    /// Rows up to which could be sent, each with the earliest time at which their records were created.
    sent: Vec<(u64, Option<i64>)>,
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
        self.has_entries |= !matches!(entry, Entry::Present { .. });
        self.was_killed = !matches!(entry, Entry::Ended { .. } | Entry::Present { .. });
        let (row, hash, fate) = match entry {
            Entry::Present { .. } => return,
            Entry::Sent { row, since } => {
                if row > self.sent() {
                    self.sent.push((row, since));
                }
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
            Entry::Ended { read, not_sent } => {
                // Nothing behind it was sent, whatever was allowed to be; and rows that were read and for which nothing was
                // allowed were rejected or there, so that no time is known at which they were created.
                let end = read.min(self.sent());
                let since = self.since(end);
                self.sent.retain(|(row, _)| *row < end);
                if end > 0 {
                    self.sent.push((end, since));
                }
                self.not_sent = not_sent;
                return;
            }
            Entry::Resumed { corrected, rejects } => {
                self.not_sent = RowRanges::default();
                self.rejects_before.push(self.rejects.unwrap_or_default());
                self.rejects = Some(rejects);
                let reopened = |row| EarlierRow { row, hash: 0, fate: Fate::Reopened };
                self.rows.extend(corrected.iter().map(reopened));
                return;
            }
            Entry::Created { row, hash, .. } => (row, hash, Fate::Created),
            Entry::AlreadyThere { row, hash } => (row, hash, Fate::AlreadyThere),
            Entry::Assumed { row, hash } => (row, hash, Fate::Assumed),
            Entry::Rejected { row, hash, reason, rejects } => {
                self.rejects = Some(rejects);
                self.rejects_before.clear();
                (row, hash, Fate::Rejected(reason.into()))
            }
        };
        self.rows.push(EarlierRow { row, hash, fate });
    }

    /// Of several outcomes of one row the last one counts.
    fn in_order(&mut self) {
        self.rows.reverse();
        self.rows.sort_by_key(|row| row.row);
        self.rows.dedup_by_key(|row| row.row);
        self.rows.retain(|row| row.fate != Fate::Reopened);
    }

    /// No row behind this one may have been sent.
    pub fn sent(&self) -> u64 {
        self.sent.last().map_or(0, |(row, _)| *row)
    }

    /// The earliest time at which the record of a row may have been created.
    pub fn since(&self, row: u64) -> Option<i64> {
        let at = self.sent.partition_point(|(sent, _)| *sent < row);
        self.sent.get(at).and_then(|(_, since)| *since)
    }
}
