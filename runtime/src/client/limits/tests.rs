//! Who waits for a place or a turn, and for how long.

use std::sync::Mutex;

use super::super::rate_limiter::AdaptiveRateLimiter;
use super::*;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn limits(places: usize, per_second: Option<f64>) -> Arc<Limits> {
    let rate = per_second.map_or_else(AdaptiveRateLimiter::new, AdaptiveRateLimiter::per_second);
    Arc::new(Limits::new(places, Arc::new(rate)))
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Ten calls that were given up while they waited for their turns had used them up: at one call in a second the next one
/// waited eleven seconds, for nobody. A turn was taken before the wait for it began.
/// It is taken when it has come.
#[tokio::test(start_paused = true)]
async fn a_call_that_is_given_up_while_it_waits_uses_up_no_turn() {
    let limits = limits(20, Some(1.0));
    let begun = Instant::now();
    drop(limits.enter(Instant::now(), DAY).await);
    let given_up: Vec<_> = (0..10)
        .map(|_| {
            let limits = Arc::clone(&limits);
            tokio::spawn(async move { drop(limits.enter(Instant::now(), DAY).await) })
        })
        .collect();
    tokio::time::sleep(millis(500)).await;
    given_up.iter().for_each(tokio::task::JoinHandle::abort);
    drop(limits.enter(Instant::now(), DAY).await);
    assert_eq!(begun.elapsed(), millis(1000));
    drop(limits.enter(Instant::now(), DAY).await);
    assert_eq!(begun.elapsed(), millis(2000));
}

/// Those who wait come in the order in which they asked, also when the rate falls meanwhile.
#[tokio::test(start_paused = true)]
async fn turns_are_given_in_the_order_in_which_they_were_asked_for() {
    let limits = limits(20, Some(10.0));
    let order = Arc::<Mutex<Vec<u32>>>::default();
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for number in 0..10 {
        let (limits, order) = (Arc::clone(&limits), Arc::clone(&order));
        tasks.push(tokio::spawn(async move {
            drop(limits.enter(Instant::now(), DAY).await);
            order.lock().unwrap().push(number);
        }));
        tokio::task::yield_now().await;
    }
    limits.too_many(Instant::now(), Some(Duration::from_secs(5)));
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(*order.lock().unwrap(), (0..10).collect::<Vec<_>>());
    assert!(begun.elapsed() > Duration::from_secs(5 + 1), "nobody passed in the pause, and then one after the other");
}

/// A call that waited for its turn waited as long as the service wanted, whatever its own timeout was.
#[tokio::test(start_paused = true)]
async fn nobody_waits_beyond_its_own_time() {
    let limits = limits(1, None);
    let place = limits.enter(Instant::now(), DAY).await.unwrap();
    let error = limits.enter(Instant::now(), Duration::from_secs(5)).await.map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().starts_with("no place among the calls under way within 5s, so nothing was sent; "));
    drop(place);
    limits.too_many(Instant::now(), Some(Duration::from_secs(30)));
    let begun = Instant::now();
    let error = limits.enter(Instant::now(), Duration::from_secs(5)).await.map(drop).unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(Duration::from_secs(30))));
    assert_eq!(begun.elapsed(), Duration::ZERO, "it need not wait for what it cannot have");
    drop(limits.enter(Instant::now(), Duration::from_secs(31)).await.unwrap());
    assert_eq!((begun.elapsed(), limits.free_places()), (Duration::from_secs(30), 1));
}
