//! The rows on their way into the client, and what is remembered of each until its outcome is known.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::value::RawValue;

use super::checkpoint::Checkpoint;
use super::shape::Shape;
use crate::failure::{Failure, Trouble};
use crate::records::{Mark, Row, Unread};

/// Rows as they come from the file.
pub(super) type Rows = Box<dyn Iterator<Item = Result<Row, Unread>> + Send>;

/// A row that has no outcome yet.
pub(super) struct Waiting {
    pub row: u64,
    pub mark: Mark,
    /// As it stands in the file.
    pub text: String,
    /// Why it is not sent at all.
    pub verdict: Option<String>,
}

/// What the feed and those who look at the outcomes share.
pub(super) struct Shared {
    pub checkpoint: Checkpoint,
    /// In the order of the file.
    pub waiting: VecDeque<Waiting>,
    /// No further row is to be sent.
    pub stop: bool,
    /// Why no further row can be sent.
    pub failure: Option<Failure>,
}

/// Gives out the rows, one after the other, and tells the checkpoint before each. One that cannot be sent is given out as
/// an error, so that its outcome comes in its turn, and no more rows wait than the client takes.
pub(super) struct Feed {
    /// Shared, for those that nobody asks for.
    pub rows: Arc<Mutex<Rows>>,
    pub shape: Shape,
    pub shared: Arc<Mutex<Shared>>,
}

pub(super) fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    // Nothing panics while it holds the lock, and if it did, the state would still be what was done.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Iterator for Feed {
    type Item = Result<Box<RawValue>, Box<dyn StdError + Send + Sync>>;

    fn next(&mut self) -> Option<Self::Item> {
        if lock(&self.shared).stop {
            return None;
        }
        let row = match next(&self.rows)? {
            Ok(row) => row,
            Err(unread) => return self.give_up(Trouble::Rows(unread).into()),
        };
        let ready = match &row.text {
            Ok(text) => self.shape.apply(text).and_then(|ready| raw(ready.body)),
            Err(unfit) => Err(unfit.reason.clone()),
        };
        let text = row.text.unwrap_or_else(|unfit| unfit.raw);
        let mut shared = lock(&self.shared);
        let verdict = ready.as_ref().err().cloned();
        shared.waiting.push_back(Waiting { row: row.number, mark: row.mark, text, verdict });
        if let Err(failure) = shared.checkpoint.send(row.mark) {
            drop(shared);
            return self.give_up(failure);
        }
        Some(ready.map_err(Into::into))
    }
}

/// The next row.
pub(super) fn next(rows: &Mutex<Rows>) -> Option<Result<Row, Unread>> {
    rows.lock().unwrap_or_else(PoisonError::into_inner).next()
}

impl Feed {
    fn give_up<T>(&self, failure: Failure) -> Option<T> {
        let mut shared = lock(&self.shared);
        shared.stop = true;
        shared.failure = Some(failure);
        None
    }
}

fn raw(json: String) -> Result<Box<RawValue>, String> {
    RawValue::from_string(json).map_err(|error| format!("it is no JSON object: {error}"))
}
