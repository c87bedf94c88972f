//! Redis away, silent, or refusing: calls go on, and one warning says so.

use std::sync::Arc;
use std::time::{Duration, Instant};

use weda::client::{Permit, RateLimiter};
use weda_redis::Shared;

use super::support::emulator::{self, call};
use super::support::redis::{ENV, Redis};
use super::support::{KEY, logs};
use super::{Outcome, Tests, block_on};

pub const TESTS: Tests = &[
    (
        "alone::a_redis_that_is_silent_delays_one_call_in_two_seconds",
        a_redis_that_is_silent_delays_one_call_in_two_seconds,
    ),
    ("alone::a_redis_that_was_never_there", a_redis_that_was_never_there),
    ("alone::an_address_that_swallows_connections", an_address_that_swallows_connections),
    ("alone::a_wrong_password_is_a_redis_that_is_away", a_wrong_password_is_a_redis_that_is_away),
    ("alone::a_closed_connection_is_opened_again_without_a_word", a_closed_connection_is_opened_again_without_a_word),
    ("alone::scripts_that_redis_forgot_are_loaded_again", scripts_that_redis_forgot_are_loaded_again),
    ("alone::keys_of_another_kind_are_a_redis_that_is_away", keys_of_another_kind_are_a_redis_that_is_away),
    ("alone::each_runtime_has_its_own_connection", each_runtime_has_its_own_connection),
];

const LONG: Duration = Duration::from_secs(60);

fn messages(redis: &Redis, text: &str) -> usize {
    logs::about(&redis.address(), text).len()
}

/// Stopped with SIGSTOP: the port is open, and nobody answers.
fn a_redis_that_is_silent_delays_one_call_in_two_seconds() -> Outcome {
    block_on(async {
        let redis = Redis::start();
        let shared = redis.shared();
        let limiter = Arc::new(shared.limiter(ENV).per_second(10_000.0).rate_while_away(10_000.0));
        assert_eq!(limiter.acquire(LONG).await, Permit::Granted);
        redis.pause();
        let begun = Instant::now();
        let mut delayed = Vec::new();
        while begun.elapsed() < Duration::from_secs(5) {
            let call = Instant::now();
            assert_eq!(limiter.acquire(LONG).await, Permit::Granted);
            // Timers of a busy machine are late.
            assert!(call.elapsed() < Duration::from_millis(400), "{:?}", call.elapsed());
            if call.elapsed() > Duration::from_millis(90) {
                delayed.push(begun.elapsed());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        // At 0, 2.1 and 4.2 s.
        assert!((2..=4).contains(&delayed.len()), "{delayed:?}");
        assert!(shared.is_away());
        assert_eq!((messages(&redis, "Redis is away"), messages(&redis, "Redis is back")), (1, 0));
        redis.resume();
        tokio::time::sleep(Duration::from_millis(2_200)).await;
        assert_eq!(limiter.acquire(LONG).await, Permit::Granted);
        assert!(!shared.is_away());
        assert_eq!((messages(&redis, "Redis is away"), messages(&redis, "Redis is back")), (1, 1));
        Ok(())
    })
}

fn a_redis_that_was_never_there() -> Outcome {
    block_on(async {
        let emulator = emulator::start();
        let mut redis = Redis::start();
        redis.kill();
        let shared = redis.shared();
        let limiter = shared.limiter(ENV).per_second(800.0);
        let client = emulator::client(&emulator.address().to_string());
        let client = client.token_provider(shared.tokens()).rate_limiter(limiter).build()?;
        let begun = Instant::now();
        for _ in 0..20 {
            call(&client).await?;
        }
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
        assert_eq!(emulator.tokens_issued(), 1);
        assert_eq!((messages(&redis, "Redis is away"), messages(&redis, "WARN")), (1, 1));
        let error = shared.check().await.unwrap_err().to_string();
        assert!(error.contains(&redis.address()) && error.contains("refused"), "{error}");
        // It is used once it is there.
        redis.run();
        tokio::time::sleep(Duration::from_millis(2_100)).await;
        shared.check().await?;
        call(&client).await?;
        assert_eq!(messages(&redis, "Redis is back"), 1);
        Ok(())
    })
}

/// A firewall that drops packets: connecting does not end.
fn an_address_that_swallows_connections() -> Outcome {
    block_on(async {
        // Its queue of connections is full, so that the system does not answer either.
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let shared = Shared::builder(format!("redis://{address}")).build()?;
        let limiter = shared.limiter(ENV).per_second(10_000.0);
        let begun = Instant::now();
        for _ in 0..10 {
            assert_eq!(limiter.acquire(LONG).await, Permit::Granted);
        }
        assert!(begun.elapsed() < Duration::from_millis(500), "{:?}", begun.elapsed());
        assert_eq!(logs::about(&address.to_string(), "no answer within 100ms").len(), 1);
        Ok(())
    })
}

fn a_wrong_password_is_a_redis_that_is_away() -> Outcome {
    block_on(async {
        let redis = Redis::with_password("right");
        let url = redis.url().replace("right", "hunter2-wrong");
        let shared = Shared::builder(url).key(KEY).build()?;
        assert_eq!(shared.limiter(ENV).per_second(100.0).acquire(LONG).await, Permit::Granted);
        assert_eq!(messages(&redis, "Redis is away"), 1);
        let error = shared.check().await.unwrap_err().to_string();
        assert!(error.to_lowercase().contains("auth"), "{error}");
        assert!(!error.contains("hunter2") && !logs::all().contains("hunter2-wrong"));
        redis.shared().check().await?;
        Ok(())
    })
}

/// Redis closes idle connections where `timeout` is set, and so do firewalls.
fn a_closed_connection_is_opened_again_without_a_word() -> Outcome {
    block_on(async {
        let redis = Redis::start();
        let limiter = redis.shared().limiter(ENV).per_second(1_000.0);
        for _ in 0..5 {
            assert_eq!(limiter.acquire(LONG).await, Permit::Granted);
            redis.ask::<u64>("CLIENT KILL TYPE normal");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(messages(&redis, "Redis is away"), 0);
        Ok(())
    })
}

fn scripts_that_redis_forgot_are_loaded_again() -> Outcome {
    block_on(async {
        let redis = Redis::start();
        let limiter = redis.shared().limiter(ENV).per_second(1_000.0);
        for _ in 0..3 {
            assert_eq!(limiter.acquire(LONG).await, Permit::Granted);
            redis.ask::<()>("SCRIPT FLUSH");
        }
        assert_eq!(messages(&redis, "Redis is away"), 0);
        Ok(())
    })
}

/// Another program uses the same names: scripts fail, and calls go on.
fn keys_of_another_kind_are_a_redis_that_is_away() -> Outcome {
    block_on(async {
        let (redis, emulator) = (Redis::start(), emulator::start());
        for key in ["token", "bucket"] {
            redis.ask::<()>(&format!("SET weda:1:{{{ENV}}}:{key} text"));
        }
        let shared = redis.shared();
        let limiter = shared.limiter(ENV).per_second(1_000.0);
        let client = emulator::client(&emulator.address().to_string());
        let client = client.token_provider(shared.tokens()).rate_limiter(limiter).build()?;
        for _ in 0..3 {
            call(&client).await?;
        }
        let warnings = logs::about(&redis.address(), "Redis is away");
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(warnings[0].contains("WRONGTYPE"), "{warnings:?}");
        Ok(())
    })
}

/// A client works in several runtimes, and a connection ends with its own.
fn each_runtime_has_its_own_connection() -> Outcome {
    let redis = Redis::start();
    let limiter = redis.shared().limiter(ENV).per_second(1_000.0);
    for _ in 0..12 {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        for _ in 0..2 {
            assert_eq!(runtime.block_on(limiter.acquire(LONG)), Permit::Granted);
        }
    }
    assert_eq!(messages(&redis, "Redis is away"), 0);
    // Those of ended runtimes are closed.
    let clients: String = redis.ask("CLIENT LIST");
    assert!(clients.lines().count() <= 3, "{clients}");
    Ok(())
}
