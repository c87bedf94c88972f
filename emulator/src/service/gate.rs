//! Checks before a call reaches the records: request ids, rate limits, quotas, permissions.

use std::sync::Mutex;

use jiff::Timestamp;

use crate::locked::locked;
use crate::profile::Gateway;

/// The offset of Beijing's days from UTC, in seconds.
const BEIJING: i64 = 8 * 3600;

/// Reasons why the gate refuses a call.
#[derive(Debug)]
pub(crate) enum GateError {
    NoRequestId,
    /// Too many calls per second.
    Calls,
    /// The daily quota is used up.
    Quota,
    /// The model is forbidden.
    Forbidden {
        model: String,
    },
    /// Too many token calls per minute.
    Tokens,
}

/// The counters of recent calls.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    second: Window,
    day: Window,
    token_minute: Window,
}

/// The number of calls in the latest window, a fixed span of the clock.
#[derive(Debug, Default)]
struct Window(Mutex<(i64, u32)>);

impl Window {
    /// Counts a call and returns true if it is one of the first `max` of its span. 0 means no limit.
    fn admits(&self, span: i64, max: u32) -> bool {
        if max == 0 {
            return true;
        }
        let mut window = locked(&self.0);
        let (latest, count) = &mut *window;
        if *latest != span {
            (*latest, *count) = (span, 0);
        }
        *count = count.saturating_add(1);
        *count <= max
    }

    /// The number of calls that were counted in a span.
    fn used(&self, span: i64) -> u32 {
        let (latest, count) = *locked(&self.0);
        if latest == span { count } else { 0 }
    }
}

/// The calls that were counted against the limits so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LimitsUsed {
    pub(crate) calls_this_second: u32,
    pub(crate) calls_today: u32,
    pub(crate) tokens_this_minute: u32,
}

/// The number of the day in Beijing.
fn day(now: Timestamp) -> i64 {
    (now.as_second() + BEIJING).div_euclid(86_400)
}

/// The number of the minute.
fn minute(now: Timestamp) -> i64 {
    now.as_second().div_euclid(60)
}

impl Gate {
    /// The use of the limits at this time.
    pub(crate) fn used(&self, now: Timestamp) -> LimitsUsed {
        LimitsUsed {
            calls_this_second: self.second.used(now.as_second()),
            calls_today: self.day.used(day(now)),
            tokens_this_minute: self.token_minute.used(minute(now)),
        }
    }

    /// Checks a call with a valid token; `has_id` is true unless it lacks a request id that it needs.
    pub(crate) fn admit(&self, rules: &Gateway, has_id: bool, now: Timestamp) -> Result<(), GateError> {
        if rules.request_id_required && !has_id {
            return Err(GateError::NoRequestId);
        }
        if !self.second.admits(now.as_second(), rules.calls_per_second) {
            return Err(GateError::Calls);
        }
        if !self.day.admits(day(now), rules.calls_per_day) {
            return Err(GateError::Quota);
        }
        Ok(())
    }

    /// Checks a call on a model.
    pub(crate) fn admit_to(&self, rules: &Gateway, model: &str) -> Result<(), GateError> {
        if !rules.forbidden_models.iter().any(|forbidden| forbidden == model) {
            return Ok(());
        }
        Err(GateError::Forbidden { model: model.to_owned() })
    }

    /// Checks a token call.
    pub(crate) fn admit_token(&self, rules: &Gateway, now: Timestamp) -> Result<(), GateError> {
        if self.token_minute.admits(minute(now), rules.tokens_per_minute) {
            return Ok(());
        }
        Err(GateError::Tokens)
    }
}
