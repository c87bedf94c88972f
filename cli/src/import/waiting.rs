//! How long a call may still be carried out whose answer was lost.

use std::time::{Duration, SystemTime};

use weda::Error;

use crate::stderr::say;

/// Waits until the service can no longer be at work on a call that ended with this error: only what it has answered itself
/// is over. A connection that broke says nothing, nor does a timeout, here or behind a gateway.
pub(super) async fn until_answered<'e>(mut errors: impl Iterator<Item = &'e Error>, attempt: Duration) {
    let is_running = |error: &Error| {
        let cause = innermost(error);
        cause.is_timeout() || cause.status().is_none_or(|status| matches!(status, 408 | 502..=504))
    };
    if errors.any(is_running) {
        wait(attempt, "the calls that it has not answered").await;
    }
}

/// Waits until the last calls of an earlier run are over. Nothing tells when one that was killed sent them.
pub(super) async fn until_over(ended_at: Option<SystemTime>, attempt: Duration) {
    // A clock that was set back says nothing either.
    let over_for = ended_at.and_then(|ended| ended.elapsed().ok()).unwrap_or_default();
    wait(attempt.saturating_sub(over_for), "the calls of the run before").await;
}

async fn wait(time: Duration, what: &str) {
    if time > Duration::from_secs(2) {
        say(format!("note: waiting {} s, until the service can no longer be at work on {what}", time.as_secs() + 1));
    }
    tokio::time::sleep(time).await;
}

/// The error of the call itself: that of a row may stand around it.
pub(super) fn innermost(error: &Error) -> &Error {
    let mut inner = error;
    while let Some(cause) = inner.cause() {
        inner = cause;
    }
    inner
}
