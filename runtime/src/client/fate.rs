use crate::answer::Answer;
use crate::error::{Error, Repeat};

/// What became of one request. Only the table of [`retry`](super::retry) decides by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// No byte of it left this machine.
    NeverSent,
    /// The service says that it did not do it.
    Refused,
    /// The service says that it did it.
    Answered,
    /// It was sent, and nobody says what came of it.
    Unknown,
}

/// One request and its end.
#[derive(Debug)]
pub(super) struct Attempt {
    pub fate: Fate,
    pub result: Result<Answer, Error>,
}

impl Attempt {
    pub fn never_sent(error: Error) -> Attempt {
        Attempt { fate: Fate::NeverSent, result: Err(error.unsent()) }
    }

    pub fn unknown(error: Error) -> Attempt {
        Attempt { fate: Fate::Unknown, result: Err(error) }
    }

    pub fn answered(answer: Answer) -> Attempt {
        Attempt { fate: Fate::Answered, result: Ok(answer) }
    }

    /// An answer that is no success. Its code, or else its status, tells whether it is a clear no.
    pub fn failed(error: Error) -> Attempt {
        let fate = match error.repeat() {
            Repeat::Never | Repeat::WithNewToken | Repeat::Later => Fate::Refused,
            Repeat::Unclear | Repeat::IfHarmless => Fate::Unknown,
        };
        Attempt { fate, result: Err(error) }
    }
}
