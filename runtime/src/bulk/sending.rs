//! The calls of a bulk, and their failures.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use super::job::Job;
use crate::error::{Code, ErrorKind, InDoubt, Retry};
use crate::protocol::Answer;
use crate::request::Request;
use crate::{DateTime, Error};

/// Number of consecutive calls with rejected tokens, new ones included, after which the remaining rows are not sent.
const MAX_REJECTED_TOKENS: u32 = 8;

/// State of the calls of a bulk: shared by its chunks, except for the first request of each.
#[derive(Clone, Default)]
pub(crate) struct Calls {
    /// Number of consecutive calls with rejected tokens.
    rejected_tokens: Arc<AtomicU32>,
    /// The first request of the chunk, in case its task is lost.
    pub(super) first: Arc<OnceLock<InDoubt>>,
}

/// The failure of a call.
pub(super) enum SendFailure {
    /// Nothing was applied.
    NotApplied(Error),
    /// The business service refused a call with several rows, and may have applied some of them; this is not documented.
    MaybePartial(Error, InDoubt),
    /// The outcome is unknown.
    Unknown(Error, InDoubt),
}

impl Job {
    /// Returns the job for another chunk.
    pub fn of_chunk(&self) -> Job {
        let calls = Calls { rejected_tokens: Arc::clone(&self.calls.rejected_tokens), first: Arc::default() };
        Job { calls, ..self.clone() }
    }

    /// Sends a request with so many rows. If two tokens in a row are rejected, it is sent once more, since nothing was applied.
    pub async fn send(&self, request: &Request, rows: usize) -> Result<Answer, SendFailure> {
        let sent_at = DateTime::now();
        self.calls.first.get_or_init(|| InDoubt::new(request, sent_at, Vec::new()));
        let mut result = self.client.send(request).await;
        if self.is_token_rejected(&result) && self.client.renews_tokens() {
            result = self.client.send(request).await;
            self.is_token_rejected(&result);
        }
        result.map_err(|error| match error.in_doubt().cloned() {
            Some(doubt) => SendFailure::Unknown(error, doubt),
            None if rows > 1 && !error.is_unsent() && !is_certainly_not_applied(&error) => {
                let ids = error.request_id().map(str::to_owned).into_iter().collect();
                SendFailure::MaybePartial(error, InDoubt::new(request, sent_at, ids))
            }
            None => SendFailure::NotApplied(error),
        })
    }

    fn is_token_rejected(&self, result: &Result<Answer, Error>) -> bool {
        let is_rejected =
            result.as_ref().is_err_and(|error| error.retry() == Retry::AfterTokenRefresh && error.in_doubt().is_none());
        match is_rejected {
            true => self.calls.rejected_tokens.fetch_add(1, Ordering::Relaxed),
            false => self.calls.rejected_tokens.swap(0, Ordering::Relaxed),
        };
        is_rejected
    }

    /// Returns true if the error would fail every further call. Permissions of the business service may concern one record.
    pub fn stops(&self, error: &Error) -> bool {
        if error.retry() == Retry::AfterTokenRefresh {
            // A token may expire, even twice in a row; that says nothing about the next one.
            return !self.client.renews_tokens()
                || self.calls.rejected_tokens.load(Ordering::Relaxed) >= MAX_REJECTED_TOKENS;
        }
        match (error.kind(), error.code()) {
            (_, Some(code)) if code.is_of_model() => true,
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

/// Returns true if nothing of a chunk is stored: it was not sent, or it was refused by a check before the business service,
/// or because the model does not exist. Other refusals of that service, quotas included, may concern a later row of the chunk.
fn is_certainly_not_applied(error: &Error) -> bool {
    let Some(status) = error.status() else { return true };
    match error.code() {
        Some(code) if code.is_of_model() || code.is_of_gateway() => true,
        None if !error.is_refusal() => matches!(status, 401 | 404 | 405 | 407 | 411 | 413..=415 | 429 | 431),
        _ => matches!(status, 401 | 413 | 429),
    }
}
