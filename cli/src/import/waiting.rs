//! Waits until calls without a response can no longer be executed.

use std::time::{Duration, SystemTime};

use weda::Error;

use crate::stderr::print_message;

/// Waits until the service can no longer execute the calls that ended with these errors. Only a response of the service
/// itself ends a call; a broken connection or a timeout, local or of a proxy, does not.
pub(super) async fn until_answered<'e>(mut errors: impl Iterator<Item = &'e Error>, attempt: Duration) {
    let is_running = |error: &Error| {
        let cause = innermost(error);
        cause.is_timeout() || cause.status().is_none_or(|status| matches!(status, 408 | 502..=504))
    };
    if errors.any(is_running) {
        wait(attempt, "calls without a response").await;
    }
}

/// Waits until the last calls of an earlier run are over. For a run that was killed, their time is unknown.
pub(super) async fn until_over(ended_at: Option<SystemTime>, attempt: Duration) {
    // If the clock was set back, the full time is waited.
    let over_for = ended_at.and_then(|ended| ended.elapsed().ok()).unwrap_or_default();
    wait(attempt.saturating_sub(over_for), "calls of the previous run").await;
}

async fn wait(time: Duration, what: &str) {
    if time > Duration::from_secs(2) {
        print_message(format!("note: waiting {} s until the service can no longer execute {what}", time.as_secs() + 1));
    }
    tokio::time::sleep(time).await;
}

/// Returns the error of the call, which the error of a row may wrap.
pub(super) fn innermost(error: &Error) -> &Error {
    let mut inner = error;
    while let Some(cause) = inner.cause() {
        inner = cause;
    }
    inner
}
