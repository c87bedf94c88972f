//! What the faults of a call do to it.

use std::time::Duration;

use http::header;

use crate::face::answer::Answer;
use crate::face::error_response::ApiError;
use crate::fault::Effect;
use crate::log::Sent;
use crate::service::Service;

const HTML: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n\
                    </body>\r\n</html>\r\n";

/// All that goes wrong in one call.
#[derive(Debug)]
pub(super) struct FaultEffects {
    delay: Duration,
    /// How long after the caller was told something, or nothing, the call is carried out.
    pub(super) late: Option<Duration>,
    advance: Duration,
    expire: bool,
    /// Instead of carrying the call out.
    instead: Option<Instead>,
    twice: bool,
    /// Whether the answer goes out twice.
    pub(super) answers_twice: bool,
    /// The code that is answered although the call was carried out.
    after: Option<String>,
    /// The status of the answer.
    pub(super) status: Option<u16>,
    /// How much of the answer is sent.
    pub(super) until: Sent,
}

#[derive(Debug)]
enum Instead {
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
            instead: None,
            twice: false,
            answers_twice: false,
            after: None,
            status: None,
            until: Sent::Whole,
        };
        for effect in effects {
            match effect {
                Effect::Refuse(code) => all.instead = Some(Instead::Refuse(code)),
                Effect::Html => (all.instead, all.status) = (Some(Instead::Html), Some(502)),
                Effect::Drop => (all.instead, all.until) = (Some(Instead::Nothing), Sent::Nothing),
                Effect::RefuseAfter(code) => all.after = Some(code),
                Effect::Status(status) => all.status = Some(status),
                Effect::DropAfter => all.until = Sent::Nothing,
                Effect::Half => all.until = Sent::Half,
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

    /// What happens before the call.
    pub(super) async fn prepare(&self, service: &Service) {
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
        service.clock.advance(self.advance);
        if self.expire {
            service.tokens.expire();
        }
    }

    /// The call, carried out as often as it shall be, and its answer.
    pub(super) fn around(&self, carry_out: &mut impl FnMut() -> Result<Answer, ApiError>) -> Result<Answer, ApiError> {
        let demanded = "a fault that this emulator was told to show: repeat the call, or take the fault away";
        match &self.instead {
            Some(Instead::Refuse(code)) => return Err(ApiError::with_code(code, demanded)),
            Some(Instead::Html) => return Ok(page(HTML)),
            Some(Instead::Nothing) => return Ok(Answer::empty()),
            None => {}
        }
        if self.twice {
            // What becomes of the first is not for the caller to know.
            drop(carry_out());
        }
        let done = carry_out();
        match &self.after {
            Some(code) => Err(ApiError::with_code(code, demanded)),
            None => done,
        }
    }
}

/// An answer of HTML, as a proxy has it.
fn page(text: &str) -> Answer {
    let header = Some((header::CONTENT_TYPE, "text/html"));
    Answer { status: 502, body: text.as_bytes().to_vec().into(), header, note: None, applied: false }
}
