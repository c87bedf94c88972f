//! The calls of a bulk, and what each leaves behind that is no success.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use super::job::Job;
use crate::error::{Code, ErrorKind, InDoubt, Retry};
use crate::protocol::Answer;
use crate::request::Request;
use crate::{DateTime, Error};

/// So many calls in a row whose tokens are refused, new ones as well, and the rest is not tried.
const DEAD_TOKENS: u32 = 8;

/// What the chunks of one bulk know of each other, and each of itself.
#[derive(Clone, Default)]
pub(crate) struct Calls {
    /// Calls that ended with a refused token since the last that did not.
    dead_tokens: Arc<AtomicU32>,
    /// The first request of the chunk, which may be all that is left of it.
    pub(super) first: Arc<OnceLock<InDoubt>>,
}

/// A call that is no success.
pub(super) enum Trouble {
    /// Nothing was done.
    No(Error),
    /// The business service refused several rows at once, and may have done some of them: nothing is documented.
    Partly(Error, InDoubt),
    /// Nobody says what was done.
    Doubt(Error, InDoubt),
}

impl Job {
    /// The same for another chunk.
    pub fn of_chunk(&self) -> Job {
        let calls = Calls { dead_tokens: Arc::clone(&self.calls.dead_tokens), first: Arc::default() };
        Job { calls, ..self.clone() }
    }

    /// Sends a request about so many rows; once more where two tokens in a row were refused, since nothing was done then.
    pub async fn send(&self, request: &Request, rows: usize) -> Result<Answer, Trouble> {
        let sent_at = DateTime::now();
        self.calls.first.get_or_init(|| InDoubt::new(request, sent_at, Vec::new()));
        let mut result = self.client.send(request).await;
        if self.is_token_dead(&result) && self.client.renews_tokens() {
            result = self.client.send(request).await;
            self.is_token_dead(&result);
        }
        result.map_err(|error| match error.in_doubt().cloned() {
            Some(doubt) => Trouble::Doubt(error, doubt),
            None if rows > 1 && !error.is_unsent() && !is_clear_no(&error) => {
                let ids = error.request_id().map(str::to_owned).into_iter().collect();
                Trouble::Partly(error, InDoubt::new(request, sent_at, ids))
            }
            None => Trouble::No(error),
        })
    }

    fn is_token_dead(&self, result: &Result<Answer, Error>) -> bool {
        let is_dead =
            result.as_ref().is_err_and(|error| error.retry() == Retry::AfterTokenRefresh && error.in_doubt().is_none());
        match is_dead {
            true => self.calls.dead_tokens.fetch_add(1, Ordering::Relaxed),
            false => self.calls.dead_tokens.swap(0, Ordering::Relaxed),
        };
        is_dead
    }

    /// Whether every further call would meet the same. The business service's permissions may be about one record.
    pub fn stops(&self, error: &Error) -> bool {
        if error.retry() == Retry::AfterTokenRefresh {
            // One that expired, even twice in a row, says nothing about the next.
            return !self.client.renews_tokens() || self.calls.dead_tokens.load(Ordering::Relaxed) >= DEAD_TOKENS;
        }
        match (error.kind(), error.code()) {
            (_, Some(Code::DataSourceNotExist)) => true,
            (ErrorKind::Permission, code) => code.is_none_or(Code::is_of_gateway),
            (kind, _) => {
                matches!(
                    kind,
                    ErrorKind::Settings
                        | ErrorKind::Authentication
                        | ErrorKind::QuotaExceeded
                        | ErrorKind::ReadOnlyClient
                )
            }
        }
    }
}

/// Whether nothing of a chunk is stored: nothing was sent, or it was refused by a check that comes before the business
/// service, or for want of a model. What else that service refuses may be about its sixtieth row, the quota included.
fn is_clear_no(error: &Error) -> bool {
    let Some(status) = error.status() else { return true };
    match error.code() {
        Some(Code::DataSourceNotExist) => true,
        Some(code) if code.is_of_gateway() => true,
        None if !error.is_refusal() => matches!(status, 401 | 404 | 405 | 407 | 411 | 413..=415 | 429 | 431),
        _ => matches!(status, 401 | 413 | 429),
    }
}
