use crate::error::{Error, Retry};
use crate::protocol::Answer;

/// What became of one request. Only the retry table of the client decides by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// No byte of it left this machine.
    NotSent,
    /// The service says that it did not do it.
    Rejected,
    /// The service says that it did it.
    Applied,
    /// It was sent, and nobody says what came of it.
    Unknown,
}

/// One request and its end.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub delivery: Delivery,
    pub result: Result<Answer, Error>,
}

impl Attempt {
    pub fn never_sent(error: Error) -> Attempt {
        Attempt { delivery: Delivery::NotSent, result: Err(error.unsent()) }
    }

    pub fn unknown(error: Error) -> Attempt {
        Attempt { delivery: Delivery::Unknown, result: Err(error) }
    }

    pub fn answered(answer: Answer) -> Attempt {
        Attempt { delivery: Delivery::Applied, result: Ok(answer) }
    }

    /// An answer that is no success. Its code, or else its status, tells whether it is a clear no.
    pub fn failed(error: Error) -> Attempt {
        let delivery = match error.retry() {
            Retry::Never | Retry::AfterTokenRefresh | Retry::AfterBackoff => Delivery::Rejected,
            Retry::Unknown | Retry::IfIdempotent => Delivery::Unknown,
        };
        Attempt { delivery, result: Err(error) }
    }
}

/// What follows an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// The call is at its end, well or not.
    Stop,
    /// Again, with another token.
    Renew,
    /// Again, after a pause.
    Again,
}
