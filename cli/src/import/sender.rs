//! Sends rows, and sees to what becomes of them.

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
use crate::stderr::say;

/// Rows in doubt that are kept before they are looked for.
const MOST_IN_DOUBT: usize = 1_000;

/// What sending takes.
pub(super) struct Sender<'a> {
    pub model: ModelHandle,
    /// The field by which the client itself looks for rows of a lost call: at once, so that a call which is carried out
    /// later must be one that the service refuses.
    pub unique_key: Option<&'a str>,
    pub report: &'a mut Report,
    pub progress: &'a mut ProgressLine,
    pub shared: &'a SharedState,
    pub interrupt: Interrupt,
}

/// A row that may be stored.
#[derive(Debug)]
pub(super) struct Doubt {
    pub row: PendingRow,
    /// Why; `None` where an earlier run has left it.
    pub error: Option<Error>,
    /// Records were answered to its call, and none of them holds what the row holds: the service may store values in
    /// another way than they are sent, so that looking for them tells nothing.
    pub is_unmatched: bool,
    /// It is another row in the file than the one that was sent, whose values nobody knows.
    pub is_changed: bool,
    /// Why it is not to be sent again if it is not stored.
    pub refused: Option<String>,
}

impl Doubt {
    pub fn without_answer(row: PendingRow) -> Self {
        Self { row, error: None, is_unmatched: false, is_changed: false, refused: None }
    }

    /// Whether the row is in the file as it was sent, so that it can be looked for by all that it holds.
    pub fn is_as_sent(&self) -> bool {
        !self.is_changed && !self.row.body.is_empty()
    }

    /// Why it stays in doubt where looking for it tells nothing.
    pub fn cause(&self) -> Failure {
        match &self.error {
            _ if self.is_changed => ImportError::ChangedInDoubt { row: self.row.number }.into(),
            Some(error) => Failure::Service(error.clone()),
            None => ImportError::NothingTells.into(),
        }
    }
}

/// Rows that have no outcome.
#[derive(Default)]
pub(super) struct Unfinished {
    pub in_doubt: Vec<Doubt>,
    /// Rows that are surely not stored, though nothing is wrong with them.
    pub not_sent: Vec<PendingRow>,
    /// The ids that were answered to calls whose rows are in doubt, by the places of the rows in what was sent.
    answered: HashMap<Range<u64>, Answered>,
    /// Why no more can be sent.
    pub failure: Option<Failure>,
}

impl Unfinished {
    pub fn of(in_doubt: Vec<Doubt>) -> Self {
        Self { in_doubt, ..Self::default() }
    }
}

/// What was answered to a call.
struct Answered {
    ids: Vec<String>,
    /// The numbers of its rows.
    rows: HashSet<u64>,
}

/// Whether an error is about one row, so that another row may fare better.
pub(super) fn is_about_row(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::Conflict | ErrorKind::InvalidValue)
}

impl Sender<'_> {
    /// Sends rows, `per_call` in one call, until there are no more, something is wrong with more than a row, too many are
    /// in doubt, or the user interrupts; then waits for those under way.
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
                say("note: waiting for the rows under way; Ctrl-C again does not wait");
                unfinished.failure.get_or_insert(ImportError::Stopped.into());
                continue;
            };
            let Some(outcome) = outcome else { break };
            // Every outcome is that of the first row that has none.
            let Some(row) = lock(self.shared).waiting.pop_front() else { continue };
            self.take(row, outcome, &mut unfinished)?;
            if unfinished.in_doubt.len() >= MOST_IN_DOUBT || unfinished.failure.is_some() {
                lock(self.shared).stop = true;
            }
            self.progress.show(self.report.done());
        }
        drop(outcomes);
        self.match_answers(&mut unfinished)?;
        // The client gives every row an outcome. If it did not, the row would be one that may be stored.
        let left = std::mem::take(&mut lock(self.shared).waiting);
        for row in left {
            unfinished.in_doubt.extend(self.decided(row)?.map(Doubt::without_answer));
        }
        let failure = lock(self.shared).failure.take();
        unfinished.failure = failure.or(unfinished.failure.take());
        Ok(unfinished)
    }

    /// Tells the outcome of a row that is not sent; returns one that is.
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
                // A refusal is about some of the rows of one call; anything else may meet all that follow.
                if !is_about_row(&error) {
                    lock(self.shared).stop = true;
                }
                let ids = unsettled.ids();
                if !ids.is_empty() {
                    let answered = || Answered { ids, rows: HashSet::new() };
                    unfinished.answered.entry(unsettled.rows()).or_insert_with(answered).rows.insert(row.number);
                }
                unfinished.in_doubt.push(Doubt { error: Some(error), ..Doubt::without_answer(row) });
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

    /// Goes by the records that were answered to a call: as many as there were rows are these rows, whatever the service
    /// has made of their values. With a unique key they have been compared by it, and are not those of the rows.
    fn match_answers(&mut self, unfinished: &mut Unfinished) -> Result<(), Failure> {
        for Answered { ids, rows } in std::mem::take(&mut unfinished.answered).into_values() {
            let mut new: HashSet<String> = ids.iter().cloned().collect();
            lock(self.shared).checkpoint.without_created(&mut new)?;
            if new.is_empty() {
                // The answer to another call: it says nothing of these rows.
                continue;
            }
            let is_whole = ids.len() == rows.len() && new.len() == ids.len();
            let (of_call, others) = unfinished.in_doubt.drain(..).partition(|doubt| rows.contains(&doubt.row.number));
            unfinished.in_doubt = others;
            let of_call: Vec<Doubt> = of_call;
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
