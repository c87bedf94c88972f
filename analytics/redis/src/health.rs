//! The decision to ask Redis: after a failure nobody asks for a while, so that calls are delayed once and not each.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// After a failure Redis is not asked for so long.
const AWAY: Duration = Duration::from_secs(2);

/// State of the connection to Redis, shared by all that use it.
#[derive(Debug, Default)]
pub(crate) struct Health(Mutex<State>);

#[derive(Debug, Clone, Copy, Default)]
enum State {
    #[default]
    Well,
    /// Redis failed, and is tried again at this time.
    Away(Instant),
}

impl Health {
    /// Returns true if Redis may be asked now. While it is away that is one attempt of all callers every two seconds.
    pub fn may_ask(&self) -> bool {
        let now = Instant::now();
        let mut state = self.state();
        match *state {
            State::Well => true,
            State::Away(until) if now < until => false,
            State::Away(_) => {
                *state = State::Away(now + AWAY);
                true
            }
        }
    }

    /// Returns true while Redis is away.
    pub fn is_away(&self) -> bool {
        matches!(*self.state(), State::Away(_))
    }

    /// Notes an answer. Returns true if Redis was away.
    pub fn answered(&self) -> bool {
        matches!(std::mem::take(&mut *self.state()), State::Away(_))
    }

    /// Notes a failure. Returns true if it is the first.
    pub fn failed(&self) -> bool {
        let before = std::mem::replace(&mut *self.state(), State::Away(Instant::now() + AWAY));
        matches!(before, State::Well)
    }

    /// Nothing panics under this lock, so a poisoned state is still consistent.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_attempt_in_two_seconds_and_one_message() {
        let health = Health::default();
        assert!(health.may_ask() && health.may_ask());
        // Several were under way.
        assert!(health.failed());
        assert!(!health.failed());
        assert!(!health.may_ask() && health.is_away());
        tokio::time::advance(Duration::from_millis(1_999)).await;
        assert!(!health.may_ask());
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(health.may_ask(), "the next attempt");
        assert!(!health.may_ask(), "others do not wait with it");
        assert!(!health.failed(), "no second warning");
        tokio::time::advance(AWAY).await;
        assert!(health.may_ask());
        assert!(health.answered(), "it is back");
        assert!(!health.answered() && !health.is_away() && health.may_ask());
        assert!(health.failed(), "a warning for each time");
    }
}
