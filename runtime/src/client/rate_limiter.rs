//! Rate limiting: the number of requests per second.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};

use crate::model::time::LONGEST;

/// Lowest fixed rate in requests per second: one a day.
const MIN_FIXED_RATE: f64 = 1.0 / (24.0 * 60.0 * 60.0);
/// Lowest rate to which rate-limited responses slow a client down, in requests per second.
const MIN_RATE: f64 = 1.0;
/// Time in which a reduced rate doubles.
const DOUBLING_TIME: Duration = Duration::from_secs(5);
/// Time until a lower rate shows in what the service counts.
const FEEDBACK_DELAY: Duration = Duration::from_secs(1);
/// Longest pause of all requests after one response. A call that is told to wait longer waits alone.
const MAX_PAUSE: Duration = Duration::from_secs(30);

/// Decides when requests are sent: see [`ClientBuilder::rate_limiter`](crate::ClientBuilder::rate_limiter).
///
/// ```
/// use std::time::Duration;
/// use weda::client::{Permit, PermitFuture, RateLimiter, RateLimitFeedback};
/// use weda::Client;
///
/// /// Delays every request by a tenth of a second.
/// struct Delayed;
///
/// impl RateLimiter for Delayed {
///     fn acquire(&self, within: Duration) -> PermitFuture<'_> {
///         const DELAY: Duration = Duration::from_millis(100);
///         Box::pin(async move {
///             if DELAY > within {
///                 return Permit::RetryAfter(DELAY);
///             }
///             tokio::time::sleep(DELAY).await;
///             Permit::Granted
///         })
///     }
///
///     fn on_rate_limited(&self, _: RateLimitFeedback) {}
/// }
///
/// let client = Client::builder("lowcode-2gay8jgh25").secret("id", "key").rate_limiter(Delayed).build()?;
/// # Ok::<(), weda::Error>(())
/// ```
pub trait RateLimiter: Send + Sync {
    /// Waits for permission to send a request, `within` at most. A dropped future takes no permit.
    fn acquire(&self, within: Duration) -> PermitFuture<'_>;

    /// Records that the service rejected a request because of too many requests.
    fn on_rate_limited(&self, feedback: RateLimitFeedback);

    /// Names the quota behind [`Permit::QuotaExceeded`] in errors, with what it counts: `the daily quota of 20000 calls`.
    /// Limiters without quotas need not implement it.
    fn quota(&self) -> Option<String> {
        None
    }
}

/// Future of [`RateLimiter::acquire`].
pub type PermitFuture<'l> = Pin<Box<dyn Future<Output = Permit> + Send + 'l>>;

/// Result of [`RateLimiter::acquire`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Permit {
    /// The request may be sent now.
    Granted,
    /// The request cannot be sent within the time it has; it might be after this time.
    RetryAfter(Duration),
    /// The time passed without a permit.
    TimedOut,
    /// A quota of the limiter is used up; it renews after this time. The call fails with
    /// [`ErrorKind::QuotaExceeded`](crate::ErrorKind::QuotaExceeded), without a retry.
    QuotaExceeded(Duration),
}

/// Facts about a request that the service rejected because of too many requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimitFeedback {
    /// Time since the request was sent.
    pub sent_ago: Duration,
    /// Time that the service asks to wait, if it says so.
    pub retry_after: Option<Duration>,
}

impl RateLimitFeedback {
    /// Feedback on a request that was sent `sent_ago`.
    pub fn new(sent_ago: Duration, retry_after: Option<Duration>) -> Self {
        Self { sent_ago, retry_after }
    }
}

impl<L: RateLimiter + ?Sized> RateLimiter for Arc<L> {
    fn acquire(&self, within: Duration) -> PermitFuture<'_> {
        (**self).acquire(within)
    }

    fn on_rate_limited(&self, feedback: RateLimitFeedback) {
        (**self).on_rate_limited(feedback);
    }

    fn quota(&self) -> Option<String> {
        (**self).quota()
    }
}

impl RateLimiter for AdaptiveRateLimiter {
    fn acquire(&self, within: Duration) -> PermitFuture<'_> {
        Box::pin(async move {
            let now = Instant::now();
            if let Ok(_head_of_queue) = self.queue.try_lock()
                && self.take_slot(now, now).is_ok()
            {
                return Permit::Granted;
            }
            let until = now + within.min(LONGEST);
            match timeout_at(until, self.wait_for_slot(until)).await {
                Ok(Ok(())) => Permit::Granted,
                Ok(Err(later)) => Permit::RetryAfter(later.saturating_duration_since(Instant::now())),
                // Others wait ahead of it, so its own time is unknown.
                Err(_) => Permit::TimedOut,
            }
        })
    }

    fn on_rate_limited(&self, feedback: RateLimitFeedback) {
        let now = Instant::now();
        self.slow_down(now.checked_sub(feedback.sent_ago).unwrap_or(now), now, feedback.retry_after);
    }
}

impl fmt::Debug for AdaptiveRateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdaptiveRateLimiter").field("per_second", &self.fixed).finish_non_exhaustive()
    }
}

/// Default limiter: no limit until the service reports too many requests.
///
/// It then halves the rate, which doubles every five seconds until the limit no longer matters. Clients that share one in an
/// `Arc` are limited together.
///
/// ```
/// use std::sync::Arc;
/// use weda::Client;
/// use weda::client::AdaptiveRateLimiter;
///
/// let limiter = Arc::new(AdaptiveRateLimiter::per_second(20.0));
/// let first = Client::builder("lowcode-2gay8jgh25").secret("id", "key").rate_limiter(Arc::clone(&limiter)).build()?;
/// let second = Client::builder("lowcode-7b3f0c1d22").secret("id", "key").rate_limiter(limiter).build()?;
/// # Ok::<(), weda::Error>(())
/// ```
#[derive(Default)]
pub struct AdaptiveRateLimiter {
    fixed: Option<f64>,
    /// Held by the first of the waiting requests; the others queue behind it in order of arrival.
    queue: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    cap: Option<Cap>,
    /// No request is sent before this time.
    next: Option<Instant>,
    measured: Measured,
}

/// A limit set by rate-limited responses.
#[derive(Clone, Copy)]
struct Cap {
    /// Requests per second up to `since`.
    rate: f64,
    /// Start of the recovery: not before the end of a pause that the service asked for, in which nothing shows whether it
    /// accepts more.
    since: Instant,
    /// Rate at which the service first rejected a request.
    opened_at: f64,
}

impl Cap {
    fn rate(&self, now: Instant) -> f64 {
        let doublings = now.saturating_duration_since(self.since).div_duration_f64(DOUBLING_TIME);
        self.rate * doublings.exp2()
    }
}

impl AdaptiveRateLimiter {
    /// A limiter without a fixed rate.
    pub fn new() -> Self {
        Self::default()
    }

    /// A limiter with a fixed rate, evenly spaced.
    ///
    /// # Panics
    /// If the rate is not a positive number.
    pub fn per_second(requests: f64) -> Self {
        assert!(
            Self::is_rate(requests),
            "AdaptiveRateLimiter::per_second({requests}): the rate must be a positive number"
        );
        Self { fixed: Some(requests.max(MIN_FIXED_RATE)), ..Self::default() }
    }

    pub(super) fn is_rate(requests: f64) -> bool {
        requests.is_finite() && requests > 0.0
    }

    /// Waits for a slot. A dropped future takes none: the slot goes to the next in the queue.
    ///
    /// # Errors
    /// Returns the time of the slot if it is after `until`.
    async fn wait_for_slot(&self, until: Instant) -> Result<(), Instant> {
        let asked = Instant::now();
        let _head_of_queue = self.queue.lock().await;
        // The rate may have fallen meanwhile, and the service may have asked for a pause.
        while let Err(later) = self.take_slot(asked, Instant::now()) {
            if later > until {
                return Err(later);
            }
            sleep_until(later).await;
        }
        Ok(())
    }

    /// Takes the next slot for a request that asked for one at `asked`.
    ///
    /// # Errors
    /// Returns the time of the slot if it is in the future.
    fn take_slot(&self, asked: Instant, now: Instant) -> Result<(), Instant> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // A timer that wakes late does not slow the rate: the next slot is counted from when this one was due.
        let due = state.next.map_or(asked, |next| next.max(asked));
        if due > now {
            return Err(due);
        }
        // Far above the rate that was once too high, the limit no longer matters.
        state.cap = state.cap.filter(|cap| cap.rate(now) < 2.0 * cap.opened_at.max(MIN_RATE));
        let rate = match (self.fixed, state.cap.map(|cap| cap.rate(now))) {
            (Some(fixed), Some(cap)) => Some(fixed.min(cap)),
            (fixed, cap) => fixed.or(cap),
        };
        if let Some(rate) = rate {
            state.next = Some(due + Duration::from_secs_f64(rate.recip()));
        }
        state.measured.count(now);
        Ok(())
    }

    fn slow_down(&self, sent_at: Instant, now: Instant, retry_after: Option<Duration>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match state.cap {
            // Requests sent together are rejected together, and the service's count of a second may be used up for the rest
            // of it: that is one reason to slow down, not several.
            Some(cap) if sent_at < cap.since + FEEDBACK_DELAY => {}
            Some(cap) => {
                state.cap = Some(Cap { rate: (cap.rate(now) / 2.0).max(MIN_RATE), since: now, ..cap });
            }
            None => {
                let opened_at = state.measured.rate(now);
                state.cap = Some(Cap { rate: (opened_at / 2.0).max(MIN_RATE), since: now, opened_at });
            }
        }
        if let Some(hold) = retry_after {
            let until = now + hold.min(MAX_PAUSE);
            state.next = Some(state.next.map_or(until, |next| next.max(until)));
            state.cap = state.cap.map(|cap| Cap { since: cap.since.max(until), ..cap });
        }
    }
}

/// Requests sent in the current second and in the one before it.
#[derive(Default)]
struct Measured {
    second: Option<Instant>,
    now: u32,
    before: u32,
}

impl Measured {
    fn count(&mut self, at: Instant) {
        self.advance(at);
        self.now += 1;
    }

    /// Requests per second: the part of the current second that is still to come is taken from the one before.
    fn rate(&mut self, at: Instant) -> f64 {
        self.advance(at);
        let passed = self.second.map_or(0.0, |second| at.saturating_duration_since(second).as_secs_f64());
        f64::from(self.now) + f64::from(self.before) * (1.0 - passed).clamp(0.0, 1.0)
    }

    fn advance(&mut self, at: Instant) {
        let second = *self.second.get_or_insert(at);
        let passed = at.saturating_duration_since(second).as_secs();
        if passed > 0 {
            self.before = if passed == 1 { self.now } else { 0 };
            self.now = 0;
            self.second = Some(second + Duration::from_secs(passed));
        }
    }
}

#[cfg(test)]
mod tests;
