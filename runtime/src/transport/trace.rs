//! The `tracing` event of one request.
//!
//! It has no keys, tokens or values of records: no query, no body, and no message of the service.

use weda_definition::printable;

use super::{Attempt, Delivery, Next};
use crate::error::Error;

/// Emits the event of an attempt and of the step after it.
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
            (Next::Renew, _) => "retry with a new token",
            (Next::Again, _) => "retry",
        },
        "{}",
        match attempt.delivery {
            Delivery::NotSent => "not sent",
            Delivery::Rejected => "rejected",
            Delivery::Applied => "answered",
            Delivery::Unknown => "outcome unknown",
        },
    );
}
