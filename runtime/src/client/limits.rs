//! How many calls there are at once, and how many in a second.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep_until};

/// The lowest rate to which a service that has too many calls slows a client down, in calls per second.
const LEAST: f64 = 1.0;
/// A rate that was halved has doubled again after this time.
const DOUBLES_IN: Duration = Duration::from_secs(5);
/// How long it takes until a lower rate shows in what the service counts.
const SETTLES_IN: Duration = Duration::from_secs(1);
/// The longest time for which one answer may hold up all calls. A call that is told to wait longer waits alone.
const LONGEST_HOLD: Duration = Duration::from_secs(30);

/// What all calls to one environment share: places for those under way, and a pace.
pub(super) struct Limits {
    places: Semaphore,
    pace: Pace,
}

impl Limits {
    /// `per_second` is a cap that always holds.
    pub fn new(in_flight: usize, per_second: Option<f64>) -> Limits {
        let in_flight = in_flight.clamp(1, Semaphore::MAX_PERMITS);
        Limits { places: Semaphore::new(in_flight), pace: Pace::new(per_second) }
    }

    /// Waits for a place and a turn. The place is free again when what this returns is dropped.
    pub async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        // There is always a place in the end: nobody closes the semaphore.
        let place = self.places.acquire().await.ok();
        self.pace.turn().await;
        place
    }

    /// A request that was sent at `sent_at` was one too many.
    pub fn too_many(&self, sent_at: Instant, retry_after: Option<Duration>) {
        self.pace.slow_down(sent_at, Instant::now(), retry_after);
    }

    #[cfg(test)]
    pub fn free_places(&self) -> usize {
        self.places.available_permits()
    }
}

/// The times at which calls begin. Free, until the service says that there are too many.
struct Pace {
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

impl Pace {
    fn new(fixed: Option<f64>) -> Pace {
        Pace { fixed, line: tokio::sync::Mutex::default(), state: Mutex::default() }
    }

    /// Waits for a turn. Whoever gives up waiting has taken none: it is that of the next in line.
    async fn turn(&self) {
        let asked = Instant::now();
        let _first_in_line = self.line.lock().await;
        // The rate may have fallen meanwhile, and the service may have asked for a pause.
        while let Err(later) = self.take_turn(asked, Instant::now()) {
            sleep_until(later).await;
        }
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
