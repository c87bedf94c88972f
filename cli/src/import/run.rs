//! Sends rows, and sees to what becomes of them.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;

use weda::dynamic::AnyModel;
use weda::{Error, ErrorKind, Outcome};

use super::checkpoint::Checkpoint;
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
        // One for all outcomes: between two of them nobody would hear it.
        let mut interrupt = pin!(crate::service::interrupt());
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
            let Some(row) = self.next(&mut shared, in_order)? else { continue };
            match outcome {
                Outcome::Succeeded(id) => {
                    shared.checkpoint.state.created += 1;
                    self.report.created(row.row, &id)?;
                }
                Outcome::Failed(error) if is_of_the_row(&error) => {
                    shared.checkpoint.state.rejected += 1;
                    self.report.rejected(row.row, &row.text, &error.to_string())?;
                }
                Outcome::Unknown(unsettled) => {
                    shared.stop = true;
                    doubtful.push(row.row);
                    self.report.doubtful(row.row, &unsettled.error().to_string())?;
                    cause.get_or_insert_with(|| Failure::Service(unsettled.error().clone()));
                }
                other => {
                    shared.stop = true;
                    open.push(row.row);
                    let error = other.error().cloned();
                    self.report.open(row.row, &error.as_ref().map(Error::to_string).unwrap_or_default())?;
                    cause.get_or_insert(error.map_or(Trouble::Stopped.into(), Failure::Service));
                }
            }
            if in_order {
                let state = &mut shared.checkpoint.state;
                state.through = row.row;
                (state.doubtful, state.open) = (doubtful.clone(), open.clone());
            }
            self.show(&shared.checkpoint);
        }
        drop(outcomes);
        let mut shared = lock(&shared);
        // Behind the last that was sent there may be rows that are not sent at all.
        while let Some(row) = self.next(&mut shared, in_order)? {
            open.push(row.row);
        }
        if !in_order {
            // These are nowhere else.
            while let Some(row) = feed::next(&rows) {
                open.push(row.map_err(Trouble::Rows)?.number);
            }
        }
        let failure = shared.failure.take().or(cause);
        Ok(Ended { checkpoint: shared.checkpoint.take(), doubtful, open, failure })
    }

    /// Tells of the rows at the front that are not sent at all; then the first that was sent.
    fn next(&mut self, shared: &mut Shared, in_order: bool) -> Result<Option<Waiting>, Failure> {
        while let Some(row) = shared.waiting.pop_front() {
            let Some(verdict) = &row.verdict else { return Ok(Some(row)) };
            let state = &mut shared.checkpoint.state;
            state.rejected += 1;
            if in_order {
                state.through = row.row;
            }
            self.report.rejected(row.row, &row.text, verdict)?;
        }
        Ok(None)
    }

    fn show(&mut self, checkpoint: &Checkpoint) {
        let state = &checkpoint.state;
        let done = state.created + state.rejected;
        let read = self.bytes.0.load(Ordering::Relaxed);
        // How many rows there are is judged by the bytes that those so far took.
        let total = self.bytes.1.filter(|_| read > 0 && state.through > 0).map(|all| {
            let total = u128::from(state.sent.max(state.through)) * u128::from(all) / u128::from(read);
            u64::try_from(total).unwrap_or(u64::MAX).max(done)
        });
        self.progress.show(done, total);
    }
}

/// The end of the work, or `None` once the user interrupts.
async fn until<T>(mut interrupt: Pin<&mut impl Future<Output = ()>>, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => interrupt.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// The checkpoint is always ahead of what is sent, so the process may end at any time.
async fn end_at_once() {
    crate::service::interrupt().await;
    std::process::exit(crate::exit::Exit::Other as i32);
}
