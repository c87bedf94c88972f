//! From the first row to the last: rows are sent, those in doubt are settled, and what is not stored is sent again.

use std::time::Duration;

use weda::dynamic::AnyModel;

use super::checkpoint::{Earlier, Entry};
use super::pending_row::PreparedRow;
use super::preparation::{LeftOut, Preparation};
use super::progress_line::ProgressLine;
use super::report::Report;
use super::resume::Resumed;
use super::row_queue::{PreparedRows, Rows, SharedState, lock};
use super::row_ranges::RowRanges;
use super::sender::{Doubt, Sender, Unfinished};
use super::waiting;
use crate::arguments::Doubtful;
use crate::definition::Fields;
use crate::exit::Exit;
use crate::failure::{BrokenOff, Failure, ImportError, reason};
use crate::progress::spoken;

/// Before rows are sent again that an unclear answer has left, doubled with each time.
const PAUSE: Duration = Duration::from_millis(200);

/// An import under way.
pub(super) struct Run<'a> {
    pub model: AnyModel,
    pub fields: Option<&'a Fields>,
    pub key: Option<String>,
    /// The service refuses a second record with the key of another one.
    pub is_key_unique: bool,
    /// The service has been seen to keep ids, or nobody asks it to.
    pub ids_kept: bool,
    /// The time that one attempt of a call may take.
    pub attempt: Duration,
    /// Rows of one call.
    pub rows_at_once: usize,
    /// What the user says of rows that nothing tells of.
    pub doubtful: Option<Doubtful>,
    pub report: Report,
    pub progress: ProgressLine,
    pub shared: SharedState,
    pub left_out: LeftOut,
}

impl Run<'_> {
    /// Sees to the rows that an earlier run has left.
    ///
    /// # Errors
    /// They cannot be settled, or the import ended.
    pub async fn go_on(
        &mut self,
        preparation: &mut Preparation,
        earlier: &Earlier,
        resumed: Resumed,
        since: Option<i64>,
    ) -> Result<(), Failure> {
        let Resumed { in_doubt, again, corrected, .. } = resumed;
        let rejects = self.report.rejects();
        lock(&self.shared).last = earlier.rows.last().map_or(0, |row| row.row).max(earlier.sent());
        let mut rejected = Vec::new();
        let mut unfinished = Unfinished::default();
        for (rows, is_in_doubt) in [(in_doubt, true), (again, false)] {
            for row in rows {
                match preparation.prepare(row) {
                    PreparedRow::Send(mut row) => {
                        // What was not sent before is created from now on.
                        let now = since.filter(|_| !is_in_doubt);
                        row.since = earlier.since(row.number).or(now);
                        match is_in_doubt {
                            true => {
                                let is_unmatched = earlier.unmatched.contains(&row.number);
                                unfinished.in_doubt.push(Doubt { row, error: None, is_unmatched });
                            }
                            false => unfinished.not_sent.push(row),
                        }
                    }
                    // What cannot be sent is not stored.
                    row => rejected.push(row),
                }
            }
        }
        lock(&self.shared).checkpoint.note(&Entry::Resumed { corrected, rejects })?;
        lock(&self.shared).checkpoint.flush()?;
        self.report.publish_rejects()?;
        for row in rejected {
            if let PreparedRow::Rejected { number, hash, raw, reason } = row {
                self.sender().rejected(number, hash, &raw, reason)?;
            }
        }
        lock(&self.shared).checkpoint.flush()?;
        if earlier.was_killed && !unfinished.in_doubt.is_empty() {
            waiting::until_over(self.attempt).await;
        }
        self.finish(unfinished).await
    }

    /// Sends the rest of the file.
    ///
    /// # Errors
    /// The import ended before the file did.
    pub async fn rest(mut self, mut rows: PreparedRows) -> Result<Exit, Failure> {
        loop {
            let per_call = self.rows_at_once;
            let unfinished = self.sender().send(Rows::Prepared(&mut rows), per_call).await?;
            let is_over = !lock(&self.shared).stop;
            self.finish(unfinished).await?;
            if is_over {
                break;
            }
        }
        let time = spoken(self.progress.end());
        self.report.summary(0, 0, &self.left_out.counts(), &time)?;
        let mut shared = lock(&self.shared);
        if self.report.counts.rejected == 0 {
            shared.checkpoint.remove()?;
            return Ok(Exit::Done);
        }
        // The same command can send corrected rows then, and sends no other row twice.
        let last = shared.last;
        shared.checkpoint.end(last, RowRanges::default())?;
        Ok(Exit::Other)
    }

    /// Settles rows in doubt and sends what is not stored, until nothing is left of them.
    async fn finish(&mut self, mut unfinished: Unfinished) -> Result<(), Failure> {
        let mut rounds = 0;
        loop {
            if unfinished.failure.is_none() {
                self.settle(&mut unfinished).await?;
            }
            if let Some(cause) = unfinished.failure.take() {
                return Err(self.break_off(cause, unfinished)?);
            }
            if unfinished.not_sent.is_empty() {
                return Ok(());
            }
            let mut again = std::mem::take(&mut unfinished.not_sent);
            again.sort_by_key(|row| row.number);
            let attempts = again.iter().map(|row| row.attempts).max().unwrap_or_default();
            if attempts > 1 {
                tokio::time::sleep(PAUSE * 2_u32.pow(rounds)).await;
                rounds = (rounds + 1).min(5);
            }
            // Among fewer rows it shows sooner which of them the service refuses.
            let per_call = match attempts {
                0 => self.rows_at_once,
                1 => self.rows_at_once.min(10),
                _ => 1,
            };
            let mut again = again.into();
            unfinished = self.sender().send(Rows::Again(&mut again), per_call).await?;
            unfinished.not_sent.extend(again);
        }
    }

    /// Writes down where the import stands, and says why it ended.
    fn break_off(&mut self, cause: Failure, unfinished: Unfinished) -> Result<Failure, Failure> {
        let time = spoken(self.progress.end());
        let ranges = |mut rows: Vec<u64>| -> RowRanges {
            rows.sort_unstable();
            rows.dedup();
            rows.into_iter().collect()
        };
        let reason = cause.error().map_or_else(String::new, reason);
        for row in &unfinished.not_sent {
            self.report.not_sent(row.number, &reason)?;
        }
        let in_doubt = unfinished.in_doubt.iter().map(|doubt| doubt.row.number);
        let in_doubt = ranges(in_doubt.chain(probed_in_doubt(&cause)).collect());
        let not_sent = ranges(unfinished.not_sent.iter().map(|row| row.number).collect());
        let mut shared = lock(&self.shared);
        if self.report.done() == 0 && in_doubt.is_empty() {
            shared.checkpoint.remove()?;
            return Ok(ImportError::NothingStored(Box::new(cause)).into());
        }
        self.report.summary(in_doubt.len(), not_sent.len(), &self.left_out.counts(), &time)?;
        let last = shared.last;
        shared.checkpoint.end(last, not_sent)?;
        let checkpoint = shared.checkpoint.path().to_owned();
        let broken = BrokenOff { cause, through: last, in_doubt, has_key: self.key.is_some(), checkpoint };
        Ok(ImportError::BrokenOff(Box::new(broken)).into())
    }

    pub(super) fn sender(&mut self) -> Sender<'_> {
        Sender {
            model: self.model.clone(),
            unique_key: self.key.as_deref().filter(|_| self.is_key_unique),
            report: &mut self.report,
            progress: &mut self.progress,
            shared: &self.shared,
        }
    }
}

/// The row by which an import finds out whether ids are kept, where it may be stored.
fn probed_in_doubt(cause: &Failure) -> Option<u64> {
    match cause {
        Failure::Import(ImportError::IdsNotKeptOf { row, .. } | ImportError::IdsUnknown { row, .. }) => Some(*row),
        _ => None,
    }
}
