use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

/// The emulator's time, used for records, tokens and limits.
#[derive(Debug)]
pub(crate) struct Clock {
    /// The time in Unix milliseconds of a fixed clock, or else the offset from the machine's clock.
    millis: AtomicI64,
    is_fixed: bool,
}

impl Clock {
    /// The machine's clock.
    pub(crate) fn system() -> Self {
        Self { millis: AtomicI64::new(0), is_fixed: false }
    }

    /// A clock that does not run, in Unix milliseconds.
    pub(crate) fn fixed(millis: i64) -> Self {
        Self { millis: AtomicI64::new(millis), is_fixed: true }
    }

    pub(crate) fn now(&self) -> Timestamp {
        let start = if self.is_fixed { 0 } else { Timestamp::now().as_millisecond() };
        let millis = start.saturating_add(self.millis.load(Ordering::Relaxed));
        let end = if millis < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Timestamp::from_millisecond(millis).unwrap_or(end)
    }

    /// How far it is ahead of the machine's clock, in milliseconds; `None` for a clock that does not run.
    pub(crate) fn offset(&self) -> Option<i64> {
        (!self.is_fixed).then(|| self.millis.load(Ordering::Relaxed))
    }

    pub(crate) fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        let add = |millis: i64| Some(millis.saturating_add(by));
        // Cannot fail: the closure always returns a value.
        let _ = self.millis.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }
}
