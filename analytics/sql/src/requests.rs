//! A count of the requests that a client sends.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use weda::client::{AdaptiveRateLimiter, Permit, PermitFuture, RateLimitFeedback, RateLimiter};

/// The client's default limiter, which counts the requests that it lets pass. Token requests are not among them.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    limiter: AdaptiveRateLimiter,
    sent: AtomicU64,
}

impl Requests {
    /// A limiter for one client.
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Number of requests so far, repeated ones included.
    pub(crate) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }
}

impl RateLimiter for Requests {
    fn acquire(&self, within: Duration) -> PermitFuture<'_> {
        Box::pin(async move {
            let permit = self.limiter.acquire(within).await;
            if permit == Permit::Granted {
                self.sent.fetch_add(1, Ordering::Relaxed);
            }
            permit
        })
    }

    fn on_rate_limited(&self, feedback: RateLimitFeedback) {
        self.limiter.on_rate_limited(feedback);
    }
}
