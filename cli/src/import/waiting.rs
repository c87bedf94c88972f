//! How long a call may still be carried out whose answer was lost.

use std::error::Error as _;
use std::time::{Duration, SystemTime};

use weda::Error;

use crate::say::say;

/// Waits until the service can no longer be at work on a call that ended with this error: what was answered is over, and so
/// is what was waited for in vain, but a connection that broke says nothing.
pub(super) async fn until_answered<'e>(errors: impl Iterator<Item = &'e Error>, attempt: Duration) {
    let is_running = |error: &Error| {
        let cause = innermost(error);
        cause.status().is_none() && !cause.is_timeout()
    };
    let mut errors = errors;
    if errors.any(is_running) {
        wait(attempt, "the calls whose connections broke").await;
    }
}

/// Waits until calls that another process has sent by `written` are over.
pub(super) async fn until_over(written: Option<SystemTime>, attempt: Duration) {
    let passed = written.and_then(|written| written.elapsed().ok()).unwrap_or_default();
    if let Some(left) = attempt.checked_sub(passed) {
        wait(left, "the calls of the run that was killed").await;
    }
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
    while let Some(source) = inner.source().and_then(|source| source.downcast_ref::<Error>()) {
        inner = source;
    }
    inner
}
