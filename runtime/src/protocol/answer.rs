use bytes::Bytes;
use http::HeaderMap;
use serde::de::IgnoredAny;

use crate::error::{Error, ErrorKind, Problem};
use crate::model::DateTime;

/// A success of the service.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub status: u16,
    /// Blank, `null`, or JSON that begins like an object or a list.
    pub body: Bytes,
    /// The id that the answer's header names, otherwise the one that was sent.
    pub request_id: String,
    /// When the request was sent.
    pub sent_at: DateTime,
    /// The headers, as they came: few callers ask for any.
    pub headers: HeaderMap,
    /// It bears the id of its request, so that what it holds need not show whose it is.
    pub is_tied: bool,
}

impl Answer {
    /// What an answer was read as. One that cannot be, since something on the way spoiled it or mixed it up, counts as
    /// none.
    ///
    /// # Errors
    /// The answer counts as none.
    pub fn read<T>(&self, result: Result<T, Error>) -> Result<Result<T, Error>, Error> {
        match result {
            Err(error) if error.is_other_answer() => Err(error),
            Err(error) if error.kind() == ErrorKind::Decode => match serde_json::from_slice::<IgnoredAny>(&self.body) {
                // Cut off behind a bracket, it begins and ends as a whole one does.
                Err(broken) if !self.body.trim_ascii().is_empty() => {
                    let problem = Problem::BrokenJson { reason: broken.to_string() };
                    Err(Error::new(ErrorKind::UnexpectedAnswer, problem).with_status(self.status))
                }
                _ => Ok(Err(error)),
            },
            result => Ok(result),
        }
    }
}
