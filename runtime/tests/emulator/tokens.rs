//! All waiting calls share one token request, counted at the emulator.

use std::time::{Duration, Instant};

use weda::prelude::*;
use weda_emulator::{Effect, Emulator, Fault};

use crate::fixture::{Book, definitions};

const TASKS: usize = 1000;
/// Latency of a token request.
const TOKEN_LATENCY: Duration = Duration::from_secs(3);

/// Makes a call in each of a thousand tasks. Returns the time until the last answer.
async fn all(client: &Client) -> Duration {
    let before = Instant::now();
    let tasks: Vec<_> = (0..TASKS)
        .map(|number| {
            let client = client.with_env_type([EnvType::Pre, EnvType::Prod][number % 2].clone());
            tokio::spawn(async move { Book::query(&client).top(1).exists().await })
        })
        .collect();
    for task in tasks {
        assert!(!task.await.unwrap().unwrap());
    }
    before.elapsed()
}

/// A thousand tasks with an expired token, or without one, share one token request.
#[tokio::test]
async fn a_thousand_tasks_wait_for_one_token() {
    let emulator = Emulator::builder().definitions(definitions()).start().unwrap();
    emulator.inject_fault(Fault::new(Effect::Delay(200)).path("/auth/")).unwrap();
    let client = crate::fixture::connect(emulator.address());
    all(&client).await;
    assert_eq!(emulator.call_counts()["token"], 1);
    emulator.expire_tokens();
    all(&client).await;
    assert_eq!(emulator.call_counts()["token"], 2, "exactly one more");
}

/// No task waits more than a fifth longer than the token request takes. The duration of the calls themselves varies by more
/// if other tests run: `cargo test --release -p weda --test emulator -- --ignored tokens`. `client/retry_loop/tests.rs` tests
/// the same with a paused clock.
#[tokio::test]
#[ignore = "measures time: run it alone"]
async fn no_task_waits_longer_than_a_token_request_takes() {
    let emulator = Emulator::builder().definitions(definitions()).start().unwrap();
    let client = crate::fixture::connect(emulator.address());
    all(&client).await;
    let before = all(&client).await;
    emulator.inject_fault(Fault::new(Effect::Delay(TOKEN_LATENCY.as_millis() as u64)).path("/auth/")).unwrap();
    emulator.expire_tokens();
    let expired = all(&client).await;
    let absent = all(&crate::fixture::connect(emulator.address())).await;
    // The duration of a thousand calls with a valid token, under the same load.
    let calls = all(&client).await.max(before);
    println!("token {TOKEN_LATENCY:?}, calls {calls:?}; with an expired token {expired:?}, without one {absent:?}");
    for wall in [expired, absent] {
        let waited = wall.saturating_sub(calls);
        assert!(waited <= TOKEN_LATENCY.mul_f64(1.2), "{waited:?} for the token, of {wall:?}; {calls:?} for the calls");
    }
}
