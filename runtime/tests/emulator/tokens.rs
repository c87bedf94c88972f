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
/// one, and nobody waits longer than a fifth more than it takes.
#[tokio::test]
async fn a_thousand_tasks_wait_for_one_token_and_not_longer_than_it_takes() {
    let emulator = Emulator::builder().definitions(definitions()).start().unwrap();
    let client = Client::for_emulator(emulator.address());
    all(&client).await;
    assert_eq!(emulator.calls()["token"], 1);
    let before = all(&client).await;

    emulator.inject(Fault::new(Effect::Delay(MINT.as_millis() as u64)).path("/auth/")).unwrap();
    emulator.expire_tokens();
    let expired = all(&client).await;
    assert_eq!(emulator.calls()["token"], 2, "exactly one more");
    let absent = all(&Client::for_emulator(emulator.address())).await;
    assert_eq!(emulator.calls()["token"], 3);
    emulator.heal();
    // What a thousand calls take with a token, on this machine as busy as it is.
    let calls = all(&client).await.max(before);
    for wall in [expired, absent] {
        let waited = wall.saturating_sub(calls);
        assert!(waited <= MINT.mul_f64(1.2), "{waited:?} for the token, of {wall:?}; {calls:?} for the calls");
    }
}
