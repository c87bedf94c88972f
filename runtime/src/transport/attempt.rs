use crate::error::{Error, Retry};
use crate::protocol::Answer;

/// The delivery of one request, by which the client's retry table decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// No byte of it was sent.
    NotSent,
    /// The service reported that it did not apply it.
    Rejected,
    /// The service reported that it applied it.
    Applied,
    /// It was sent, and its outcome is unknown.
    Unknown,
}

/// One request and its result.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub delivery: Delivery,
    pub result: Result<Answer, Error>,
}

impl Attempt {
    pub fn not_sent(error: Error) -> Attempt {
        Attempt { delivery: Delivery::NotSent, result: Err(error.unsent()) }
    }

    pub fn unknown(error: Error) -> Attempt {
        Attempt { delivery: Delivery::Unknown, result: Err(error) }
    }

    pub fn answered(answer: Answer) -> Attempt {
        Attempt { delivery: Delivery::Applied, result: Ok(answer) }
    }

    /// An error answer. Its code, or else its status, decides whether the request was rejected.
    pub fn failed(error: Error) -> Attempt {
        let delivery = match error.retry() {
            Retry::Never | Retry::AfterTokenRefresh | Retry::AfterBackoff => Delivery::Rejected,
            Retry::Unknown | Retry::IfIdempotent => Delivery::Unknown,
        };
        Attempt { delivery, result: Err(error) }
    }
}

/// The step after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Ends the call.
    Stop,
    /// Retries with another token.
    Renew,
    /// Retries after backoff.
    Again,
}
