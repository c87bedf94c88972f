//! Ctrl-C and SIGTERM.

use super::{Exit, Failure};

/// Runs the work, or stops it at its next pause when the user interrupts: never in the middle of a change of a copy, which has
/// no pause in it.
///
/// # Errors
/// Returns the error of the work, or an error if it was interrupted.
pub(crate) async fn unless_interrupted(work: impl Future<Output = Result<Exit, Failure>>) -> Result<Exit, Failure> {
    tokio::select! {
        biased;
        () = interrupt() => Err(Failure::interrupted()),
        done = work => done,
    }
}

/// Waits for a signal. If no handler can be installed, signals keep their default action.
async fn interrupt() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut key), Ok(mut end)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate())) {
            tokio::select! { _ = key.recv() => {}, _ = end.recv() => {} }
            return;
        }
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_ok() {
        return;
    }
    std::future::pending().await
}
