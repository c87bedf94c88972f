//! Ctrl-C, SIGTERM and SIGHUP.

use std::future::{pending, poll_fn};
use std::pin::pin;
use std::task::Poll;

use tokio::sync::watch;

use crate::exit::Exit;
use crate::failure::{Failure, TransferError};

/// An interrupt for commands that must clean up. A second one ends the process immediately.
#[derive(Clone)]
pub(crate) struct Interrupt(watch::Receiver<bool>);

impl Interrupt {
    /// Starts listening; `heard` is called at the first interrupt.
    pub fn listen(on_first: impl FnOnce() + Send + 'static) -> Self {
        let (raise, raised) = watch::channel(false);
        tokio::task::spawn(async move {
            interrupt().await;
            on_first();
            let _ = raise.send(true);
            interrupt().await;
            std::process::exit(Exit::Interrupted as i32);
        });
        Self(raised)
    }

    /// Returns true after an interrupt.
    pub fn is_raised(&self) -> bool {
        *self.0.borrow()
    }

    /// Runs `work`, or cancels it and returns `None` on an interrupt, even if the work never yields.
    pub async fn unless<W: IntoFuture>(&self, work: W) -> Option<W::Output> {
        let (mut work, mut raised) = (pin!(work.into_future()), pin!(self.clone().raised()));
        poll_fn(|context| {
            if self.is_raised() {
                return Poll::Ready(None);
            }
            match work.as_mut().poll(context) {
                Poll::Ready(done) => Poll::Ready(Some(done)),
                Poll::Pending => raised.as_mut().poll(context).map(|()| None),
            }
        })
        .await
    }

    async fn raised(mut self) {
        if self.0.wait_for(|raised| *raised).await.is_err() {
            pending().await
        }
    }
}

/// Waits for an interrupt or termination signal, which then no longer ends the process. If no handler can be installed,
/// signals keep their default action.
async fn interrupt() {
    let key = async {
        if tokio::signal::ctrl_c().await.is_err() {
            pending::<()>().await;
        }
    };
    let (mut key, mut end) = (pin!(key), pin!(end()));
    poll_fn(|context| match (key.as_mut().poll(context), end.as_mut().poll(context)) {
        (Poll::Pending, Poll::Pending) => Poll::Pending,
        _ => Poll::Ready(()),
    })
    .await;
}

/// Waits for SIGTERM or SIGHUP.
#[cfg(unix)]
async fn end() {
    use tokio::signal::unix::{SignalKind, signal};

    let terminated = signal(SignalKind::terminate()).ok();
    let closed = if ignores_closing() { None } else { signal(SignalKind::hangup()).ok() };
    let mut signals: Vec<_> = terminated.into_iter().chain(closed).collect();
    poll_fn(|context| match signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready()) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
    .await;
}

#[cfg(not(unix))]
async fn end() {
    pending().await
}

/// Returns true if SIGHUP is ignored, as by `nohup`, which a handler would undo. Also true if unknown.
#[cfg(unix)]
fn ignores_closing() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_none_or(|mask| mask & 1 == 1)
}

/// Cancels `work` on an interrupt, so that destructors clean up.
///
/// # Errors
/// Returns the error of `work`, or [`TransferError::Interrupted`].
pub(crate) async fn unless_interrupted<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let (mut work, mut interrupt) = (pin!(work), pin!(interrupt()));
    // Polled first, so that the handler is installed before the work begins.
    poll_fn(|context| match interrupt.as_mut().poll(context) {
        Poll::Ready(()) => Poll::Ready(Err(TransferError::Interrupted.into())),
        Poll::Pending => work.as_mut().poll(context),
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use super::*;

    #[test]
    fn an_interrupt_takes_precedence_over_work_that_is_ready() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (raise, raised) = watch::channel(false);
        let interrupt = Interrupt(raised);
        assert_eq!(runtime.block_on(interrupt.unless(ready("done"))), Some("done"));
        raise.send(true).unwrap();
        assert_eq!(runtime.block_on(interrupt.unless(ready("done"))), None);
        assert_eq!(runtime.block_on(interrupt.unless(pending::<()>())), None);
    }
}
