//! The state of an emulator.

use serde::Serialize;
use weda_emulator::{ActiveFault, Profile};

/// The state of a [`Machine`](crate::Machine).
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct State {
    /// The profile as it was set last.
    pub profile: Profile,
    /// The switches that take effect at the next start only.
    pub waiting: Vec<&'static str>,
    /// The faults that can still happen.
    pub faults: Vec<ActiveFault>,
    /// The clock.
    pub clock: Clock,
    /// The tokens.
    pub tokens: Tokens,
    /// The limits of the profile, with what is used up.
    pub limits: Vec<Limit>,
    /// The models whose definition in `pre` is not published to `prod`.
    pub unpublished: Vec<String>,
    /// True if the data can be reset to how it was when the studio started.
    pub can_reset: bool,
}

impl State {
    /// The state with a profile, and nothing else.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            waiting: Vec::new(),
            faults: Vec::new(),
            clock: Clock::default(),
            tokens: Tokens::default(),
            limits: Vec::new(),
            unpublished: Vec::new(),
            can_reset: false,
        }
    }
}

/// A clock, in Unix milliseconds.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Clock {
    /// The time.
    pub now: i64,
    /// How far it is ahead of the machine's clock; `None` for a clock that does not run.
    pub offset: Option<i64>,
}

/// The tokens of programs.
#[derive(Debug, Clone, Copy, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tokens {
    /// The number of valid tokens.
    pub alive: usize,
    /// The number of tokens that were issued.
    pub issued: u64,
    /// The lifetime in milliseconds.
    pub lifetime: u64,
    /// The time at which the first of the valid tokens expires, in Unix milliseconds.
    pub first_end: Option<i64>,
}

/// A limit on calls.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Limit {
    /// The switch that sets it: `gateway.calls_per_day`.
    pub switch: &'static str,
    /// The maximum; 0 for none.
    pub max: u32,
    /// The number of calls in the current span.
    pub used: u32,
}
