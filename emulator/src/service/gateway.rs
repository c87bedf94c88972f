//! What is checked before a call reaches the records: request ids, rates, quotas.

use std::sync::Mutex;

use jiff::Timestamp;

use crate::envelope::{Code, Rejection};
use crate::locked::locked;
use crate::profile::{Gateway, Quota};

/// Beijing's days begin eight hours before those of UTC.
const BEIJING: i64 = 8 * 3600;

/// How many calls came lately.
#[derive(Debug, Default)]
pub(super) struct Gate {
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
    pub(super) fn admit(&self, rules: &Gateway, has_id: bool, now: Timestamp) -> Result<(), Rejection> {
        if rules.request_id_required && !has_id {
            let message = "the header X-Request-Id is missing: send one, a UUID for example";
            return Err(Rejection::new(Code::InvalidCommonParam, message));
        }
        if !self.second.admits(now.as_second(), rules.calls_per_second) {
            let message = format!(
                "more than {} calls came within a second (`gateway.calls_per_second`): wait and call again",
                rules.calls_per_second
            );
            return Err(too_many(rules, message, "1"));
        }
        if !self.day.admits((now.as_second() + BEIJING).div_euclid(86_400), rules.calls_per_day) {
            let code = match rules.quota {
                Quota::Package => Code::ExceedRequestLimit,
                Quota::Database => Code::FlexdbResourceOverdue,
            };
            let message = format!(
                "the {} calls of this day are used up (`gateway.calls_per_day`): wait for the next day",
                rules.calls_per_day
            );
            return Err(Rejection::new(code, message));
        }
        Ok(())
    }

    /// Lets a call on a model pass.
    pub(super) fn admit_to(&self, rules: &Gateway, model: &str) -> Result<(), Rejection> {
        if !rules.forbidden_models.iter().any(|forbidden| forbidden == model) {
            return Ok(());
        }
        let message = format!("`{model}` may not be touched: take it out of `gateway.forbidden_models`");
        Err(Rejection::new(Code::AuthFailure, message))
    }

    /// Lets a token call pass.
    pub(super) fn admit_token(&self, rules: &Gateway, now: Timestamp) -> Result<(), Rejection> {
        if self.token_minute.admits(now.as_second().div_euclid(60), rules.tokens_per_minute) {
            return Ok(());
        }
        let message = format!(
            "more than {} tokens were asked for within a minute (`gateway.tokens_per_minute`): keep a token until it \
             expires",
            rules.tokens_per_minute
        );
        Err(too_many(rules, message, "60"))
    }
}

fn too_many(rules: &Gateway, message: String, seconds: &'static str) -> Rejection {
    let fault = Rejection::new(Code::ExceedRateLimit, message);
    if rules.retry_after { fault.retry_after(seconds) } else { fault }
}
