//! Validation of faults.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

use super::{Effect, Fault};

/// The longest delay: a day.
const MAX_DELAY_MILLIS: u64 = 86_400_000;

/// Reasons why a fault is invalid.
#[derive(Debug)]
pub(crate) enum FaultProblem {
    Status(u16),
    Code,
    Probability(f64),
    ZeroTimes,
    TooLong(u64),
    Negative(i64),
}

impl FaultProblem {
    /// The member of the fault's JSON that is invalid.
    pub(crate) fn member(&self) -> &'static str {
        match self {
            FaultProblem::Status(_) | FaultProblem::Code | FaultProblem::TooLong(_) | FaultProblem::Negative(_) => {
                "effect"
            }
            FaultProblem::Probability(_) => "probability",
            FaultProblem::ZeroTimes => "times",
        }
    }
}

impl fmt::Display for FaultProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FaultProblem::Status(status) => {
                write!(f, "{status} is not a valid HTTP status: use 200 to 599")
            }
            FaultProblem::Code => f.write_str("the code is empty: name one, such as SYS_ERR"),
            FaultProblem::Probability(share) => write!(f, "{share} is not a probability: use 0 to 1"),
            FaultProblem::ZeroTimes => {
                f.write_str("a fault with `times` 0 never happens: leave `times` out, or use 1 or more")
            }
            FaultProblem::TooLong(millis) => {
                write!(f, "a delay of {millis} milliseconds is too long: use at most {MAX_DELAY_MILLIS} (a day)")
            }
            FaultProblem::Negative(millis) => {
                write!(f, "{millis} is not a valid number of milliseconds: use 0 or more")
            }
        }
    }
}

impl Fault {
    /// Returns an error if the fault could never happen.
    pub(crate) fn check(&self) -> Result<(), FaultProblem> {
        match &self.effect {
            Effect::Status(status) if !(200..=599).contains(status) => return Err(FaultProblem::Status(*status)),
            Effect::Refuse(code) | Effect::RefuseAfter(code) if code.trim().is_empty() => {
                return Err(FaultProblem::Code);
            }
            Effect::Delay(millis) | Effect::Late(millis) if *millis > MAX_DELAY_MILLIS => {
                return Err(FaultProblem::TooLong(*millis));
            }
            _ => {}
        }
        match (self.probability, self.times) {
            // Also rejects NaN.
            (share, _) if !(0.0..=1.0).contains(&share) => Err(FaultProblem::Probability(share)),
            (_, Some(0)) => Err(FaultProblem::ZeroTimes),
            _ => Ok(()),
        }
    }
}

/// Reads milliseconds, with a clear message for negative numbers.
pub(super) fn millis<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let millis = i64::deserialize(deserializer)?;
    u64::try_from(millis).map_err(|_| de::Error::custom(FaultProblem::Negative(millis)))
}
