//! Which calls wait for the limits, and for how long.

use std::sync::Mutex;

use super::super::rate_limiter::AdaptiveRateLimiter;
use super::*;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn limits(concurrency: usize, per_second: Option<f64>) -> Arc<Limits> {
    let rate = per_second.map_or_else(AdaptiveRateLimiter::new, AdaptiveRateLimiter::per_second);
    Arc::new(Limits::new(concurrency, Arc::new(rate)))
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// At one call per second, a call after ten cancelled ones waited eleven seconds: the rate limiter counted a call before the
/// wait for its permit.
/// It is counted when the permit is granted.
#[tokio::test(start_paused = true)]
async fn a_call_that_is_cancelled_while_it_waits_does_not_count_towards_the_rate() {
    let limits = limits(20, Some(1.0));
    let begun = Instant::now();
    drop(limits.acquire(Instant::now(), DAY).await);
    let cancelled: Vec<_> = (0..10)
        .map(|_| {
            let limits = Arc::clone(&limits);
            tokio::spawn(async move { drop(limits.acquire(Instant::now(), DAY).await) })
        })
        .collect();
    tokio::time::sleep(millis(500)).await;
    cancelled.iter().for_each(tokio::task::JoinHandle::abort);
    drop(limits.acquire(Instant::now(), DAY).await);
    assert_eq!(begun.elapsed(), millis(1000));
    drop(limits.acquire(Instant::now(), DAY).await);
    assert_eq!(begun.elapsed(), millis(2000));
}

/// Permits are granted in the order of the calls, even if the rate decreases meanwhile.
#[tokio::test(start_paused = true)]
async fn permits_are_granted_in_the_order_of_the_calls() {
    let limits = limits(20, Some(10.0));
    let order = Arc::<Mutex<Vec<u32>>>::default();
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for number in 0..10 {
        let (limits, order) = (Arc::clone(&limits), Arc::clone(&order));
        tasks.push(tokio::spawn(async move {
            drop(limits.acquire(Instant::now(), DAY).await);
            order.lock().unwrap().push(number);
        }));
        tokio::task::yield_now().await;
    }
    limits.on_rate_limited(Instant::now(), Some(Duration::from_secs(5)));
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(*order.lock().unwrap(), (0..10).collect::<Vec<_>>());
    assert!(begun.elapsed() > Duration::from_secs(5 + 1), "no call begins during the delay, and then one at a time");
}

/// A call waited for the rate limit as long as the service asked for, whatever its own timeout.
#[tokio::test(start_paused = true)]
async fn no_call_waits_beyond_its_timeout() {
    let limits = limits(1, None);
    let permit = limits.acquire(Instant::now(), DAY).await.unwrap();
    let error = limits.acquire(Instant::now(), Duration::from_secs(5)).await.map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().starts_with("the call was still queued after 5s, so nothing was sent; "));
    drop(permit);
    limits.on_rate_limited(Instant::now(), Some(Duration::from_secs(30)));
    let begun = Instant::now();
    let error = limits.acquire(Instant::now(), Duration::from_secs(5)).await.map(drop).unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(Duration::from_secs(30))));
    assert_eq!(begun.elapsed(), Duration::ZERO, "it does not wait for a permit that comes too late");
    drop(limits.acquire(Instant::now(), Duration::from_secs(31)).await.unwrap());
    assert_eq!((begun.elapsed(), limits.available()), (Duration::from_secs(30), 1));
}

/// A limiter of another crate with a quota.
struct Quota(Option<&'static str>, Duration);

impl RateLimiter for Quota {
    fn acquire(&self, _: Duration) -> crate::client::PermitFuture<'_> {
        let renews_in = self.1;
        Box::pin(async move { Permit::QuotaExceeded(renews_in) })
    }

    fn on_rate_limited(&self, _: RateLimitFeedback) {}

    fn quota(&self) -> Option<String> {
        self.0.map(str::to_owned)
    }
}

#[tokio::test]
async fn a_quota_that_is_used_up_is_named_with_the_time_until_it_renews() {
    for (name, renews_in, expected) in [
        (
            Some("the daily quota of 20000 calls"),
            millis(11_521_000),
            "the daily quota of 20000 calls is used up and renews in 3 h 12 min",
        ),
        (None, millis(61_500), "a quota of the client's rate limiter is used up and renews in 1 min 2 s"),
        (None, millis(1), "a quota of the client's rate limiter is used up and renews in 1 s"),
    ] {
        // In an `Arc`, as several clients share it: the name is not lost.
        let limits = Limits::new(1, Arc::new(Arc::new(Quota(name, renews_in))));
        let error = limits.acquire(Instant::now(), DAY).await.map(drop).unwrap_err();
        assert_eq!((error.kind(), error.retry_after()), (ErrorKind::QuotaExceeded, Some(renews_in)));
        assert_eq!(
            error.to_string(),
            format!(
                "{expected}, so nothing was sent; wait for `Error::retry_after`, or raise the quota of the limiter given to \
                 `ClientBuilder::rate_limiter`"
            )
        );
        assert_eq!(limits.available(), 1, "the call does not count as concurrent");
    }
}
