//! One token for however many calls wait for it, measured where it counts: at the emulator.

use std::time::{Duration, Instant};

use weda::prelude::*;
use weda_emulator::{Effect, Emulator, Fault};

use crate::fixture::{Book, definitions};

const TASKS: usize = 1000;
/// What a token takes.
const MINT: Duration = Duration::from_secs(3);

/// So many tasks, each with a call; all have begun before any ends. How long it takes until the last one has its answer.
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

/// A thousand tasks meet a token that the service does not take any more, or that is not there yet: one request for another
/// one.
#[tokio::test]
async fn a_thousand_tasks_wait_for_one_token() {
    let emulator = Emulator::builder().definitions(definitions()).start().unwrap();
    emulator.inject_fault(Fault::new(Effect::Delay(200)).path("/auth/")).unwrap();
    let client = Client::for_emulator(emulator.address());
    all(&client).await;
    assert_eq!(emulator.call_counts()["token"], 1);
    emulator.expire_tokens();
    all(&client).await;
    assert_eq!(emulator.call_counts()["token"], 2, "exactly one more");
}

/// And nobody waits longer than a fifth more than it takes. On a machine that is busy with other tests the calls themselves
/// vary by more: `cargo test --release -p weda --test emulator -- --ignored tokens`. What the client does by the clock is
/// pinned in `client/retry_loop/tests.rs`.
#[tokio::test]
#[ignore = "measures time: to be run alone"]
async fn nobody_waits_longer_than_a_token_takes() {
    let emulator = Emulator::builder().definitions(definitions()).start().unwrap();
    let client = Client::for_emulator(emulator.address());
    all(&client).await;
    let before = all(&client).await;
    emulator.inject_fault(Fault::new(Effect::Delay(MINT.as_millis() as u64)).path("/auth/")).unwrap();
    emulator.expire_tokens();
    let expired = all(&client).await;
    let absent = all(&Client::for_emulator(emulator.address())).await;
    // What a thousand calls take with a token, on this machine as busy as it is.
    let calls = all(&client).await.max(before);
    println!("token {MINT:?}, calls {calls:?}; with an expired token {expired:?}, without one {absent:?}");
    for wall in [expired, absent] {
        let waited = wall.saturating_sub(calls);
        assert!(waited <= MINT.mul_f64(1.2), "{waited:?} for the token, of {wall:?}; {calls:?} for the calls");
    }
}
