//! What `tracing` is told: a span for each call, an event for each request.
//!
//! No keys, no tokens, no values of records: no query, no body, and nothing of what a message of the service says.

use tracing::Span;
use tracing::field::Empty;
use weda_definition::printable;

use super::fate::{Attempt, Fate};
use super::retry::Next;
use crate::EnvType;
use crate::answer::Answer;
use crate::error::Error;
use crate::request::Request;

/// The span of a call. It exists only where somebody subscribes to it.
pub(super) fn call(request: &Request, env_id: &str, env_type: &EnvType) -> Span {
    tracing::debug_span!(
        target: "weda",
        "call",
        method = request.method.as_str(),
        path = request.bare_path(),
        model = request.model(),
        env = env_id,
        env_type = env_type.as_ref(),
        attempts = Empty,
        outcome = Empty,
    )
}

/// How the call ended, after so many requests.
pub(super) fn ended(span: &Span, attempts: u32, result: &Result<Answer, Error>) {
    if !span.is_disabled() {
        span.record("attempts", attempts);
        match result {
            Ok(_) => span.record("outcome", "success"),
            Err(error) => span.record("outcome", tracing::field::debug(error.kind())),
        };
    }
}

/// What became of one request, and what follows.
pub(super) fn attempt(number: u32, request_id: Option<&str>, attempt: &Attempt, next: Next) {
    let error = attempt.result.as_ref().err();
    let answered = attempt.result.as_ref().ok();
    let id = answered.map(|answer| answer.request_id.as_str()).or(error.and_then(Error::request_id)).or(request_id);
    tracing::debug!(
        target: "weda",
        attempt = number,
        request_id = id.map(printable).as_deref(),
        status = answered.map(|answer| answer.status).or(error.and_then(Error::status)),
        kind = error.map(|error| tracing::field::debug(error.kind())),
        code = error.and_then(Error::plain_code),
        next = match (next, answered) {
            (_, Some(_)) => "success",
            (Next::Stop, _) => "error",
            (Next::Renew, _) => "again with a new token",
            (Next::Again, _) => "again",
        },
        "{}",
        match attempt.fate {
            Fate::NeverSent => "never sent",
            Fate::Refused => "refused",
            Fate::Answered => "answered",
            Fate::Unknown => "unknown whether it was carried out",
        },
    );
}
