//! The main loop: sends rows, looks up those in doubt, and sends rows again that are not stored.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use weda::dynamic::ModelHandle;

use super::checkpoint::{Earlier, Entry};
use super::existing_rows::ExistingRows;
use super::pending_row::{PendingRow, PreparedRow};
use super::preparation::{BLOCK, LeftOut, Preparation};
use super::progress_line::ProgressLine;
use super::report::Report;
use super::resume::{DoubtfulRow, Resumed};
use super::row_queue::{PreparedRows, Rows, SharedState, lock};
use super::sender::{Sender, UnconfirmedRow, Unfinished};
use super::{store, waiting};
use crate::arguments::Doubtful;
use crate::exit::Exit;
use crate::failure::{AbortedImport, Failure, ImportError, reason};
use crate::fields::Fields;
use crate::progress::format_duration;
use crate::records::Row;
use crate::row_ranges::RowRanges;
use crate::service::Interrupt;

/// Initial backoff before rows are sent again, doubled each time.
const PAUSE: Duration = Duration::from_millis(200);

/// A running import.
pub(super) struct Run {
    pub model: ModelHandle,
    pub fields: Option<Arc<Fields>>,
    pub key: Option<String>,
    /// The service rejects a second record with the same key.
    pub is_key_unique: bool,
    /// Timeout of one attempt of a call.
    pub attempt: Duration,
    /// Maximum number of rows per call.
    pub rows_at_once: usize,
    /// The value of `--doubtful`.
    pub doubtful: Option<Doubtful>,
    pub report: Report,
    pub progress: ProgressLine,
    pub shared: SharedState,
    pub left_out: LeftOut,
    pub interrupt: Interrupt,
    /// Rows of an earlier run that were not retried yet.
    pub untried: Vec<u64>,
}

impl Run {
    /// Processes the rows that earlier runs left.
    ///
    /// # Errors
    /// Returns an error if rows stay in doubt, or if the import is aborted.
    pub async fn resume(
        &mut self,
        preparation: &mut Preparation,
        existing: &mut ExistingRows,
        earlier: &Earlier,
        resumed: Resumed,
    ) -> Result<(), Failure> {
        lock(&self.shared).last = earlier.last();
        let in_doubt: Vec<UnconfirmedRow> =
            resumed.in_doubt.into_iter().map(|row| doubt(row, preparation, &earlier.unmatched)).collect();
        let (mut again, rejected) = self.prepare_again(preparation, resumed.again)?;
        let (rejects, name) = (self.report.rejects(), self.report.rejects_path().to_string_lossy().into_owned());
        lock(&self.shared).checkpoint.note(&Entry::Resumed { rejects, name })?;
        lock(&self.shared).checkpoint.flush()?;
        self.report.publish_rejects()?;
        for row in rejected {
            lock(&self.shared).checkpoint.note(&Entry::Rejected { row, rejects })?;
        }
        self.untried = again.iter().map(PreparedRow::number).collect();
        let not_stored = self.reconcile_earlier(in_doubt, earlier).await?;
        self.untried.extend(not_stored.iter().map(|row| row.number));
        again.extend(not_stored.into_iter().map(PreparedRow::Send));
        again.sort_by_key(PreparedRow::number);
        self.untried.sort_unstable();
        if let Err(cause) = self.note_present(existing).await {
            return Err(self.abort(cause, Unfinished::default())?);
        }
        self.send_again(existing, again).await
    }

    /// Records the ids that exist by now, so that they are not attributed to rows sent later. Must follow the lookup of the
    /// rows in doubt, whose records are among them.
    async fn note_present(&self, existing: &mut ExistingRows) -> Result<(), Failure> {
        let Some(since) = existing.since else { return Ok(()) };
        let Some(present) = self.interrupt.unless(store::present(&self.model, since)).await else {
            return Err(ImportError::Interrupted.into());
        };
        match present? {
            Some(ids) if ids.is_empty() => Ok(()),
            Some(ids) => lock(&self.shared).checkpoint.note(&Entry::Present { ids }),
            None => {
                existing.since = None;
                Ok(())
            }
        }
    }

    /// Prepares rows that are not stored. Returns these, and the numbers of those that are rejected.
    fn prepare_again(
        &mut self,
        preparation: &mut Preparation,
        rows: Vec<Row>,
    ) -> Result<(Vec<PreparedRow>, Vec<u64>), Failure> {
        let (mut again, mut rejected) = (Vec::new(), Vec::new());
        for row in rows {
            match preparation.prepare(row) {
                PreparedRow::Rejected { number, raw, reason } => {
                    self.report.rejected(number, &raw, &reason)?;
                    rejected.push(number);
                }
                row => again.push(row),
            }
        }
        Ok((again, rejected))
    }

    /// Looks up rows that an earlier run left in doubt; returns those that are not stored.
    async fn reconcile_earlier(
        &mut self,
        in_doubt: Vec<UnconfirmedRow>,
        earlier: &Earlier,
    ) -> Result<Vec<PendingRow>, Failure> {
        for doubt in &in_doubt {
            self.report.in_doubt(doubt.row.number, "in doubt since an earlier run")?;
        }
        let mut unfinished = Unfinished::of(in_doubt);
        if !unfinished.in_doubt.is_empty() {
            let longest = self.attempt.max(earlier.within);
            let waited = self.interrupt.unless(waiting::until_over(earlier.ended_at, longest)).await;
            unfinished.failure = waited.is_none().then(|| ImportError::Interrupted.into());
        }
        if unfinished.failure.is_none() {
            self.reconcile(&mut unfinished).await?;
        }
        match unfinished.failure.take() {
            Some(cause) => Err(self.abort(cause, unfinished)?),
            None => Ok(unfinished.not_sent),
        }
    }

    /// Sends rows of an earlier run, unless they are stored by now.
    async fn send_again(&mut self, existing: &ExistingRows, mut rows: Vec<PreparedRow>) -> Result<(), Failure> {
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(BLOCK));
            let checked = match self.interrupt.unless(existing.look_up(rows)).await {
                Some(checked) => checked,
                None => Err(ImportError::Interrupted.into()),
            };
            let mut block: VecDeque<PreparedRow> = match checked {
                Ok(checked) => checked.into(),
                Err(cause) => return Err(self.abort(cause, Unfinished::default())?),
            };
            while !block.is_empty() {
                let (before, per_call) = (block.len(), self.rows_at_once);
                let unfinished = self.sender().send(Rows::Again(&mut block), per_call).await?;
                self.untried.drain(..before - block.len());
                self.finish(unfinished).await?;
            }
            rows = rest;
        }
        Ok(())
    }

    /// Sends the rest of the file.
    ///
    /// # Errors
    /// Returns an error if the import ends before the file does.
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
        let time = format_duration(self.progress.end());
        self.report.summary(0, 0, &self.left_out.counts(), &time)?;
        let mut shared = lock(&self.shared);
        if self.report.counts.rejected == 0 {
            shared.checkpoint.remove()?;
            return Ok(Exit::Done);
        }
        // The checkpoint remains, so that repeating the command sends only corrected rows.
        shared.checkpoint.end(RowRanges::default())?;
        Ok(Exit::Other)
    }

    /// Looks up rows in doubt and sends those that are not stored, until none are left.
    async fn finish(&mut self, mut unfinished: Unfinished) -> Result<(), Failure> {
        let mut rounds = 0;
        loop {
            if unfinished.failure.is_none() {
                self.reconcile(&mut unfinished).await?;
            }
            if let Some(cause) = unfinished.failure.take() {
                return Err(self.abort(cause, unfinished)?);
            }
            if unfinished.not_sent.is_empty() {
                return Ok(());
            }
            let mut again = std::mem::take(&mut unfinished.not_sent);
            again.sort_by_key(|row| row.number);
            let attempts = again.iter().map(|row| row.attempts).max().unwrap_or_default();
            if attempts > 1 {
                // An interrupt is handled by the next send.
                self.interrupt.unless(tokio::time::sleep(PAUSE * 2_u32.pow(rounds))).await;
                rounds = (rounds + 1).min(5);
            }
            // Smaller batches isolate the row that the service rejects.
            let per_call = match attempts {
                0 => self.rows_at_once,
                1 => self.rows_at_once.min(10),
                _ => 1,
            };
            let mut again: VecDeque<PreparedRow> = again.into_iter().map(PreparedRow::Send).collect();
            unfinished = self.sender().send(Rows::Again(&mut again), per_call).await?;
            unfinished.not_sent.extend(again.into_iter().filter_map(PreparedRow::sendable));
        }
    }

    /// Records the state of the import in the checkpoint, and returns the failure.
    fn abort(&mut self, cause: Failure, unfinished: Unfinished) -> Result<Failure, Failure> {
        let time = format_duration(self.progress.end());
        let reason = match (&cause, cause.error()) {
            (_, Some(error)) => reason(error),
            (Failure::Import(ImportError::Interrupted), _) => "interrupted".to_owned(),
            _ => "the import ended first".to_owned(),
        };
        let mut shared = lock(&self.shared);
        let probing = shared.probing;
        if let Some(row) = probing {
            self.report.in_doubt(row, &reason)?;
        }
        let in_doubt: BTreeSet<u64> = unfinished.in_doubt.iter().map(|doubt| doubt.row.number).chain(probing).collect();
        let not_sent = unfinished.not_sent.iter().map(|row| row.number).chain(self.untried.drain(..));
        let not_sent: BTreeSet<u64> = not_sent.filter(|row| !in_doubt.contains(row)).collect();
        for row in &not_sent {
            self.report.not_sent(*row, &reason)?;
        }
        let in_doubt: RowRanges = in_doubt.into_iter().collect();
        if self.report.done() == 0 && in_doubt.is_empty() {
            shared.checkpoint.remove()?;
            return Ok(ImportError::NothingStored(Box::new(cause)).into());
        }
        self.report.summary(in_doubt.len(), not_sent.len() as u64, &self.left_out.counts(), &time)?;
        shared.checkpoint.end(in_doubt.clone())?;
        let through = shared.last.max(probing.unwrap_or_default());
        let checkpoint = shared.checkpoint.path().to_owned();
        let aborted = AbortedImport { cause, through, in_doubt, checkpoint };
        Ok(ImportError::Aborted(Box::new(aborted)).into())
    }

    pub(super) fn sender(&mut self) -> Sender<'_> {
        Sender {
            model: self.model.clone(),
            unique_key: self.key.as_deref().filter(|_| self.is_key_unique),
            report: &mut self.report,
            progress: &mut self.progress,
            shared: &self.shared,
            interrupt: self.interrupt.clone(),
        }
    }
}

/// A row that an earlier run left in doubt.
fn doubt(row: DoubtfulRow, preparation: &mut Preparation, unmatched: &HashSet<u64>) -> UnconfirmedRow {
    let DoubtfulRow { row, since, is_changed } = row;
    let (mut row, refused) = preparation.in_doubt(row);
    row.since = since;
    UnconfirmedRow { is_unmatched: unmatched.contains(&row.number), row, error: None, is_changed, refused }
}
