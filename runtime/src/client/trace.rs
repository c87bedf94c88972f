//! The `tracing` span of a call.

use tracing::Span;
use tracing::field::Empty;

use crate::EnvType;
use crate::error::Error;
use crate::protocol::Answer;
use crate::request::Request;

/// Creates the span of a call. It is disabled without a subscriber.
pub(super) fn call(request: &Request, env_id: &str, env_type: &EnvType) -> Span {
    tracing::debug_span!(
        target: "weda",
        "call",
        method = request.method.as_str(),
        path = request.bare_path(),
        model = request.model.as_deref(),
        env = env_id,
        env_type = env_type.as_ref(),
        attempts = Empty,
        outcome = Empty,
    )
}

/// Records the outcome of a call and the number of its attempts.
pub(super) fn ended(span: &Span, attempts: u32, result: &Result<Answer, Error>) {
    if !span.is_disabled() {
        span.record("attempts", attempts);
        match result {
            Ok(_) => span.record("outcome", "success"),
            Err(error) => span.record("outcome", tracing::field::debug(error.kind())),
        };
    }
}
