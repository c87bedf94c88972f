//! The clock, the tokens, the limits and the profile of a running emulator.

use std::time::Duration;

use super::Emulator;
use crate::error::Error;
use crate::profile::Profile;

/// The clock of an emulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClockState {
    /// Its time, in Unix milliseconds.
    pub now: i64,
    /// How far it is ahead of the machine's clock, in milliseconds; `None` for a clock that does not run.
    pub offset: Option<i64>,
}

/// The tokens of an emulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenState {
    /// The number of access tokens that are valid now, of the latest ten thousand; keys are not counted.
    pub alive: usize,
    /// The number of tokens that were issued.
    pub issued: u64,
    /// The lifetime of an administrator's token.
    pub lifetime: Duration,
    /// The time at which the first of the valid tokens expires, in Unix milliseconds.
    pub first_end: Option<i64>,
}

/// A limit on calls and its use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limit {
    /// The maximum; 0 for none.
    pub max: u32,
    /// The number of calls in the current span. Without a limit they are not counted.
    pub used: u32,
}

/// The limits of an emulator, from the group `gateway` of its profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Calls per second.
    pub calls_per_second: Limit,
    /// Calls per day in Beijing.
    pub calls_per_day: Limit,
    /// Token requests per minute.
    pub tokens_per_minute: Limit,
}

impl Emulator {
    /// The emulator's clock.
    ///
    /// ```
    /// use std::time::Duration;
    /// use weda_emulator::Emulator;
    ///
    /// let emulator = Emulator::builder().start()?;
    /// emulator.advance_clock(Duration::from_secs(60));
    /// assert_eq!(emulator.clock().offset, Some(60_000));
    /// # Ok::<(), weda_emulator::Error>(())
    /// ```
    #[must_use]
    pub fn clock(&self) -> ClockState {
        let clock = &self.service.clock;
        ClockState { now: clock.now().as_millisecond(), offset: clock.offset() }
    }

    /// The size of all records, in bytes: that of the data file, or of the memory in its place.
    ///
    /// # Errors
    /// Returns an error if the data file cannot be read.
    pub fn stored_bytes(&self) -> Result<u64, Error> {
        self.store().bytes().map_err(Error::storage)
    }

    /// The emulator's tokens.
    #[must_use]
    pub fn token_state(&self) -> TokenState {
        let tokens = &self.service.tokens;
        let (alive, first_end) = tokens.alive(self.service.clock.now());
        let lifetime = Duration::from_secs(tokens.lifetime_seconds());
        TokenState { alive, issued: tokens.issued(), lifetime, first_end }
    }

    /// The limits on calls, and how much of them is used up.
    #[must_use]
    pub fn limits(&self) -> Limits {
        let (profile, used) = (self.service.profile(), self.service.gate.used(self.service.clock.now()));
        let rules = &profile.gateway;
        Limits {
            calls_per_second: Limit { max: rules.calls_per_second, used: used.calls_this_second },
            calls_per_day: Limit { max: rules.calls_per_day, used: used.calls_today },
            tokens_per_minute: Limit { max: rules.tokens_per_minute, used: used.tokens_this_minute },
        }
    }

    /// The profile as it was set last. Switches that [wait for a start](Self::waiting_switches) still have their old effect.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.service.profile_as_set()
    }

    /// Changes the profile as it was set last. A call and another change in progress end first, and the next call follows the
    /// new profile; pages that were kept are printed again. To replace the profile, assign it: `|now| *now = profile`.
    /// The change must not call the emulator, which waits for it.
    ///
    /// Returns the switches that were changed and take effect at the next start only: `identity.user` and
    /// `writes.body_max`.
    ///
    /// ```
    /// use weda_emulator::Emulator;
    ///
    /// let emulator = Emulator::builder().start()?;
    /// assert!(emulator.change_profile(|profile| profile.accept.ge_le = true).is_empty());
    /// let waiting = emulator.change_profile(|profile| profile.identity.user = "1700000000000000009".to_owned());
    /// assert_eq!((waiting, emulator.profile().accept.ge_le), (vec!["identity.user"], true));
    /// # Ok::<(), weda_emulator::Error>(())
    /// ```
    pub fn change_profile(&self, change: impl FnOnce(&mut Profile)) -> Vec<&'static str> {
        self.service.change_profile(change);
        self.service.waiting_switches()
    }

    /// The switches that [`change_profile`](Self::change_profile) changed and that take effect at the next start only.
    #[must_use]
    pub fn waiting_switches(&self) -> Vec<&'static str> {
        self.service.waiting_switches()
    }
}
