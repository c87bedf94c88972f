use bytes::Bytes;
use http::HeaderMap;
use serde::de::IgnoredAny;

use crate::error::{Error, ErrorKind, Problem};
use crate::model::DateTime;

/// A successful answer of the service.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub status: u16,
    /// Blank, `null`, or JSON that starts like an object or a list.
    pub body: Bytes,
    /// The id from the answer's header, otherwise that of the request.
    pub request_id: String,
    /// When the request was sent.
    pub sent_at: DateTime,
    /// The headers, unparsed, since few callers need them.
    pub headers: HeaderMap,
    /// True if the answer has the id of its request, so that its contents need not be checked.
    pub is_tied: bool,
}

impl Answer {
    /// Checks the result of reading the answer. An answer that was damaged or mixed up on its way does not count.
    ///
    /// # Errors
    /// Returns the outer error if the answer does not count.
    pub fn read<T>(&self, result: Result<T, Error>) -> Result<Result<T, Error>, Error> {
        match result {
            Err(error) if error.is_other_answer() => Err(error),
            Err(error) if error.kind() == ErrorKind::Decode => match serde_json::from_slice::<IgnoredAny>(&self.body) {
                // If cut off after a bracket, it starts and ends like a complete one.
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
