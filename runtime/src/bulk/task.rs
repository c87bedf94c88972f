//! A chunk that is under way.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::task::JoinHandle;

use super::outcome::{Outcome, Unsettled};
use super::words::Words;
use crate::Error;
use crate::error::{ErrorKind, Problem};

/// The outcomes of a chunk, each with the position of its row.
#[derive(Default)]
pub(super) struct Done {
    pub outcomes: Vec<(u64, Outcome<String>)>,
    /// What every further row would meet.
    pub stop: Option<Error>,
}

/// A task of its own, so that it goes on while the caller works on outcomes. It ends when nobody waits for it any more.
pub(super) struct Task {
    positions: Vec<u64>,
    handle: JoinHandle<Done>,
}

impl Task {
    pub fn spawn(positions: Vec<u64>, work: impl Future<Output = Done> + Send + 'static) -> Task {
        Task { positions, handle: tokio::spawn(work) }
    }

    pub fn poll(&mut self, context: &mut Context<'_>) -> Poll<Done> {
        Poll::Ready(match ready!(Pin::new(&mut self.handle).poll(context)) {
            Ok(done) => done,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => self.lost(),
            },
        })
    }

    fn lost(&self) -> Done {
        let error = Error::new(ErrorKind::Network, Problem::Text(Words::Lost.to_string()));
        let rows = range(&self.positions);
        let unknown = Outcome::Unknown(Unsettled::new(error.clone(), Vec::new(), rows));
        let outcomes = self.positions.iter().map(|position| (*position, unknown.clone())).collect();
        Done { outcomes, stop: Some(error) }
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.handle.abort();
    }
}

/// From the first to behind the last.
pub(super) fn range(positions: &[u64]) -> std::ops::Range<u64> {
    let first = positions.first().copied().unwrap_or_default();
    first..positions.last().map_or(first, |last| last + 1)
}
