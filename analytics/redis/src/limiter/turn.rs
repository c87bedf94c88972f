//! The turn that a process holds: it belongs to the first call in the queue, whichever that is.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use weda::client::Permit;

use super::GRACE;

/// A call that was counted towards a quota is not counted again for another turn within this time.
const COUNTED_FOR: Duration = Duration::from_secs(60);

/// A time at which one call may be sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Turn {
    pub at: Instant,
    /// A call was counted towards the quota.
    pub is_counted: bool,
}

impl Turn {
    /// Returns true if it is too late to send a call.
    pub fn is_over(&self) -> bool {
        Instant::now() > self.at + GRACE
    }
}

/// The turn of a process, until a call is sent.
#[derive(Debug, Default)]
pub(super) struct Held(Mutex<Option<Turn>>);

impl Held {
    pub fn hold(&self, turn: Turn) {
        *self.state() = Some(turn);
    }

    /// The turn, unless it is over.
    pub fn turn(&self) -> Option<Turn> {
        self.state().filter(|turn| !turn.is_over())
    }

    /// Returns true if the next call has been counted with a turn that was not used.
    pub fn is_counted(&self) -> bool {
        self.state().is_some_and(|turn| turn.is_counted && Instant::now() < turn.at + COUNTED_FOR)
    }

    /// Gives the turn to a call.
    pub fn spend(&self) -> Permit {
        *self.state() = None;
        Permit::Granted
    }

    /// Ends the turn: the service asks for a pause.
    pub fn end(&self) {
        if let Some(turn) = &mut *self.state() {
            turn.at = turn.at.min(Instant::now().checked_sub(2 * GRACE).unwrap_or(turn.at));
        }
    }

    /// Nothing panics under this lock, so a poisoned state is still consistent.
    fn state(&self) -> MutexGuard<'_, Option<Turn>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
