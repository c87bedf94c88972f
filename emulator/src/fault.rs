mod active;
mod kinds;
mod problem;
mod queue;

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use serde::{Deserialize, Serialize};

pub use active::{ActiveFault, FaultId};
pub use kinds::{EffectArgument, EffectKind};
pub(crate) use problem::FaultProblem;
pub(crate) use queue::FaultQueue;

/// A failure to inject: its effect, the calls it applies to, and how often.
///
/// ```
/// use weda_emulator::{Effect, Emulator, Fault};
///
/// let emulator = Emulator::builder().start()?;
/// // The next record is created, but the caller gets no answer.
/// emulator.inject_fault(Fault::new(Effect::DropAfter).method("POST").path("/odata/").times(1))?;
/// // One in five calls is refused, always the same ones.
/// emulator.inject_fault(Fault::new(Effect::Refuse("SYS_ERR".into())).probability(0.2, 7))?;
/// # Ok::<(), weda_emulator::Error>(())
/// ```
///
/// As JSON, for the command line and the control path: `{"effect":"drop-after","method":"POST","times":1}`,
/// `{"effect":{"refuse":"SYS_ERR"},"probability":0.2,"seed":7}`.
///
/// Rejected as invalid: a status outside 200 to 599, a probability outside 0 to 1, 0 times, a delay of more than a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedFault")]
pub struct Fault {
    effect: Effect,
    path: String,
    method: Option<String>,
    skip: u64,
    times: Option<u64>,
    probability: f64,
    seed: u64,
}

/// A fault as read from JSON, not validated yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UncheckedFault {
    effect: Effect,
    #[serde(default)]
    path: String,
    #[serde(default)]
    method: Option<String>,
    #[serde(default)]
    skip: u64,
    #[serde(default)]
    times: Option<u64>,
    #[serde(default = "always")]
    probability: f64,
    #[serde(default)]
    seed: u64,
}

impl TryFrom<UncheckedFault> for Fault {
    type Error = FaultProblem;

    fn try_from(unchecked: UncheckedFault) -> Result<Self, FaultProblem> {
        let UncheckedFault { effect, path, method, skip, times, probability, seed } = unchecked;
        let fault = Self { effect, path, method, skip, times, probability, seed };
        fault.check().map(|()| fault)
    }
}

fn always() -> f64 {
    1.0
}

/// The effect of a fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Effect {
    /// The call is not carried out; the answer is this error code in its envelope.
    Refuse(String),
    /// The call is carried out; the answer is this error code nevertheless.
    RefuseAfter(String),
    /// The call is not carried out; the answer is an HTML page with status 502, as from a proxy.
    Html,
    /// The call is carried out; its answer has this HTTP status.
    Status(u16),
    /// The call is not carried out; the connection ends without an answer.
    Drop,
    /// The call is carried out; the connection ends without an answer.
    DropAfter,
    /// The call is carried out; the connection ends in the middle of the answer's body.
    Half,
    /// The call is carried out this many milliseconds later; the connection ends immediately without an answer.
    /// Together with [`Status`](Self::Status) that status is answered immediately instead, without a body, as from a
    /// gateway that timed out.
    Late(#[serde(deserialize_with = "problem::millis")] u64),
    /// The call is carried out after this many milliseconds.
    Delay(#[serde(deserialize_with = "problem::millis")] u64),
    /// The call is carried out twice, as if a proxy had repeated it; the second answer is sent.
    Twice,
    /// The call is carried out; its answer is sent twice on the connection, as by a faulty proxy.
    AnswerTwice,
    /// All tokens expire before the call.
    ExpireTokens,
    /// The emulator's clock jumps ahead by this many milliseconds before the call.
    Advance(#[serde(deserialize_with = "problem::millis")] u64),
}

impl Fault {
    /// A fault that applies to every call.
    #[must_use]
    pub fn new(effect: Effect) -> Self {
        let path = String::new();
        Self { effect, path, method: None, skip: 0, times: None, probability: 1.0, seed: 0 }
    }

    /// Limits the fault to calls whose path, as sent, contains this text.
    #[must_use]
    pub fn path(mut self, part: impl Into<String>) -> Self {
        self.path = part.into();
        self
    }

    /// Limits the fault to calls with this HTTP method.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Skips the first matching calls.
    #[must_use]
    pub fn skip(mut self, calls: u64) -> Self {
        self.skip = calls;
        self
    }

    /// Limits how many times the fault happens.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// Limits the fault to this share of the matching calls, from 0 to 1. The same seed selects the same calls of a
    /// sequence.
    #[must_use]
    pub fn probability(mut self, share: f64, seed: u64) -> Self {
        (self.probability, self.seed) = (share, seed);
        self
    }

    fn matches(&self, method: &str, path: &str) -> bool {
        self.method.as_ref().is_none_or(|only| only.eq_ignore_ascii_case(method)) && path.contains(&self.path)
    }

    /// Returns true if the call with this number, counted from 0, belongs to the selected share.
    fn selects(&self, call: u64) -> bool {
        // `DefaultHasher::default()` has fixed keys, so that every run selects the same calls.
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one((self.seed, call));
        // A double holds 53 bits.
        ((hash >> 11) as f64) < self.probability * (1_u64 << 53) as f64
    }
}
