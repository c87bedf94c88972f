//! Daily quotas by job class.

use std::time::Duration;

use redis::Script;
use weda::ErrorKind;
use weda::client::{Permit, RateLimiter};
use weda_redis::Limiter;

use super::support::emulator::{self, call};
use super::support::redis::{ENV, Redis, set_clock, with_own_clock};
use super::{Outcome, Tests, block_on};

pub const TESTS: Tests = &[
    ("quotas::a_class_has_one_quota_over_all_processes", a_class_has_one_quota_over_all_processes),
    ("quotas::a_call_names_the_quota_and_when_it_renews", a_call_names_the_quota_and_when_it_renews),
    ("quotas::a_day_begins_at_midnight_in_beijing", a_day_begins_at_midnight_in_beijing),
    ("quotas::calls_without_redis_are_counted_later", calls_without_redis_are_counted_later),
];

fn limiter(redis: &Redis, class: &str, quota: u64) -> Limiter {
    redis.shared().limiter(ENV).job_class(class).daily_quota(quota)
}

/// Permits until the quota is used up.
async fn permits(limiter: &Limiter) -> u64 {
    let mut count = 0;
    loop {
        match limiter.acquire(Duration::from_secs(9)).await {
            Permit::Granted => count += 1,
            Permit::QuotaExceeded(renews) => {
                assert!(renews <= Duration::from_secs(24 * 60 * 60));
                return count;
            }
            other => panic!("{other:?}"),
        }
    }
}

fn a_class_has_one_quota_over_all_processes() -> Outcome {
    block_on(async {
        let redis = Redis::start();
        let nightly: Vec<_> = (0..4).map(|_| std::sync::Arc::new(limiter(&redis, "夜间任务", 101))).collect();
        let tasks: Vec<_> =
            nightly.iter().cloned().map(|limiter| tokio::spawn(async move { permits(&limiter).await })).collect();
        let mut sum = 0;
        for task in tasks {
            sum += task.await?;
        }
        assert_eq!(sum, 101);
        // Other classes go on, and so does one without a quota of the same name.
        assert_eq!(permits(&limiter(&redis, "interactive", 7)).await, 7);
        assert_eq!(redis.shared().limiter(ENV).job_class("夜间任务").acquire(Duration::ZERO).await, Permit::Granted);
        assert_eq!(
            redis.shared().limiter("lowcode-other").daily_quota(1).acquire(Duration::ZERO).await,
            Permit::Granted
        );
        Ok(())
    })
}

fn a_call_names_the_quota_and_when_it_renews() -> Outcome {
    block_on(async {
        let (redis, emulator) = (Redis::start(), emulator::start());
        let limiter = limiter(&redis, "bulk", 2).per_second(1_000.0);
        let client = emulator::client(&emulator.address().to_string()).rate_limiter(limiter).build()?;
        call(&client).await?;
        call(&client).await?;
        let sent = emulator.log().len();
        let error = call(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::QuotaExceeded);
        let text = error.to_string();
        assert!(
            text.contains("the daily quota of 2 calls for the job class `bulk` is used up and renews in "),
            "{text}"
        );
        let renews = error.retry_after().unwrap();
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs_f64();
        let midnight = (now + 8.0 * 3_600.0) % 86_400.0 + renews.as_secs_f64();
        assert!((midnight - 86_400.0).abs() < 5.0, "in {renews:?}");
        assert_eq!(emulator.log().len(), sent, "nothing was sent");
        Ok(())
    })
}

/// The script with a clock of the test's: 2026-11-30T16:00Z is midnight in Beijing.
fn a_day_begins_at_midnight_in_beijing() -> Outcome {
    const MIDNIGHT: u64 = 1_796_054_400;
    let redis = Redis::start();
    let mut connection = redis.connection();
    let script: Script = with_own_clock(include_str!("../../src/scripts/take.lua"));
    let mut take = |micros: u64, unreported: (u64, u64)| -> (String, u64, u64) {
        set_clock(&mut connection, micros);
        let mut call = script.key("bucket");
        call.key("pace").key("quota").key("members");
        call.arg(0).arg(0).arg(3).arg(1).arg(unreported.0).arg(unreported.1).arg("process");
        let (what, time, used, _): (String, u64, u64, u64) = call.invoke(&mut connection).unwrap();
        (what, time, used)
    };
    let day = (MIDNIGHT + 8 * 3_600) / 86_400;
    let before = MIDNIGHT * 1_000_000 - 1;
    assert_eq!(take(before - 10, (0, 0)), ("turn".to_owned(), 0, 1));
    assert_eq!(take(before - 5, (1, day - 1)), ("turn".to_owned(), 0, 3), "and one of a process without Redis");
    assert_eq!(take(before, (0, 0)), ("quota".to_owned(), 1, 3), "one microsecond before midnight");
    assert_eq!(take(before + 1, (9, day - 1)), ("turn".to_owned(), 0, 1), "calls of yesterday do not count today");
    // A clock that is set back does not open it once more.
    assert_eq!(take(before, (0, 0)), ("turn".to_owned(), 0, 2));
    assert_eq!(take(MIDNIGHT * 1_000_000, (0, 0)), ("turn".to_owned(), 0, 3));
    assert_eq!(take(MIDNIGHT * 1_000_000, (0, 0)), ("quota".to_owned(), 86_400_000_000, 3));
    Ok(())
}

fn calls_without_redis_are_counted_later() -> Outcome {
    block_on(async {
        let mut redis = Redis::start();
        let limiter = limiter(&redis, "bulk", 10);
        for _ in 0..4 {
            assert_eq!(limiter.acquire(Duration::ZERO).await, Permit::Granted);
        }
        redis.kill();
        // It is the only process, so all that is left is its part.
        for _ in 0..5 {
            assert_eq!(limiter.acquire(Duration::from_secs(1)).await, Permit::Granted);
        }
        redis.run();
        tokio::time::sleep(Duration::from_millis(2_100)).await;
        // Redis has lost its count, and knows of five calls again.
        assert_eq!(permits(&limiter).await, 5);
        let used: u64 = redis.ask(&format!("HGET weda:1:{{{ENV}}}:quota:bulk used"));
        assert_eq!(used, 10);
        redis.kill();
        assert!(matches!(limiter.acquire(Duration::from_secs(1)).await, Permit::QuotaExceeded(_)));
        Ok(())
    })
}
