//! Sends rows and handles their outcomes.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use weda::dynamic::ModelHandle;
use weda::{Error, ErrorKind, Outcome};

use super::checkpoint::Entry;
use super::pending_row::{PendingRow, PreparedRow};
use super::progress_line::ProgressLine;
use super::report::Report;
use super::row_queue::{RowQueue, Rows, SharedState, lock};
use crate::failure::{Failure, ImportError};
use crate::records::RawRow;
use crate::service::Interrupt;
use crate::stderr::print_message;

/// Number of rows in doubt after which sending pauses for a lookup.
const MAX_IN_DOUBT: usize = 1_000;

/// The context of sending.
pub(super) struct Sender<'a> {
    pub model: ModelHandle,
    /// The field by which the client itself looks up rows of a lost call. It does so immediately, so the service must
    /// reject such a call if it executes it later.
    pub unique_key: Option<&'a str>,
    pub report: &'a mut Report,
    pub progress: &'a mut ProgressLine,
    pub shared: &'a SharedState,
    pub interrupt: Interrupt,
}

/// A row that may be stored.
#[derive(Debug)]
pub(super) struct UnconfirmedRow {
    pub row: PendingRow,
    /// The error; `None` if an earlier run left it in doubt.
    pub error: Option<Error>,
    /// Its call returned records, of which none matches the row. The service may store values differently than they are
    /// sent, so that a lookup is inconclusive.
    pub is_unmatched: bool,
    /// The row was changed in the file, and the values that were sent are not known.
    pub is_changed: bool,
    /// The reason not to send it again if it is not stored.
    pub refused: Option<String>,
}

impl UnconfirmedRow {
    pub fn without_answer(row: PendingRow) -> Self {
        Self { row, error: None, is_unmatched: false, is_changed: false, refused: None }
    }

    /// Returns true if the file has the row as it was sent, so that it can be looked up by content.
    pub fn is_as_sent(&self) -> bool {
        !self.is_changed && !self.row.body.is_empty()
    }

    /// The failure to report if a lookup is inconclusive.
    pub fn cause(&self) -> Failure {
        match &self.error {
            _ if self.is_changed => ImportError::ChangedInDoubt { row: self.row.number }.into(),
            Some(error) => Failure::Service(error.clone()),
            None => ImportError::Inconclusive.into(),
        }
    }
}

/// Rows without an outcome.
#[derive(Default)]
pub(super) struct Unfinished {
    pub in_doubt: Vec<UnconfirmedRow>,
    /// Rows that are not stored, without being rejected.
    pub not_sent: Vec<PendingRow>,
    /// The ids returned by calls whose rows are in doubt, by the positions of the rows in what was sent.
    answered: HashMap<Range<u64>, Answered>,
    /// The reason why no more rows can be sent.
    pub failure: Option<Failure>,
}

impl Unfinished {
    pub fn of(in_doubt: Vec<UnconfirmedRow>) -> Self {
        Self { in_doubt, ..Self::default() }
    }
}

/// The response to a call.
struct Answered {
    ids: Vec<String>,
    /// The numbers of its rows.
    rows: HashSet<u64>,
}

/// Returns true if an error concerns single rows, so that others may be accepted.
pub(super) fn is_about_row(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::Conflict | ErrorKind::InvalidValue)
}

impl Sender<'_> {
    /// Sends rows, `per_call` in one call, until none are left, an error concerns more than a row, too many are in doubt,
    /// or the user interrupts; then waits for calls in flight.
    pub async fn send(&mut self, rows: Rows<'_>, per_call: usize) -> Result<Unfinished, Failure> {
        lock(self.shared).stop = false;
        let mut unfinished = Unfinished::default();
        let bulk = self.model.create_many(RowQueue { rows, shared: self.shared.clone() }).max_rows_per_call(per_call);
        let bulk = match self.unique_key {
            Some(field) => bulk.unique_by(field),
            None => bulk,
        };
        let mut outcomes = bulk.stream();
        let mut interrupted = false;
        loop {
            let outcome = match interrupted {
                false => self.interrupt.unless(outcomes.next()).await,
                true => Some(outcomes.next().await),
            };
            let Some(outcome) = outcome else {
                interrupted = true;
                lock(self.shared).stop = true;
                print_message("note: waiting for rows in flight; press Ctrl-C again to stop immediately");
                unfinished.failure.get_or_insert(ImportError::Interrupted.into());
                continue;
            };
            let Some(outcome) = outcome else { break };
            // Outcomes arrive in the order of the rows.
            let Some(row) = lock(self.shared).waiting.pop_front() else { continue };
            self.take(row, outcome, &mut unfinished)?;
            if unfinished.in_doubt.len() >= MAX_IN_DOUBT || unfinished.failure.is_some() {
                lock(self.shared).stop = true;
            }
            self.progress.show(self.report.done());
        }
        drop(outcomes);
        self.match_answers(&mut unfinished)?;
        // The client returns an outcome for every row; a row without one is in doubt.
        let left = std::mem::take(&mut lock(self.shared).waiting);
        for row in left {
            unfinished.in_doubt.extend(self.decided(row)?.map(UnconfirmedRow::without_answer));
        }
        let failure = lock(self.shared).failure.take();
        unfinished.failure = failure.or(unfinished.failure.take());
        Ok(unfinished)
    }

    /// Reports the outcome of a row that was not sent; returns a row that was.
    fn decided(&mut self, row: PreparedRow) -> Result<Option<PendingRow>, Failure> {
        match row {
            PreparedRow::Send(row) => return Ok(Some(row)),
            PreparedRow::Created { number, hash, id } => self.created(number, hash, id)?,
            PreparedRow::AlreadyThere { number, hash, id } => {
                self.report.already_there(number, &id)?;
                lock(self.shared).checkpoint.note(&Entry::AlreadyThere { row: number, hash })?;
            }
            PreparedRow::Rejected { number, raw, reason } => self.rejected(number, &raw, &reason)?,
        }
        Ok(None)
    }

    fn take(&mut self, row: PreparedRow, outcome: Outcome<String>, unfinished: &mut Unfinished) -> Result<(), Failure> {
        let Some(mut row) = self.decided(row)? else { return Ok(()) };
        match outcome {
            Outcome::Succeeded(id) => return self.created(row.number, row.hash, id),
            Outcome::Failed(error) if is_about_row(&error) && error.in_doubt().is_none() => {
                return self.rejected(row.number, &row.raw, &crate::failure::reason(&error));
            }
            Outcome::Unknown(unsettled) => {
                let error = unsettled.error().clone();
                self.report.in_doubt(row.number, &crate::failure::reason(&error))?;
                if row.attempts == 0 {
                    row.created_then = self.report.created_now();
                }
                row.attempts += 1;
                // A rejection concerns rows of one call; other errors may affect all following rows.
                if !is_about_row(&error) {
                    lock(self.shared).stop = true;
                }
                let ids = unsettled.ids();
                if !ids.is_empty() {
                    let answered = || Answered { ids, rows: HashSet::new() };
                    unfinished.answered.entry(unsettled.rows()).or_insert_with(answered).rows.insert(row.number);
                }
                unfinished.in_doubt.push(UnconfirmedRow { error: Some(error), ..UnconfirmedRow::without_answer(row) });
            }
            other => {
                if let Some(error) = other.error() {
                    unfinished.failure.get_or_insert(Failure::Service(error.clone()));
                }
                unfinished.not_sent.push(row);
            }
        }
        Ok(())
    }

    /// Evaluates the records returned by calls in doubt. If there are as many as rows, they are these rows, even if their
    /// values differ. With a unique key, the client has already compared them, and they do not belong to the rows.
    fn match_answers(&mut self, unfinished: &mut Unfinished) -> Result<(), Failure> {
        for Answered { ids, rows } in std::mem::take(&mut unfinished.answered).into_values() {
            let mut new: HashSet<String> = ids.iter().cloned().collect();
            lock(self.shared).checkpoint.without_created(&mut new)?;
            if new.is_empty() {
                // The response to another call, which does not concern these rows.
                continue;
            }
            let is_whole = ids.len() == rows.len() && new.len() == ids.len();
            let (of_call, others) = unfinished.in_doubt.drain(..).partition(|doubt| rows.contains(&doubt.row.number));
            unfinished.in_doubt = others;
            let of_call: Vec<UnconfirmedRow> = of_call;
            if self.unique_key.is_none() && is_whole {
                for (doubt, id) in of_call.into_iter().zip(ids) {
                    self.created(doubt.row.number, doubt.row.hash, id)?;
                }
                continue;
            }
            for mut doubt in of_call {
                doubt.is_unmatched = true;
                lock(self.shared).checkpoint.note(&Entry::Unmatched { row: doubt.row.number })?;
                unfinished.in_doubt.push(doubt);
            }
        }
        Ok(())
    }

    pub fn rejected(&mut self, row: u64, raw: &RawRow, reason: &str) -> Result<(), Failure> {
        if self.report.counts.rejected == 0 {
            lock(self.shared).checkpoint.begin(self.report.rejects_path())?;
        }
        self.report.rejected(row, raw, reason)?;
        let rejects = self.report.rejects();
        lock(self.shared).checkpoint.note(&Entry::Rejected { row, rejects })
    }

    fn created(&mut self, row: u64, hash: u64, id: String) -> Result<(), Failure> {
        self.report.created(row, &id)?;
        lock(self.shared).checkpoint.note(&Entry::Created { row, hash, id })
    }
}
