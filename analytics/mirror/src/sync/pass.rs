//! One reading of all records, or of those that were changed.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use weda::Record;

use super::{Step, Sync, Walk};
use crate::copy::{PassKind, PassState};
use crate::error::Error;
use crate::row::{Row, key_of};

/// Number of ids by which an interrupted reading finds its place again.
const TAIL: usize = 32;
/// Number of records after which the position is committed even if none of them had changed.
const POSITION: u64 = 400;
/// The longest time without a commit.
const PATIENCE: Duration = Duration::from_secs(30);
/// Number of times that a reading may begin again.
const RESTARTS: u32 = 5;

/// The records that were seen while all were read, and since.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The keys of the ids.
    pub(super) keys: HashSet<u128>,
    /// Number of records at the service before and after.
    pub(super) before: u64,
    pub(super) after: u64,
    /// Number of different records that were read.
    pub(super) listed: u64,
    /// True if the reading went on where an earlier run stopped, so that the first records were not seen.
    pub(super) is_partial: bool,
}

impl Seen {
    /// Returns true if a record that was not seen does not exist, as far as counts can tell.
    pub(super) fn is_complete(&self) -> bool {
        !self.is_partial && self.before == self.after && self.after == self.listed
    }
}

impl Sync<'_> {
    /// Reads records, and writes those that differ from the copy.
    ///
    /// # Errors
    /// Returns an error if a call fails, a record does not fit, or the copy cannot be written.
    pub(super) async fn read(&mut self, kind: PassKind) -> Result<(), Error> {
        // A reading of all is resumed only while the copy is made: afterwards it is there to find what is missing, for which
        // it must see all records.
        let is_resumable = kind != PassKind::All || !self.state.is_whole;
        let resumed = self.state.pass.take().filter(|pass| pass.kind == kind && is_resumable);
        let since = match kind {
            PassKind::All => None,
            PassKind::Since(since) => Some(since),
        };
        let before = if kind == PassKind::All { self.source.count().await? } else { 0 };
        let (next_watermark, mut walk) = match resumed {
            Some(pass) => (pass.next_watermark, Walk::new(since, pass.read, pass.tail)),
            // The changes while this reading goes on are left to the next one.
            None => (self.source.latest().await?.map(not_in_the_future), Walk::new(since, 0, Vec::new())),
        };
        if kind == PassKind::All {
            self.seen = Some(Seen { before, is_partial: walk.position(1).0 > 0, ..Seen::default() });
        }
        let (mut restarts, mut read) = (0, walk.position(1).0);
        let (mut committed, mut uncommitted) = (Instant::now(), 0);
        loop {
            match walk.next(&self.source).await? {
                Step::Page(records, total) => {
                    read += records.len() as u64;
                    uncommitted += records.len() as u64;
                    self.accept(records)?;
                    let (at, tail) = walk.position(TAIL);
                    self.state.pass = Some(PassState { kind, next_watermark, read: at, tail });
                    // A reading that finds no changes must not begin again after each interruption, either.
                    let is_far = !self.copy.has_staged() && uncommitted >= POSITION;
                    if self.copy.is_due() || is_far || committed.elapsed() >= PATIENCE {
                        self.commit()?;
                        (committed, uncommitted) = (Instant::now(), 0);
                    }
                    self.observer.progress(self.model.identifier(), read, total);
                }
                Step::Again if restarts == RESTARTS => {
                    return Err(Error::Unstable { model: self.model.identifier().to_owned(), restarts });
                }
                Step::Again => {
                    (restarts, read) = (restarts + 1, 0);
                    if let (PassKind::All, Some(seen)) = (kind, &mut self.seen) {
                        (seen.is_partial, seen.before) = (false, self.source.count().await?);
                        seen.keys.clear();
                    }
                }
                Step::End => break,
            }
        }
        self.state.pass = None;
        self.state.watermark = next_watermark.or(self.state.watermark);
        if kind == PassKind::All {
            (self.state.is_whole, self.state.needs_all) = (true, false);
            let after = self.source.count().await?;
            if let Some(seen) = &mut self.seen {
                (seen.after, seen.listed) = (after, seen.keys.len() as u64);
            }
        }
        self.commit()
    }

    /// Compares records with the copy, and stages those that differ.
    ///
    /// # Errors
    /// Returns an error if a record does not fit, or the copy cannot be read or written.
    pub(super) fn accept(&mut self, records: Vec<Record>) -> Result<(), Error> {
        let rows = records.iter().map(|record| Row::read(self.model, record)).collect::<Result<Vec<_>, _>>()?;
        let ids: Vec<&str> = records.iter().map(Record::id).collect();
        let standing = self.copy.standing(self.model, &ids)?;
        let keys: Vec<u128> = ids.into_iter().map(key_of).collect();
        self.report.read += records.len() as u64;
        self.state.totals.read += records.len() as u64;
        if let Some(seen) = &mut self.seen {
            seen.keys.extend(&keys);
        }
        let mut changed = Vec::new();
        for (((record, row), standing), key) in records.into_iter().zip(rows).zip(standing).zip(keys) {
            let stored = match self.trial.get(&key) {
                Some(digest) => Some(*digest),
                None => standing.filter(|standing| !standing.is_deleted).map(|standing| standing.digest),
            };
            match stored {
                Some(digest) if digest == row.digest => continue,
                Some(_) => self.report.updated += 1,
                None => self.report.inserted += 1,
            }
            if self.options.dry_run {
                self.trial.insert(key, row.digest);
            } else {
                changed.push((record, row));
            }
        }
        if !changed.is_empty() {
            self.state.totals.written += changed.len() as u64;
            self.copy.write(self.model, changed)?;
        }
        Ok(())
    }
}

/// The time, or that of this machine if it is later: a record from the future must not hide the changes until then.
fn not_in_the_future(millis: i64) -> i64 {
    millis.min(weda::DateTime::now().as_millis())
}
