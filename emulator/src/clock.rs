use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

/// What time it is for the emulator: in records, tokens and limits.
#[derive(Debug)]
pub(crate) struct Clock {
    /// Milliseconds: the time itself where it stands still, else what it is ahead of the machine's.
    millis: AtomicI64,
    stands: bool,
}

impl Clock {
    /// The machine's clock.
    pub(crate) fn system() -> Self {
        Self { millis: AtomicI64::new(0), stands: false }
    }

    /// A clock that stands still, in Unix milliseconds.
    pub(crate) fn fixed(millis: i64) -> Self {
        Self { millis: AtomicI64::new(millis), stands: true }
    }

    pub(crate) fn now(&self) -> Timestamp {
        let start = if self.stands { 0 } else { Timestamp::now().as_millisecond() };
        let millis = start.saturating_add(self.millis.load(Ordering::Relaxed));
        let end = if millis < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Timestamp::from_millisecond(millis).unwrap_or(end)
    }

    pub(crate) fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        let add = |millis: i64| Some(millis.saturating_add(by));
        // Never refused: the closure always has a value.
        let _ = self.millis.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }
}
