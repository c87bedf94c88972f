//! Which faults make no sense, in words.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

use super::{Effect, Fault};

/// A day: who waits longer never gets an answer.
const LONGEST: u64 = 86_400_000;

/// Why a fault makes no sense.
#[derive(Debug)]
pub(crate) enum FaultProblem {
    Status(u16),
    Code,
    Probability(f64),
    Never,
    Long(u64),
    Backwards(i64),
}

impl fmt::Display for FaultProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FaultProblem::Status(status) => {
                write!(f, "{status} is not the status of an answer: give one from 200 to 599")
            }
            FaultProblem::Code => f.write_str("the code is empty: give one, SYS_ERR for example"),
            FaultProblem::Probability(share) => write!(f, "{share} is not a probability: give a share from 0 to 1"),
            FaultProblem::Never => {
                f.write_str("a fault that happens 0 times never happens: leave `times` out, or give 1 or more")
            }
            FaultProblem::Long(millis) => {
                write!(f, "a delay of {millis} milliseconds does not end: give at most {LONGEST}, which is a day")
            }
            FaultProblem::Backwards(millis) => {
                write!(f, "{millis} milliseconds are no time to wait or to jump ahead: give 0 or more")
            }
        }
    }
}

impl Fault {
    /// Refuses what could never happen, or not as it is said.
    pub(crate) fn check(&self) -> Result<(), FaultProblem> {
        match &self.effect {
            Effect::Status(status) if !(200..=599).contains(status) => return Err(FaultProblem::Status(*status)),
            Effect::Refuse(code) | Effect::RefuseAfter(code) if code.trim().is_empty() => {
                return Err(FaultProblem::Code);
            }
            Effect::Delay(millis) | Effect::Late(millis) if *millis > LONGEST => {
                return Err(FaultProblem::Long(*millis));
            }
            _ => {}
        }
        match (self.probability, self.times) {
            // Not a number is in no range.
            (share, _) if !(0.0..=1.0).contains(&share) => Err(FaultProblem::Probability(share)),
            (_, Some(0)) => Err(FaultProblem::Never),
            _ => Ok(()),
        }
    }
}

/// Reads milliseconds. Of a negative number serde would only say that it is none of its types.
pub(super) fn millis<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let millis = i64::deserialize(deserializer)?;
    u64::try_from(millis).map_err(|_| de::Error::custom(FaultProblem::Backwards(millis)))
}
