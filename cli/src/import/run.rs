//! Sends rows, and sees to what becomes of them.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;

use weda::dynamic::AnyModel;
use weda::{Error, ErrorKind, Outcome};

use super::checkpoint::{Checkpoint, State};
use super::feed::{self, Feed, Rows, Shared, Waiting, lock};
use super::report::Report;
use super::shape::Shape;
use super::spans::Spans;
use crate::failure::{Failure, Trouble};
use crate::progress::Progress;
use crate::say::say;

/// Everything that sending takes.
pub(super) struct Run<'a> {
    pub model: AnyModel,
    pub shape: &'a Shape,
    pub report: &'a mut Report,
    pub progress: &'a mut Progress,
    /// Bytes of the file that have been read, and how many there are.
    pub bytes: (&'a AtomicU64, Option<u64>),
}

/// How a run ended.
pub(super) struct Ended {
    pub checkpoint: Checkpoint,
    /// Rows that may be stored.
    pub doubtful: Spans,
    /// Rows that are surely not stored, though nothing is wrong with them.
    pub open: Spans,
    /// Why rows are among those, or were left unread.
    pub failure: Option<Failure>,
}

/// What is known of a row.
enum Fate {
    Known,
    Doubtful,
    Open,
}

/// Whether another row may fare better.
pub(super) fn is_of_the_row(error: &Error) -> bool {
    let kind = matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::Conflict | ErrorKind::InvalidValue);
    kind && error.in_doubt().is_none()
}

impl Run<'_> {
    /// Sends rows until they are at their end, something is wrong with more than a row, or the user interrupts: then
    /// what is under way is waited for. Where the rows go on in order behind what is done, `in_order`, the checkpoint
    /// moves with their outcomes.
    pub async fn send(&mut self, checkpoint: Checkpoint, rows: Rows, in_order: bool) -> Result<Ended, Failure> {
        let shared = Shared { checkpoint, waiting: VecDeque::new(), stop: false, failure: None };
        let shared = Arc::new(Mutex::new(shared));
        let (mut doubtful, mut open, mut cause) = (Spans::default(), Spans::default(), None);
        let rows = Arc::new(Mutex::new(rows));
        let feed = Feed { rows: Arc::clone(&rows), shape: self.shape.clone(), shared: Arc::clone(&shared) };
        let bulk = self.model.create_many(feed);
        let bulk = match &self.shape.key {
            Some(field) => bulk.unique_by(field.clone()),
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
                lock(&shared).stop = true;
                say("note: waiting for the rows under way; Ctrl-C again does not wait");
                cause.get_or_insert(Trouble::Stopped.into());
                tokio::spawn(end_at_once());
                continue;
            };
            let Some(outcome) = outcome else { break };
            let mut shared = lock(&shared);
            // Every outcome is that of the first row that has none.
            let Some(row) = shared.waiting.pop_front() else { continue };
            let state = &mut shared.checkpoint.state;
            let (fate, wrong) = self.fate(&row, outcome, state);
            match fate {
                Fate::Known => {}
                Fate::Doubtful => doubtful.push(row.row),
                Fate::Open => open.push(row.row),
            }
            if in_order {
                (state.through, state.read) = (row.row, row.mark);
                (state.doubtful, state.open) = (doubtful.clone(), open.clone());
            }
            state.rejects = self.report.written();
            if let Some(wrong) = wrong {
                shared.stop = true;
                cause.get_or_insert(wrong);
            }
            self.show(&shared.checkpoint);
        }
        drop(outcomes);
        let mut shared = lock(&shared);
        // Behind the last that was sent there may be rows that are not sent at all.
        open.extend_by(shared.waiting.drain(..).map(|row| row.row));
        if !in_order {
            // These are nowhere else.
            while let Some(row) = feed::next(&rows) {
                open.push(row.map_err(Trouble::Rows)?.number);
            }
        }
        let failure = shared.failure.take().or(cause);
        Ok(Ended { checkpoint: shared.checkpoint.take(), doubtful, open, failure })
    }

    /// Tells what became of a row; with it, why nothing further is to be sent.
    fn fate(&mut self, row: &Waiting, outcome: Outcome<String>, state: &mut State) -> (Fate, Option<Failure>) {
        let reason = match (&row.verdict, outcome) {
            (Some(verdict), _) => verdict.clone(),
            (None, Outcome::Succeeded(id)) => {
                state.created += 1;
                return (Fate::Known, self.report.created(row.row, &id).err());
            }
            (None, Outcome::Failed(error)) if is_of_the_row(&error) => error.to_string(),
            (None, Outcome::Unknown(unsettled)) => {
                let error = unsettled.error();
                let told = self.report.doubtful(row.row, &error.to_string());
                return (Fate::Doubtful, Some(told.err().unwrap_or_else(|| Failure::Service(error.clone()))));
            }
            (None, other) => {
                let error = other.error().cloned();
                let told = self.report.open(row.row, &error.as_ref().map(Error::to_string).unwrap_or_default());
                let wrong = error.map_or(Trouble::Stopped.into(), Failure::Service);
                return (Fate::Open, Some(told.err().unwrap_or(wrong)));
            }
        };
        match self.report.rejected(row.row, &row.text, &reason) {
            Ok(()) => {
                state.rejected += 1;
                (Fate::Known, None)
            }
            // Nobody has been told, so it is for the next run.
            Err(unwritten) => (Fate::Open, Some(unwritten)),
        }
    }

    fn show(&mut self, checkpoint: &Checkpoint) {
        let state = &checkpoint.state;
        let done = state.done();
        let read = self.bytes.0.load(Ordering::Relaxed);
        // How many rows there are is judged by the bytes that those so far took.
        let total = self.bytes.1.filter(|_| read > 0 && state.through > 0).map(|all| {
            let total = u128::from(state.sent.max(state.through)) * u128::from(all) / u128::from(read);
            u64::try_from(total).unwrap_or(u64::MAX).max(done)
        });
        self.progress.show(done, total);
    }
}

/// The end of the work, or `None` once the user interrupts, even where there is always an end at once.
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
    std::process::exit(crate::exit::Exit::Other as i32);
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
