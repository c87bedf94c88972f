//! The effects of faults on a call.

use std::time::Duration;

use http::header;

use crate::face::answer::Answer;
use crate::face::error_response::ApiError;
use crate::fault::Effect;
use crate::log::Delivery;
use crate::service::Service;

const HTML: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n\
                    </body>\r\n</html>\r\n";

/// The combined effects on one call.
#[derive(Debug)]
pub(super) struct FaultEffects {
    delay: Duration,
    /// The time after the answer, or the end of the connection, at which the call is carried out.
    pub(super) late: Option<Duration>,
    advance: Duration,
    expire: bool,
    /// Replaces the call.
    replacement: Option<Replacement>,
    twice: bool,
    /// Sends the answer twice.
    pub(super) answers_twice: bool,
    /// The error code of the answer although the call was carried out.
    after: Option<String>,
    /// The status of the answer.
    pub(super) status: Option<u16>,
    /// How much of the answer is sent.
    pub(super) delivery: Delivery,
}

#[derive(Debug)]
enum Replacement {
    Refuse(String),
    Html,
    Nothing,
}

impl FaultEffects {
    pub(super) fn of(effects: Vec<Effect>) -> Self {
        let mut all = Self {
            delay: Duration::ZERO,
            late: None,
            advance: Duration::ZERO,
            expire: false,
            replacement: None,
            twice: false,
            answers_twice: false,
            after: None,
            status: None,
            delivery: Delivery::Complete,
        };
        for effect in effects {
            match effect {
                Effect::Refuse(code) => all.replacement = Some(Replacement::Refuse(code)),
                Effect::Html => (all.replacement, all.status) = (Some(Replacement::Html), Some(502)),
                Effect::Drop => (all.replacement, all.delivery) = (Some(Replacement::Nothing), Delivery::None),
                Effect::RefuseAfter(code) => all.after = Some(code),
                Effect::Status(status) => all.status = Some(status),
                Effect::DropAfter => all.delivery = Delivery::None,
                // Half of an answer is not more than none of it.
                Effect::Half if all.delivery == Delivery::None => {}
                Effect::Half => all.delivery = Delivery::Partial,
                Effect::Delay(millis) => all.delay += Duration::from_millis(millis),
                Effect::Late(millis) => all.late = Some(Duration::from_millis(millis)),
                Effect::Twice => all.twice = true,
                Effect::AnswerTwice => all.answers_twice = true,
                Effect::ExpireTokens => all.expire = true,
                Effect::Advance(millis) => all.advance += Duration::from_millis(millis),
            }
        }
        all
    }

    /// Applies the effects before the call.
    pub(super) async fn prepare(&self, service: &Service) {
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
        service.clock.advance(self.advance);
        if self.expire {
            service.tokens.expire();
        }
    }

    /// Carries the call out as often as the effects say, and returns the answer.
    pub(super) fn apply(&self, carry_out: &mut impl FnMut() -> Result<Answer, ApiError>) -> Result<Answer, ApiError> {
        let message = "injected fault: repeat the call, or remove the fault";
        match &self.replacement {
            Some(Replacement::Refuse(code)) => return Err(ApiError::with_code(code, message)),
            Some(Replacement::Html) => return Ok(page(HTML)),
            Some(Replacement::Nothing) => return Ok(Answer::empty()),
            None => {}
        }
        if self.twice {
            // The caller does not get the first answer.
            drop(carry_out());
        }
        let done = carry_out();
        match &self.after {
            Some(code) => Err(ApiError::with_code(code, message)),
            None => done,
        }
    }
}

/// An HTML answer, as from a proxy.
fn page(text: &str) -> Answer {
    let header = Some((header::CONTENT_TYPE, "text/html"));
    Answer { status: 502, body: text.as_bytes().to_vec().into(), header, note: None, applied: false, kept: false }
}
