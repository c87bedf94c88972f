//! The queue of rows for the client, and the rows that wait for an outcome.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde_json::value::RawValue;
use tokio::sync::mpsc::Receiver;

use super::checkpoint::Checkpoint;
use super::pending_row::{PendingRow, PreparedRow};
use super::preparation::Block;
use crate::failure::Failure;

/// Prepared rows, received in blocks.
pub(super) struct PreparedRows {
    blocks: Receiver<Block>,
    block: std::vec::IntoIter<PreparedRow>,
    is_over: bool,
}

impl PreparedRows {
    pub fn new(blocks: Receiver<Block>) -> Self {
        Self { blocks, block: Vec::new().into_iter(), is_over: false }
    }

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<PreparedRow, Failure>>> {
        loop {
            if let Some(row) = self.block.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            if self.is_over {
                return Poll::Ready(None);
            }
            match ready!(self.blocks.poll_recv(context)) {
                Some(Ok(block)) if block.is_empty() => self.is_over = true,
                Some(Ok(block)) => self.block = block.into_iter(),
                Some(Err(failure)) => return Poll::Ready(Some(Err(failure))),
                // Continuing would remove the checkpoint although rows were not sent.
                None => panic!("a stage before this one has panicked"),
            }
        }
    }
}

/// State shared by the queue and the reader of outcomes.
pub(super) struct Shared {
    pub checkpoint: Checkpoint,
    /// Rows without an outcome, in the order in which the client received them.
    pub waiting: VecDeque<PreparedRow>,
    /// The highest number of a row that the client received.
    pub last: u64,
    /// The service is known to preserve ids, or need not preserve them.
    pub ids_kept: bool,
    /// The row that tests whether ids are preserved, while it is in doubt.
    pub probing: Option<u64>,
    /// No more rows are to be sent.
    pub stop: bool,
    /// The reason why no more rows can be sent.
    pub failure: Option<Failure>,
}

pub(super) type SharedState = Arc<Mutex<Shared>>;

pub(super) fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    // Nothing panics while the lock is held, and the state would remain valid.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The source of rows.
pub(super) enum Rows<'a> {
    /// The rest of the file.
    Prepared(&'a mut PreparedRows),
    /// Rows to send again. Rows that are not sent remain in the queue.
    Again(&'a mut VecDeque<PreparedRow>),
}

impl Rows<'_> {
    /// Rows in memory that will be sent next.
    fn following(&self) -> Box<dyn Iterator<Item = &PendingRow> + '_> {
        match self {
            Self::Prepared(rows) => Box::new(to_send(rows.block.as_slice().iter())),
            Self::Again(rows) => Box::new(to_send(rows.iter())),
        }
    }
}

fn to_send<'r>(rows: impl Iterator<Item = &'r PreparedRow>) -> impl Iterator<Item = &'r PendingRow> {
    rows.filter_map(|row| match row {
        PreparedRow::Send(row) => Some(row),
        _ => None,
    })
}

/// A stream of rows, each recorded in the checkpoint first. Rows that are not sent are returned as errors, so that outcomes
/// stay in order and the number of waiting rows is limited by the client.
pub(super) struct RowQueue<'a> {
    pub rows: Rows<'a>,
    pub shared: SharedState,
}

type Sent = Result<Box<RawValue>, Box<dyn StdError + Send + Sync>>;

impl Stream for RowQueue<'_> {
    type Item = Sent;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Sent>> {
        if lock(&self.shared).stop {
            return Poll::Ready(None);
        }
        let row = match &mut self.rows {
            Rows::Again(rows) => rows.pop_front().map(Ok),
            Rows::Prepared(rows) => match rows.poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(row) => row,
            },
        };
        Poll::Ready(match row {
            None => None,
            Some(Ok(row)) => self.emit(row),
            Some(Err(failure)) => self.fail(failure),
        })
    }
}

impl RowQueue<'_> {
    fn emit(&self, row: PreparedRow) -> Option<Sent> {
        let mut shared = lock(&self.shared);
        // Rows that are not sent need no entry: another run decides the same.
        if let PreparedRow::Send(row) = &row
            && let Err(failure) = shared.checkpoint.will_send(row, self.rows.following())
        {
            drop(shared);
            return self.fail(failure);
        }
        // From here on its outcome is reported like that of any other row.
        shared.probing = shared.probing.filter(|probed| *probed != row.number());
        let sent = match &row {
            PreparedRow::Send(row) => RawValue::from_string(row.body.clone()).map_err(Into::into),
            _ => Err("decided".into()),
        };
        shared.last = shared.last.max(row.number());
        shared.waiting.push_back(row);
        Some(sent)
    }

    fn fail(&self, failure: Failure) -> Option<Sent> {
        let mut shared = lock(&self.shared);
        shared.stop = true;
        shared.failure = Some(failure);
        None
    }
}
