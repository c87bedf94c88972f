//! A chunk in flight.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

use super::create::unknown;
use super::engine::not_sent;
use super::messages::Message;
use super::outcome::Outcome;
use crate::Error;
use crate::error::{ErrorKind, InDoubt, Problem};
use crate::task::Task;

/// The result of a chunk.
#[derive(Default)]
pub(super) struct ChunkResult {
    /// Positions of rows, with their outcomes.
    pub outcomes: Vec<(u64, Outcome<String>)>,
    /// An error that would fail every further row.
    pub stop: Option<Error>,
}

/// A chunk in its own task, so that it makes progress while the caller handles outcomes.
pub(super) struct Chunk {
    positions: Vec<u64>,
    /// Its first request, once sent.
    first: Arc<OnceLock<InDoubt>>,
    task: Task<ChunkResult>,
}

impl Chunk {
    pub fn spawn(
        positions: Vec<u64>,
        first: Arc<OnceLock<InDoubt>>,
        work: impl Future<Output = ChunkResult> + Send + 'static,
    ) -> Chunk {
        Chunk { positions, first, task: Task::spawn(work) }
    }

    fn lost(&self) -> ChunkResult {
        let error = Error::new(ErrorKind::Network, Problem::Text(Message::TaskLost.to_string()));
        let outcome = match self.first.get() {
            Some(doubt) => unknown(error.clone(), doubt.clone(), Vec::new(), &self.positions),
            None => not_sent(&error),
        };
        let outcomes = self.positions.iter().map(|position| (*position, outcome.clone())).collect();
        ChunkResult { outcomes, stop: Some(error) }
    }
}

impl Future for Chunk {
    type Output = ChunkResult;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<ChunkResult> {
        let done = ready!(Pin::new(&mut self.task).poll(context));
        Poll::Ready(done.unwrap_or_else(|| self.lost()))
    }
}

/// The range from the first to the last position.
pub(super) fn range(positions: &[u64]) -> std::ops::Range<u64> {
    let first = positions.first().copied().unwrap_or_default();
    first..positions.last().map_or(first, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use http::Method;

    use super::*;
    use crate::DateTime;
    use crate::request::{Idempotency, OperationKind, Request};

    /// A chunk that is polled after its runtime has shut down.
    fn lost(first: Option<InDoubt>) -> Outcome<String> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let slot = Arc::<OnceLock<_>>::default();
        let mut task = {
            let _inside = runtime.enter();
            Chunk::spawn(vec![4, 6], Arc::clone(&slot), std::future::pending())
        };
        if let Some(first) = first {
            slot.set(first).unwrap();
        }
        drop(runtime);
        let Poll::Ready(done) = Pin::new(&mut task).poll(&mut Context::from_waker(Waker::noop())) else {
            panic!("the task is lost")
        };
        assert!(done.stop.is_some());
        assert_eq!(done.outcomes.iter().map(|(position, _)| *position).collect::<Vec<_>>(), [4, 6]);
        done.outcomes[0].1.clone()
    }

    #[test]
    fn a_lost_task_reports_what_it_sent() {
        let path = "/weda/odata/v1/batch/pre/book".to_owned();
        let request = Request {
            method: Method::POST,
            path,
            body: None,
            expect: 201,
            operation: OperationKind::Create,
            model: Some("book".into()),
            record: None,
            idempotency: Idempotency::Once,
        };
        let first = InDoubt::new(&request, DateTime::from_millis(7), Vec::new());
        let Outcome::Unknown(unconfirmed) = lost(Some(first)) else { panic!("it was sent") };
        assert_eq!(unconfirmed.rows(), 4..7);
        let doubt = unconfirmed.error().in_doubt().unwrap();
        assert_eq!((doubt.operation(), doubt.sent_at()), (OperationKind::Create, DateTime::from_millis(7)));

        assert!(matches!(lost(None), Outcome::NotSent(_)));
    }
}
