//! What is checked before a call reaches the records: request ids, rates, quotas.

use std::sync::Mutex;

use jiff::Timestamp;

use crate::locked::locked;
use crate::profile::Gateway;

/// Beijing's days begin eight hours before those of UTC.
const BEIJING: i64 = 8 * 3600;

/// Why a call does not pass.
#[derive(Debug)]
pub(crate) enum GateRefusal {
    NoRequestId,
    /// More calls came within a second than the rules allow.
    Calls,
    /// The calls of the day are used up.
    Quota,
    /// Callers may not touch the model.
    Forbidden {
        model: String,
    },
    /// More tokens were asked for within a minute than the rules allow.
    Tokens,
}

/// How many calls came lately.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    second: Window,
    day: Window,
    token_minute: Window,
}

/// The calls of the latest span of time, each span beginning where the clock says.
#[derive(Debug, Default)]
struct Window(Mutex<(i64, u32)>);

impl Window {
    /// Counts a call in a span; whether it is one of the first `max`. Without a maximum nothing is counted.
    fn admits(&self, span: i64, max: u32) -> bool {
        if max == 0 {
            return true;
        }
        let mut window = locked(&self.0);
        let (latest, count) = &mut *window;
        if *latest != span {
            (*latest, *count) = (span, 0);
        }
        *count = count.saturating_add(1);
        *count <= max
    }
}

impl Gate {
    /// Lets a call pass that has a token; `has_id` where it has the request id that it needs.
    pub(crate) fn admit(&self, rules: &Gateway, has_id: bool, now: Timestamp) -> Result<(), GateRefusal> {
        if rules.request_id_required && !has_id {
            return Err(GateRefusal::NoRequestId);
        }
        if !self.second.admits(now.as_second(), rules.calls_per_second) {
            return Err(GateRefusal::Calls);
        }
        if !self.day.admits((now.as_second() + BEIJING).div_euclid(86_400), rules.calls_per_day) {
            return Err(GateRefusal::Quota);
        }
        Ok(())
    }

    /// Lets a call on a model pass.
    pub(crate) fn admit_to(&self, rules: &Gateway, model: &str) -> Result<(), GateRefusal> {
        if !rules.forbidden_models.iter().any(|forbidden| forbidden == model) {
            return Ok(());
        }
        Err(GateRefusal::Forbidden { model: model.to_owned() })
    }

    /// Lets a token call pass.
    pub(crate) fn admit_token(&self, rules: &Gateway, now: Timestamp) -> Result<(), GateRefusal> {
        if self.token_minute.admits(now.as_second().div_euclid(60), rules.tokens_per_minute) {
            return Ok(());
        }
        Err(GateRefusal::Tokens)
    }
}
