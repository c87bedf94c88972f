//! What `tracing` is told of one request: an event.
//!
//! No keys, no tokens, no values of records: no query, no body, and nothing of what a message of the service says.

use weda_definition::printable;

use super::{Attempt, Delivery, Next};
use crate::error::Error;

/// What became of one request, and what follows.
pub(crate) fn attempt(number: u32, request_id: Option<&str>, attempt: &Attempt, next: Next) {
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
        match attempt.delivery {
            Delivery::NotSent => "never sent",
            Delivery::Rejected => "refused",
            Delivery::Applied => "answered",
            Delivery::Unknown => "unknown whether it was carried out",
        },
    );
}
