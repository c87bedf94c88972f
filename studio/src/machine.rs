//! The parts that only an emulator has: a log of requests, faults, a profile, a clock.

mod state;

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use weda_emulator::{Fault, FaultId, LogEntry, Profile};

use crate::refused::Refused;
use crate::reply::Reply;
pub use state::{Clock, Limit, State, Tokens};

/// A change of a profile.
pub type ProfileChange = Box<dyn FnOnce(&mut Profile) -> Result<(), Refused> + Send>;

/// A source that answers requests of programs, and knows of each what became of it.
pub trait Machine: Send + Sync {
    /// The address of the interface, for code that sends a request again: `http://127.0.0.1:4010`.
    fn url(&self) -> String;

    /// The request with this number, unless it was dropped.
    fn logged(&self, number: u64) -> Option<Logged>;

    /// The latest requests from a number on, oldest first. A number that is missing at the beginning was dropped.
    fn log(&self, since: u64) -> Vec<Logged>;

    /// The bodies of a request and its answer, if they were kept.
    fn bodies(&self, number: u64) -> Option<Exchange>;

    /// The statement of a logged list and its plan: an object as [`weda_emulator::ListPlan`] has it.
    fn plan(&self, number: u64) -> Reply<'_, Value>;

    /// Sends a request again, with a token of the studio's own.
    fn replay(&self, number: u64) -> Reply<'_, Replayed>;

    /// The profile, faults, clock, tokens and limits.
    fn state(&self) -> Reply<'_, State>;

    /// Changes the profile as it was set last, which nobody else changes meanwhile, and returns the switches that take
    /// effect at the next start only. A change that fails leaves the profile as it is.
    fn change_profile(&self, change: ProfileChange) -> Reply<'_, Vec<&'static str>>;

    /// Injects a fault.
    ///
    /// # Errors
    /// Returns an error if the fault is invalid.
    fn inject(&self, fault: Fault) -> Result<FaultId, Refused>;

    /// Removes a fault, or all of them.
    fn heal(&self, fault: Option<FaultId>);

    /// Advances the clock.
    fn advance(&self, by: Duration);

    /// Expires all tokens.
    fn expire_tokens(&self);

    /// Publishes the definition of a model in `pre` to `prod`.
    fn publish(&self, model: String) -> Reply<'_, ()>;

    /// Resets all records to how they were when the studio started.
    fn reset(&self) -> Reply<'_, ()>;
}

/// A request in the log.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Logged {
    /// Its number, from 0.
    pub number: u64,
    /// The request and its outcome.
    #[serde(flatten)]
    pub entry: LogEntry,
    /// The names of the effects of faults that struck it: `drop-after`.
    pub faults: Vec<&'static str>,
    /// The switch of the profile that its refusal depends on, if the emulator knows it: `accept.ge_le`.
    pub switch: Option<&'static str>,
}

impl Logged {
    /// An entry and its number.
    #[must_use]
    pub fn new(number: u64, entry: LogEntry) -> Self {
        Self { number, faults: entry.faults.clone(), switch: entry.switch, entry }
    }
}

/// The bodies of a request and its answer.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Exchange {
    /// The body of the request; bytes that are not UTF-8 are replaced.
    pub sent: String,
    /// True if `sent` is only its beginning.
    pub is_cut: bool,
    /// The body of the answer, at most 64 KiB.
    pub answer: String,
}

impl Exchange {
    /// The bodies as texts.
    #[must_use]
    pub fn new(sent: &[u8], is_cut: bool, answer: &[u8]) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { sent: text(sent), is_cut, answer: text(answer) }
    }
}

/// The answer of a request that was sent again.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Replayed {
    /// Its HTTP status.
    pub status: u16,
    /// Its body.
    pub body: Value,
}

impl Replayed {
    /// An answer. A body that is not JSON is a text.
    #[must_use]
    pub fn new(status: u16, body: &str) -> Self {
        Self { status, body: serde_json::from_str(body).unwrap_or_else(|_| Value::from(body)) }
    }
}
