//! Sends rows, and sees to what becomes of them.

use std::collections::{HashMap, HashSet};
use std::future::{Future, poll_fn};
use std::ops::Range;
use std::pin::{Pin, pin};
use std::task::Poll;

use weda::dynamic::AnyModel;
use weda::{Error, ErrorKind, Outcome};

use super::checkpoint::Entry;
use super::pending_row::{PendingRow, PreparedRow};
use super::progress_line::ProgressLine;
use super::report::Report;
use super::row_queue::{RowQueue, Rows, SharedState, lock};
use crate::exit::Exit;
use crate::failure::{Failure, ImportError};
use crate::records::RawRow;
use crate::say::say;

/// Rows in doubt that are kept before they are looked for.
const MOST_IN_DOUBT: usize = 1_000;

/// What sending takes.
pub(super) struct Sender<'a> {
    pub model: AnyModel,
    /// The field by which the client itself looks for rows of a lost call: at once, so that a call which is carried out
    /// later must be one that the service refuses.
    pub unique_key: Option<&'a str>,
    pub report: &'a mut Report,
    pub progress: &'a mut ProgressLine,
    pub shared: &'a SharedState,
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
        let bulk = self.model.create_many(RowQueue { rows, shared: self.shared.clone() }).rows_at_once(per_call);
        let bulk = match self.unique_key {
            Some(field) => bulk.unique_by(field),
            None => bulk,
        };
        let mut outcomes = bulk.stream();
        // One for all outcomes: between two of them nobody would hear it. The share of time that tokio gives a task may be
        // used up by outcomes that come at once.
        let mut interrupt = pin!(tokio::task::unconstrained(crate::service::interrupt()));
        let mut interrupted = false;
        loop {
            let outcome = match interrupted {
                false => until(interrupt.as_mut(), outcomes.next()).await,
                true => Some(outcomes.next().await),
            };
            let Some(outcome) = outcome else {
                interrupted = true;
                lock(self.shared).stop = true;
                say("note: waiting for the rows under way; Ctrl-C again does not wait");
                unfinished.failure.get_or_insert(ImportError::Stopped.into());
                tokio::spawn(end_at_once());
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
        let mut shared = lock(self.shared);
        // Behind the last that was sent there may be rows that are not sent at all.
        let left = shared.waiting.drain(..).filter_map(|row| match row {
            PreparedRow::Send(row) => Some(row),
            _ => None,
        });
        unfinished.not_sent.extend(left);
        let failure = shared.failure.take();
        unfinished.failure = failure.or(unfinished.failure.take());
        Ok(unfinished)
    }

    fn take(&mut self, row: PreparedRow, outcome: Outcome<String>, unfinished: &mut Unfinished) -> Result<(), Failure> {
        let mut row = match row {
            PreparedRow::Send(row) => row,
            PreparedRow::Created { number, hash, id } => return self.created(number, hash, id),
            PreparedRow::AlreadyThere { number, hash, id } => {
                self.report.already_there(number, &id)?;
                return lock(self.shared).checkpoint.note(&Entry::AlreadyThere { row: number, hash });
            }
            PreparedRow::Rejected { number, hash, raw, reason } => {
                return self.rejected(number, hash, &raw, reason);
            }
        };
        match outcome {
            Outcome::Succeeded(id) => return self.created(row.number, row.hash, id),
            Outcome::Failed(error) if is_about_row(&error) && error.in_doubt().is_none() => {
                return self.rejected(row.number, row.hash, &row.raw, crate::failure::reason(&error));
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
                unfinished.in_doubt.push(Doubt { row, error: Some(error), is_unmatched: false });
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
            let is_whole = ids.len() == rows.len() && ids.iter().collect::<HashSet<_>>().len() == ids.len();
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

    pub fn rejected(&mut self, row: u64, hash: u64, raw: &RawRow, reason: String) -> Result<(), Failure> {
        self.report.rejected(row, raw, &reason)?;
        let rejects = self.report.rejects();
        lock(self.shared).checkpoint.note(&Entry::Rejected { row, hash, reason, rejects })
    }

    fn created(&mut self, row: u64, hash: u64, id: String) -> Result<(), Failure> {
        self.report.created(row, &id)?;
        lock(self.shared).checkpoint.note(&Entry::Created { row, hash, id })
    }
}

/// Returns the end of the work, or `None` once the user interrupts, even where there is always an end at once.
async fn until<T>(mut interrupt: Pin<&mut impl Future<Output = ()>>, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    poll_fn(|context| match interrupt.as_mut().poll(context) {
        Poll::Ready(()) => Poll::Ready(None),
        Poll::Pending => work.as_mut().poll(context).map(Some),
    })
    .await
}

/// The checkpoint is always ahead of what is sent, so the process may end at any time.
async fn end_at_once() {
    crate::service::interrupt().await;
    std::process::exit(Exit::Interrupted as i32);
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::pin::pin;

    use super::until;

    #[test]
    fn an_interrupt_comes_before_an_outcome_that_is_there() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        assert_eq!(runtime.block_on(until(pin!(ready(())), ready("outcome"))), None);
        assert_eq!(runtime.block_on(until(pin!(pending()), ready("outcome"))), Some("outcome"));
    }
}
