//! How many calls begin in a second.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};

use crate::model::time::LONGEST;

/// The lowest cap, in calls per second: one a day.
const SLOWEST: f64 = 1.0 / (24.0 * 60.0 * 60.0);
/// The lowest rate to which a service that has too many calls slows a client down, in calls per second.
const LEAST: f64 = 1.0;
/// A rate that was halved has doubled again after this time.
const DOUBLES_IN: Duration = Duration::from_secs(5);
/// How long it takes until a lower rate shows in what the service counts.
const SETTLES_IN: Duration = Duration::from_secs(1);
/// The longest time for which one answer may hold up all calls. A call that is told to wait longer waits alone.
const LONGEST_HOLD: Duration = Duration::from_secs(30);

/// Says when calls may begin: see [`ClientBuilder::rate_limiter`](crate::ClientBuilder::rate_limiter).
///
/// ```
/// use std::time::Duration;
/// use weda::client::{Permit, PermitFuture, RateLimiter, RateLimitFeedback};
/// use weda::Client;
///
/// /// Lets a call begin a tenth of a second after it asks.
/// struct Patient;
///
/// impl RateLimiter for Patient {
///     fn acquire(&self, within: Duration) -> PermitFuture<'_> {
///         const PAUSE: Duration = Duration::from_millis(100);
///         Box::pin(async move {
///             if PAUSE > within {
///                 return Permit::RetryAfter(PAUSE);
///             }
///             tokio::time::sleep(PAUSE).await;
///             Permit::Granted
///         })
///     }
///
///     fn on_rate_limited(&self, _: RateLimitFeedback) {}
/// }
///
/// let client = Client::builder("lowcode-2gay8jgh25").secret("id", "key").rate_limiter(Patient).build()?;
/// # Ok::<(), weda::Error>(())
/// ```
pub trait RateLimiter: Send + Sync {
    /// Waits for a turn, `within` at most. Dropping the future takes no turn.
    fn acquire(&self, within: Duration) -> PermitFuture<'_>;

    /// The service has refused a request as one too many.
    fn on_rate_limited(&self, feedback: RateLimitFeedback);
}

/// What [`RateLimiter::acquire`] answers with, some time later.
pub type PermitFuture<'l> = Pin<Box<dyn Future<Output = Permit> + Send + 'l>>;

/// Whether a call may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Permit {
    /// It may.
    Granted,
    /// Not within the time that it has; after this time it might.
    RetryAfter(Duration),
    /// Not within the time that it had, which is over.
    TimedOut,
}

/// What the service said when it refused a request as one too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimitFeedback {
    /// How long ago the request was sent.
    pub sent_ago: Duration,
    /// How long the service asks to wait, if it does.
    pub retry_after: Option<Duration>,
}

impl RateLimitFeedback {
    /// A request that was sent so long ago was refused as one too many.
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
}

impl RateLimiter for AdaptiveRateLimiter {
    fn acquire(&self, within: Duration) -> PermitFuture<'_> {
        Box::pin(async move {
            let now = Instant::now();
            if let Ok(_first_in_line) = self.line.try_lock()
                && self.take_turn(now, now).is_ok()
            {
                return Permit::Granted;
            }
            let until = now + within.min(LONGEST);
            match timeout_at(until, self.turn(until)).await {
                Ok(Ok(())) => Permit::Granted,
                Ok(Err(later)) => Permit::RetryAfter(later.saturating_duration_since(Instant::now())),
                // Others are before it, and nobody knows when they begin.
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

/// The limiter of a client that is given none: free, until the service says that there are too many calls. Then it goes down
/// to half the rate, which doubles every five seconds, until it is of no use any more.
///
/// One that several clients share, in an `Arc`, limits them together.
#[derive(Default)]
pub struct AdaptiveRateLimiter {
    fixed: Option<f64>,
    /// Held by the first of those who wait for a turn; the others stand behind it, in the order in which they came.
    line: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    cap: Option<Cap>,
    /// Before this no further call begins.
    next: Option<Instant>,
    measured: Measured,
}

/// A cap that the service brought about.
#[derive(Clone, Copy)]
struct Cap {
    /// Calls per second at `since`, and before it.
    rate: f64,
    /// From when on it recovers: not before the end of a pause that the service asked for, in which nothing shows whether
    /// it takes more.
    since: Instant,
    /// The rate that was too high, when the cap was not there yet.
    opened_at: f64,
}

impl Cap {
    fn rate(&self, now: Instant) -> f64 {
        let doublings = now.saturating_duration_since(self.since).div_duration_f64(DOUBLES_IN);
        self.rate * doublings.exp2()
    }
}

impl AdaptiveRateLimiter {
    /// Without a fixed cap.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a cap on the calls that begin in a second, at even distances. One that is not a positive number is none.
    pub fn per_second(calls: f64) -> Self {
        let fixed = Some(calls).filter(|calls| calls.is_finite() && *calls > 0.0).map(|calls| calls.max(SLOWEST));
        Self { fixed, ..Self::default() }
    }

    /// Waits for a turn. Whoever gives up waiting has taken none: it is that of the next in line.
    ///
    /// # Errors
    /// When the turn is, if that is beyond `until`.
    async fn turn(&self, until: Instant) -> Result<(), Instant> {
        let asked = Instant::now();
        let _first_in_line = self.line.lock().await;
        // The rate may have fallen meanwhile, and the service may have asked for a pause.
        while let Err(later) = self.take_turn(asked, Instant::now()) {
            if later > until {
                return Err(later);
            }
            sleep_until(later).await;
        }
        Ok(())
    }

    /// Takes the next turn of a call that asked for one at `asked`.
    ///
    /// # Errors
    /// When that turn is, if it is still to come.
    fn take_turn(&self, asked: Instant, now: Instant) -> Result<(), Instant> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // What a timer wakes late by is not lost: the turn after this one is counted from when this one should have been.
        let turn = state.next.map_or(asked, |next| next.max(asked));
        if turn > now {
            return Err(turn);
        }
        // Far above the rate that was once too high, the cap is of no use any more.
        state.cap = state.cap.filter(|cap| cap.rate(now) < 2.0 * cap.opened_at.max(LEAST));
        let rate = match (self.fixed, state.cap.map(|cap| cap.rate(now))) {
            (Some(fixed), Some(cap)) => Some(fixed.min(cap)),
            (fixed, cap) => fixed.or(cap),
        };
        if let Some(rate) = rate {
            state.next = Some(turn + Duration::from_secs_f64(rate.recip()));
        }
        state.measured.count(now);
        Ok(())
    }

    fn slow_down(&self, sent_at: Instant, now: Instant, retry_after: Option<Duration>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match state.cap {
            // Requests that were under way at once are refused at once, and what the service counts in a second may be
            // used up for the rest of it: that is one reason to slow down.
            Some(cap) if sent_at < cap.since + SETTLES_IN => {}
            Some(cap) => {
                state.cap = Some(Cap { rate: (cap.rate(now) / 2.0).max(LEAST), since: now, ..cap });
            }
            None => {
                let opened_at = state.measured.rate(now);
                state.cap = Some(Cap { rate: (opened_at / 2.0).max(LEAST), since: now, opened_at });
            }
        }
        if let Some(hold) = retry_after {
            let until = now + hold.min(LONGEST_HOLD);
            state.next = Some(state.next.map_or(until, |next| next.max(until)));
            state.cap = state.cap.map(|cap| Cap { since: cap.since.max(until), ..cap });
        }
    }
}

/// How many calls began in the second that runs, and in the one before it.
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

    /// Calls per second, as of the last one: what the running second lacks is taken from the one before.
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
