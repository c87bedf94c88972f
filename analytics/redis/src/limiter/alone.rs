//! A process without Redis: its part of the rate and of the quota.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;
use weda::client::{AdaptiveRateLimiter, Permit, RateLimitFeedback, RateLimiter as _};

use crate::scripts::Take;

/// Processes that are assumed if Redis was never reached.
const MEMBERS: u32 = 8;
/// Beijing's time is ahead by so many seconds, without summer time.
const BEIJING: u64 = 8 * 60 * 60;
const DAY: u64 = 24 * 60 * 60;

/// The limits of a process while Redis is away.
#[derive(Debug, Default)]
pub(super) struct Alone {
    rate: Option<f64>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Processes that Redis knew of last.
    members: Option<u32>,
    /// The limiter, and the number of processes that it was made for.
    limiter: Option<(u32, Arc<AdaptiveRateLimiter>)>,
    /// Day on which `used` and `unreported` count.
    day: u64,
    /// Calls of the class that Redis knew of last.
    used: u64,
    /// Calls that Redis does not know of.
    unreported: u64,
}

/// Calls that were made while Redis was away.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unreported {
    pub calls: u64,
    pub day: u64,
}

impl Alone {
    pub fn with_rate(rate: f64) -> Alone {
        Alone { rate: Some(rate), ..Alone::default() }
    }

    /// Calls to report with the next question to Redis.
    pub fn unreported(&self) -> Unreported {
        let mut state = self.state();
        state.begin_day(day_in_beijing(unix_seconds()));
        Unreported { calls: state.unreported, day: state.day }
    }

    /// Notes an answer of Redis, which has counted the calls that were reported.
    pub fn reported(&self, reported: Unreported, take: &Take) {
        let mut state = self.state();
        state.members = Some(take.members.max(1));
        state.used = take.used;
        if reported.day == state.day {
            state.unreported = state.unreported.saturating_sub(reported.calls);
        }
    }

    /// Waits for a turn of this process's part of `rate`, the fleet's.
    pub async fn permit(&self, until: Instant, rate: Option<f64>, quota: Option<u64>) -> Permit {
        if let Some(quota) = quota
            && let Err(renews_in) = self.state().count(quota, unix_seconds())
        {
            return Permit::QuotaExceeded(renews_in);
        }
        let limiter = self.limiter(rate);
        let permit = limiter.acquire(until.saturating_duration_since(Instant::now())).await;
        if permit != Permit::Granted && quota.is_some() {
            let mut state = self.state();
            state.unreported = state.unreported.saturating_sub(1);
        }
        permit
    }

    pub fn slow_down(&self, feedback: RateLimitFeedback, rate: Option<f64>) {
        self.limiter(rate).on_rate_limited(feedback);
    }

    fn limiter(&self, rate: Option<f64>) -> Arc<AdaptiveRateLimiter> {
        let mut state = self.state();
        let members = state.members.unwrap_or(MEMBERS);
        match &state.limiter {
            Some((made_for, limiter)) if *made_for == members => Arc::clone(limiter),
            _ => {
                let rate = self.rate.or(rate.map(|rate| rate / f64::from(members)));
                let limiter = Arc::new(rate.map_or_else(AdaptiveRateLimiter::new, AdaptiveRateLimiter::per_second));
                state.limiter = Some((members, Arc::clone(&limiter)));
                limiter
            }
        }
    }

    /// Nothing panics under this lock, so a poisoned state is still consistent.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn begin_day(&mut self, day: u64) {
        if self.day != day {
            (self.day, self.used, self.unreported) = (day, 0, 0);
        }
    }

    /// Counts a call towards the part of the quota that this process has.
    ///
    /// # Errors
    /// Returns the time until midnight if the part is used up.
    fn count(&mut self, quota: u64, now: u64) -> Result<(), Duration> {
        self.begin_day(day_in_beijing(now));
        let part = quota.saturating_sub(self.used) / u64::from(self.members.unwrap_or(MEMBERS));
        if self.unreported >= part {
            return Err(until_midnight(now));
        }
        self.unreported += 1;
        Ok(())
    }
}

fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// Days since 1970-01-01 in Beijing, as in `take.lua`.
fn day_in_beijing(unix_seconds: u64) -> u64 {
    (unix_seconds + BEIJING) / DAY
}

fn until_midnight(unix_seconds: u64) -> Duration {
    Duration::from_secs((day_in_beijing(unix_seconds) + 1) * DAY - BEIJING - unix_seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scripts::Taken;

    /// 2026-11-30T15:59:59Z, the last second of the day in Beijing.
    const LAST_SECOND: u64 = 1_796_054_399;

    #[test]
    fn a_day_begins_at_midnight_in_beijing() {
        assert_eq!(day_in_beijing(LAST_SECOND) + 1, day_in_beijing(LAST_SECOND + 1));
        assert_eq!(day_in_beijing(LAST_SECOND + 1), day_in_beijing(LAST_SECOND + DAY));
        assert_eq!(until_midnight(LAST_SECOND), Duration::from_secs(1));
        assert_eq!(until_midnight(LAST_SECOND + 1), Duration::from_secs(DAY));
    }

    #[test]
    fn a_process_alone_has_its_part_of_what_is_left() {
        let mut state = State { members: Some(4), ..State::default() };
        state.begin_day(day_in_beijing(LAST_SECOND));
        state.used = 90;
        let counted = std::iter::from_fn(|| state.count(100, LAST_SECOND).ok()).count();
        assert_eq!(counted, 2, "of ten calls that are left for four processes");
        assert_eq!(state.count(100, LAST_SECOND), Err(Duration::from_secs(1)));
        assert_eq!(state.count(100, LAST_SECOND + 1), Ok(()), "a new day");
        assert_eq!((state.used, state.unreported), (0, 1));
    }

    #[test]
    fn calls_alone_are_reported_once() {
        let alone = Alone::default();
        let now = unix_seconds();
        for _ in 0..3 {
            alone.state().count(1_000, now).unwrap();
        }
        let reported = alone.unreported();
        alone.state().count(1_000, now).unwrap();
        alone.reported(reported, &Take { what: Taken::Turn(Duration::ZERO), used: 40, members: 2 });
        assert_eq!((reported.calls, alone.unreported().calls), (3, 1), "one came between");
        let state = alone.state();
        assert_eq!((state.used, state.members), (40, Some(2)));
    }

    #[tokio::test(start_paused = true)]
    async fn the_rate_is_the_fleets_by_its_processes() {
        for (members, own, expected) in [(None, None, 200), (Some(4), None, 100), (Some(4), Some(50.0), 20)] {
            let alone = Alone { rate: own, ..Alone::default() };
            alone.state().members = members;
            let until = Instant::now() + Duration::from_secs(60);
            let begun = Instant::now();
            for _ in 0..11 {
                assert_eq!(alone.permit(until, Some(40.0), None).await, Permit::Granted);
            }
            assert_eq!(begun.elapsed() / 10, Duration::from_millis(expected));
        }
    }

    /// A call that was not sent is not counted.
    #[tokio::test(start_paused = true)]
    async fn a_call_that_would_wait_too_long_is_not_counted() {
        let alone = Alone::with_rate(1.0);
        assert_eq!(alone.permit(Instant::now(), None, Some(100)).await, Permit::Granted);
        assert!(matches!(alone.permit(Instant::now(), None, Some(100)).await, Permit::RetryAfter(_)));
        assert_eq!(alone.unreported().calls, 1);
    }
}
