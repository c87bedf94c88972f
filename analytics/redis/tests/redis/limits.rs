//! One rate for several limiters, each of which stands for a process.

use std::sync::Arc;
use std::time::{Duration, Instant};

use weda::client::{Permit, RateLimitFeedback, RateLimiter};
use weda_redis::Limiter;

use super::support::redis::{ENV, Redis};
use super::{Outcome, Tests, block_on};

pub const TESTS: Tests = &[
    ("limits::calls_of_all_processes_are_spaced", calls_of_all_processes_are_spaced),
    ("limits::calls_that_are_given_up_lose_nothing", calls_that_are_given_up_lose_nothing),
    ("limits::a_call_that_would_wait_too_long_is_told_so", a_call_that_would_wait_too_long_is_told_so),
    ("limits::one_refusal_slows_all_processes", one_refusal_slows_all_processes),
    ("limits::a_pause_holds_for_all_processes", a_pause_holds_for_all_processes),
    ("limits::without_a_limit_nothing_waits", without_a_limit_nothing_waits),
    ("limits::keys_do_not_stay", keys_do_not_stay),
];

const LONG: Duration = Duration::from_secs(60);

fn limiter(redis: &Redis, limit: f64) -> Arc<Limiter> {
    Arc::new(redis.shared().limiter(ENV).per_second(limit))
}

/// The times at which `count` permits came, over all limiters.
async fn permits(limiters: &[Arc<Limiter>], count: usize) -> Vec<Instant> {
    let tasks: Vec<_> = (0..count)
        .map(|number| {
            let limiter = Arc::clone(&limiters[number % limiters.len()]);
            tokio::spawn(async move {
                assert_eq!(limiter.acquire(LONG).await, Permit::Granted);
                Instant::now()
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.push(task.await.unwrap());
    }
    times.sort();
    times
}

fn calls_of_all_processes_are_spaced() -> Outcome {
    block_on(async {
        let redis = Redis::start();
        let limiters: Vec<_> = (0..5).map(|_| limiter(&redis, 40.0)).collect();
        let times = permits(&limiters, 61).await;
        let took = times[60] - times[0];
        // 38 calls a second.
        let expected = Duration::from_secs_f64(60.0 / 38.0);
        assert!(took + Duration::from_millis(60) >= expected, "too fast: {took:?}");
        assert!(took <= expected * 3 / 2, "too slow: {took:?}");
        // No half second has more than its part: a turn counts for 50 ms.
        for (at, begin) in times.iter().enumerate() {
            let within = times[at..].iter().take_while(|time| **time - *begin < Duration::from_millis(500)).count();
            assert!(within <= 22, "{within} calls in half a second");
        }
        Ok(())
    })
}

/// A hundred calls that wait are dropped: neither their turns nor their counts are lost.
fn calls_that_are_given_up_lose_nothing() -> Outcome {
    block_on(async {
        let redis = Redis::start();
        let limiter = Arc::new(redis.shared().limiter(ENV).per_second(5.0).job_class("bulk").daily_quota(1_000));
        let begun = Instant::now();
        assert_eq!(limiter.acquire(LONG).await, Permit::Granted);
        let waiting: Vec<_> = (0..100)
            .map(|_| {
                let limiter = Arc::clone(&limiter);
                tokio::spawn(async move { limiter.acquire(LONG).await })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(80)).await;
        waiting.iter().for_each(tokio::task::JoinHandle::abort);
        assert_eq!(limiter.acquire(LONG).await, Permit::Granted);
        let waited = begun.elapsed();
        assert!((200..400).contains(&waited.as_millis()), "the next turn of 4.75 a second: {waited:?}");
        // One that is given up while nobody else waits: its turn passes, its count stays for the next.
        let dropped = tokio::time::timeout(Duration::from_millis(50), limiter.acquire(LONG)).await;
        assert!(dropped.is_err());
        tokio::time::sleep(Duration::from_millis(600)).await;
        assert_eq!(limiter.acquire(LONG).await, Permit::Granted);
        let used: u64 = redis.ask(&format!("HGET weda:1:{{{ENV}}}:quota:bulk used"));
        assert_eq!(used, 3);
        Ok(())
    })
}

fn a_call_that_would_wait_too_long_is_told_so() -> Outcome {
    block_on(async {
        let redis = Redis::start();
        let [one, other] = [(), ()].map(|()| limiter(&redis, 1.0));
        assert_eq!(one.acquire(Duration::ZERO).await, Permit::Granted, "the first may go at once");
        let begun = Instant::now();
        for _ in 0..3 {
            let Permit::RetryAfter(wait) = other.acquire(Duration::from_millis(300)).await else { panic!() };
            assert!((500..=1_053).contains(&wait.as_millis()), "{wait:?}");
        }
        assert!(begun.elapsed() < Duration::from_millis(300), "it does not wait first");
        // It took no turn by that.
        assert_eq!(other.acquire(LONG).await, Permit::Granted);
        assert!((900..1_300).contains(&begun.elapsed().as_millis()), "{:?}", begun.elapsed());
        // Those behind it in the queue end in time too.
        let waiting = Arc::clone(&other);
        let first = tokio::spawn(async move { waiting.acquire(LONG).await });
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(other.acquire(Duration::from_millis(100)).await, Permit::TimedOut);
        assert_eq!(first.await?, Permit::Granted);
        Ok(())
    })
}

fn one_refusal_slows_all_processes() -> Outcome {
    block_on(async {
        let redis = Redis::start();
        let [one, other] = [(), ()].map(|()| limiter(&redis, 100.0));
        permits(&[Arc::clone(&one), Arc::clone(&other)], 150).await;
        let refusal = RateLimitFeedback::new(Duration::from_millis(10), None);
        // Three calls of the same moment are one reason.
        for limiter in [&one, &other, &other] {
            limiter.on_rate_limited(refusal);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        let rate: f64 = redis.ask(&format!("HGET weda:1:{{{ENV}}}:pace rate"));
        assert!((25.0..=50.0).contains(&rate), "half of what the fleet had: {rate}");
        let times = permits(&[other], 30).await;
        let took = (times[29] - times[0]).as_secs_f64();
        assert!(took > 29.0 / (rate * 1.2), "the other process is slower too: {took} s");
        Ok(())
    })
}

fn a_pause_holds_for_all_processes() -> Outcome {
    block_on(async {
        let redis = Redis::start();
        let limiters: Vec<_> = (0..4).map(|_| limiter(&redis, 50.0)).collect();
        permits(&limiters, 8).await;
        limiters[0].on_rate_limited(RateLimitFeedback::new(Duration::ZERO, Some(Duration::from_millis(1_500))));
        tokio::time::sleep(Duration::from_millis(150)).await;
        let begun = Instant::now();
        let times = permits(&limiters, 8).await;
        assert!(times[0] - begun > Duration::from_millis(1_200), "{:?}", times[0] - begun);
        // They do not all call at its end, when each of the four has its turn.
        let [first, all] = [3, 7].map(|at| times[at] - times[0]);
        assert!(first > Duration::from_millis(60) && all > Duration::from_millis(200), "{first:?}, {all:?}");
        Ok(())
    })
}

fn without_a_limit_nothing_waits() -> Outcome {
    block_on(async {
        let redis = Redis::start();
        let limiters: Vec<_> = (0..2).map(|_| Arc::new(redis.shared().limiter(ENV))).collect();
        let times = permits(&limiters, 200).await;
        assert!(times[199] - times[0] < Duration::from_secs(2), "{:?}", times[199] - times[0]);
        Ok(())
    })
}

/// Of a fleet that has ended nothing stays but the last fence and, for two days, the counts.
fn keys_do_not_stay() -> Outcome {
    block_on(async {
        let redis = Redis::start();
        let limiter = redis.shared().limiter(ENV).per_second(50.0).daily_quota(10);
        assert_eq!(limiter.acquire(LONG).await, Permit::Granted);
        limiter.on_rate_limited(RateLimitFeedback::new(Duration::ZERO, None));
        tokio::time::sleep(Duration::from_millis(200)).await;
        let keys: Vec<String> = redis.ask("KEYS *");
        assert_eq!(keys.len(), 4, "{keys:?}");
        for key in keys {
            let left: i64 = redis.ask(&format!("TTL {key}"));
            assert!((0..=172_800).contains(&left), "`{key}` lives for {left} s");
        }
        Ok(())
    })
}
