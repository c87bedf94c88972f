//! A chunk that is under way.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

use super::create::unknown;
use super::engine::not_sent;
use super::messages::Words;
use super::outcome::Outcome;
use crate::Error;
use crate::error::{ErrorKind, InDoubt, Problem};
use crate::task::Task;

/// The outcomes of a chunk, each with the position of its row.
#[derive(Default)]
pub(super) struct Done {
    pub outcomes: Vec<(u64, Outcome<String>)>,
    /// What every further row would meet.
    pub stop: Option<Error>,
}

/// A chunk in a task of its own, so that it goes on while the caller works on outcomes.
pub(super) struct Chunk {
    positions: Vec<u64>,
    /// Its first request, as soon as there is one.
    first: Arc<OnceLock<InDoubt>>,
    task: Task<Done>,
}

impl Chunk {
    pub fn spawn(
        positions: Vec<u64>,
        first: Arc<OnceLock<InDoubt>>,
        work: impl Future<Output = Done> + Send + 'static,
    ) -> Chunk {
        Chunk { positions, first, task: Task::spawn(work) }
    }

    fn lost(&self) -> Done {
        let error = Error::new(ErrorKind::Network, Problem::Text(Words::Lost.to_string()));
        let outcome = match self.first.get() {
            Some(doubt) => unknown(error.clone(), doubt.clone(), Vec::new(), &self.positions),
            None => not_sent(&error),
        };
        let outcomes = self.positions.iter().map(|position| (*position, outcome.clone())).collect();
        Done { outcomes, stop: Some(error) }
    }
}

impl Future for Chunk {
    type Output = Done;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Done> {
        let done = ready!(Pin::new(&mut self.task).poll(context));
        Poll::Ready(done.unwrap_or_else(|| self.lost()))
    }
}

/// From the first to behind the last.
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

    /// What is polled from elsewhere when its runtime is gone.
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
            panic!("it is gone")
        };
        assert!(done.stop.is_some());
        assert_eq!(done.outcomes.iter().map(|(position, _)| *position).collect::<Vec<_>>(), [4, 6]);
        done.outcomes[0].1.clone()
    }

    #[test]
    fn a_task_that_is_lost_says_what_it_sent() {
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
        let Outcome::Unknown(unsettled) = lost(Some(first)) else { panic!("it was sent") };
        assert_eq!(unsettled.rows(), 4..7);
        let doubt = unsettled.error().in_doubt().unwrap();
        assert_eq!((doubt.operation(), doubt.sent_at()), (OperationKind::Create, DateTime::from_millis(7)));

        assert!(matches!(lost(None), Outcome::NotSent(_)));
    }
}
