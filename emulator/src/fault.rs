mod problem;
mod waiting;

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use serde::{Deserialize, Serialize};

pub(crate) use problem::FaultProblem;
pub(crate) use waiting::Faults;

/// Something that goes wrong on demand: what, in which calls, and how often.
///
/// ```
/// use weda_emulator::{Effect, Emulator, Fault};
///
/// let emulator = Emulator::builder().start()?;
/// // The next creation is stored, but its caller never learns of it.
/// emulator.inject(Fault::new(Effect::DropAfter).method("POST").path("/odata/").times(1))?;
/// // A fifth of all calls is refused, always the same ones.
/// emulator.inject(Fault::new(Effect::Refuse("SYS_ERR".into())).probability(0.2, 7))?;
/// # Ok::<(), weda_emulator::Error>(())
/// ```
///
/// As JSON, for the command line and the control path: `{"effect":"drop-after","method":"POST","times":1}`,
/// `{"effect":{"refuse":"SYS_ERR"},"probability":0.2,"seed":7}`.
///
/// A fault that cannot happen is refused: a status outside 200 to 599, a probability that is none, 0 times, a delay of more
/// than a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Fault {
    effect: Effect,
    path: String,
    method: Option<String>,
    skip: u64,
    times: Option<u64>,
    probability: f64,
    seed: u64,
}

/// A fault as JSON has it, not checked yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
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

impl TryFrom<Written> for Fault {
    type Error = FaultProblem;

    fn try_from(written: Written) -> Result<Self, FaultProblem> {
        let Written { effect, path, method, skip, times, probability, seed } = written;
        let fault = Self { effect, path, method, skip, times, probability, seed };
        fault.check().map(|()| fault)
    }
}

fn always() -> f64 {
    1.0
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Effect {
    /// The call is not carried out; this code is answered, in the envelope that it belongs to.
    Refuse(String),
    /// The call is carried out; this code is answered all the same.
    RefuseAfter(String),
    /// The call is not carried out; a page of HTML is answered under 502, as from a proxy.
    Html,
    /// The call is carried out; its answer has this HTTP status.
    Status(u16),
    /// The call is not carried out; the connection ends without an answer.
    Drop,
    /// The call is carried out; the connection ends without an answer.
    DropAfter,
    /// The call is carried out; the connection ends in the middle of the answer's body.
    Half,
    /// The call is carried out this many milliseconds later, when its caller has long lost it: the connection ends at once
    /// without an answer. Together with [`Status`](Self::Status) that status is answered at once instead, without a body, as
    /// from a gateway that waits no longer.
    Late(#[serde(deserialize_with = "problem::millis")] u64),
    /// The call waits for this many milliseconds.
    Delay(#[serde(deserialize_with = "problem::millis")] u64),
    /// The call is carried out twice, as if a proxy had repeated it; the second answer is sent.
    Twice,
    /// The call is carried out; its answer goes out twice on the connection, as from a confused proxy.
    AnswerTwice,
    /// All tokens expire before the call.
    ExpireTokens,
    /// The emulator's clock jumps ahead by this many milliseconds before the call.
    Advance(#[serde(deserialize_with = "problem::millis")] u64),
}

impl Fault {
    /// An effect on every call.
    #[must_use]
    pub fn new(effect: Effect) -> Self {
        let path = String::new();
        Self { effect, path, method: None, skip: 0, times: None, probability: 1.0, seed: 0 }
    }

    /// Only in calls whose path, as it was sent, has this part.
    #[must_use]
    pub fn path(mut self, part: impl Into<String>) -> Self {
        self.path = part.into();
        self
    }

    /// Only in calls of this method.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Not in the first calls that it could meet.
    #[must_use]
    pub fn skip(mut self, calls: u64) -> Self {
        self.skip = calls;
        self
    }

    /// So often and no more.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// In this share of the calls, from 0 to 1. The same seed chooses the same calls of a sequence.
    #[must_use]
    pub fn probability(mut self, share: f64, seed: u64) -> Self {
        (self.probability, self.seed) = (share, seed);
        self
    }

    fn meets(&self, method: &str, path: &str) -> bool {
        self.method.as_ref().is_none_or(|only| only.eq_ignore_ascii_case(method)) && path.contains(&self.path)
    }

    /// Whether the call with this number, the first being 0, is one of the chosen share.
    fn chooses(&self, call: u64) -> bool {
        // Without a seed of its own the hasher is the same in every run.
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one((self.seed, call));
        // 53 bits are what a double holds.
        ((hash >> 11) as f64) < self.probability * (1_u64 << 53) as f64
    }
}
