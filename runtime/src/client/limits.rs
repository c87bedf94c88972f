//! The limits of a client's calls: concurrency and rate.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout_at};

use super::rate_limiter::{Permit, RateLimitFeedback, RateLimiter};
use crate::error::{Error, ErrorKind, Problem};

/// The limits that all calls to one environment share.
pub(super) struct Limits {
    concurrency: Semaphore,
    rate: Arc<dyn RateLimiter>,
}

impl Limits {
    pub fn new(concurrency: usize, rate: Arc<dyn RateLimiter>) -> Limits {
        Limits { concurrency: Semaphore::new(concurrency.clamp(1, Semaphore::MAX_PERMITS)), rate }
    }

    /// Waits until both limits allow the call, at most `after` from `now` on. The call counts as concurrent until the returned
    /// permit is dropped.
    ///
    /// # Errors
    /// Returns an error if the limits do not allow the call in time.
    pub async fn acquire(&self, now: Instant, after: Duration) -> Result<SemaphorePermit<'_>, Error> {
        let timed_out = || Error::new(ErrorKind::Timeout, Problem::TimeoutOfQueue { after });
        let (permit, left) = match self.concurrency.try_acquire() {
            Ok(permit) => (permit, after),
            Err(_) => {
                let until = now + after;
                // The semaphore is never closed.
                let permit = timeout_at(until, self.concurrency.acquire())
                    .await
                    .map_err(|_| timed_out())?
                    .map_err(|_| timed_out())?;
                (permit, until.saturating_duration_since(Instant::now()))
            }
        };
        match self.rate.acquire(left).await {
            Permit::Granted => Ok(permit),
            Permit::TimedOut => Err(timed_out()),
            Permit::RetryAfter(wait) => {
                let error = Error::new(ErrorKind::RateLimited, Problem::RateLimitTimeout { after });
                Err(error.with_retry_after(Some(wait)))
            }
            Permit::QuotaExceeded(wait) => {
                let quota = self.rate.quota().unwrap_or_else(|| "a quota of the client's rate limiter".to_owned());
                let problem = Problem::QuotaOfLimiter { quota, renews_in: wait };
                Err(Error::new(ErrorKind::QuotaExceeded, problem).with_retry_after(Some(wait)))
            }
        }
    }

    /// Reports that the service rate-limited a request that was sent at `sent_at`.
    pub fn on_rate_limited(&self, sent_at: Instant, retry_after: Option<Duration>) {
        self.rate.on_rate_limited(RateLimitFeedback::new(sent_at.elapsed(), retry_after));
    }

    #[cfg(test)]
    pub fn available(&self) -> usize {
        self.concurrency.available_permits()
    }
}

#[cfg(test)]
mod tests;
