//! How many calls there are at once, and their turns.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout_at};

use super::rate_limiter::{Permit, RateLimitFeedback, RateLimiter};
use crate::error::{Error, ErrorKind, Problem};

/// What all calls to one environment share.
pub(super) struct Limits {
    places: Semaphore,
    rate: Arc<dyn RateLimiter>,
}

impl Limits {
    pub fn new(in_flight: usize, rate: Arc<dyn RateLimiter>) -> Limits {
        Limits { places: Semaphore::new(in_flight.clamp(1, Semaphore::MAX_PERMITS)), rate }
    }

    /// Waits from `now` on for a place and a turn, but not longer than `after`. The place is free again when what this returns is
    /// dropped.
    ///
    /// # Errors
    /// There is neither by then, or the turn comes later.
    pub async fn enter(&self, now: Instant, after: Duration) -> Result<SemaphorePermit<'_>, Error> {
        let waited = || Error::new(ErrorKind::Timeout, Problem::TimeoutOfQueue { after });
        let (place, left) = match self.places.try_acquire() {
            Ok(place) => (place, after),
            Err(_) => {
                let until = now + after;
                // There is always a place in the end: nobody closes the semaphore.
                let place =
                    timeout_at(until, self.places.acquire()).await.map_err(|_| waited())?.map_err(|_| waited())?;
                (place, until.saturating_duration_since(Instant::now()))
            }
        };
        match self.rate.acquire(left).await {
            Permit::Granted => Ok(place),
            Permit::TimedOut => Err(waited()),
            Permit::RetryAfter(wait) => {
                let error = Error::new(ErrorKind::RateLimited, Problem::HeldUp { after });
                Err(error.with_retry_after(Some(wait)))
            }
        }
    }

    /// A request that was sent at `sent_at` was one too many.
    pub fn too_many(&self, sent_at: Instant, retry_after: Option<Duration>) {
        self.rate.on_rate_limited(RateLimitFeedback::new(sent_at.elapsed(), retry_after));
    }

    #[cfg(test)]
    pub fn free_places(&self) -> usize {
        self.places.available_permits()
    }
}

#[cfg(test)]
mod tests;
