//! One client in several Tokio runtimes, and under more calls than it lets through.

use std::future::IntoFuture as _;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};
use weda::prelude::*;
use weda_emulator::{Effect, Emulator, Fault};

use crate::fixture::{Book, definitions, new};

fn parked() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn served() -> (Emulator, Client) {
    let emulator = Emulator::builder().definitions(definitions()).start().unwrap();
    let client = Client::builder("lowcode-emulator")
        .secret("emulator-id", "emulator-key")
        .base_url(format!("http://{}", emulator.address()))
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap();
    (emulator, client)
}

/// F12: a connection that a runtime had opened was used by another one, and waited for the first, which nobody drove.
#[test]
fn a_runtime_that_nobody_drives_keeps_nobody_waiting() {
    let (emulator, client) = served();
    let (first, second) = (parked(), Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap());
    let begun = Instant::now();
    for round in 0..3 {
        first.block_on(async { Book::create(&client, new(&format!("甲{round}"))).await }).unwrap();
        second.block_on(async { Book::create(&client, new(&format!("乙{round}"))).await }).unwrap();
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!((emulator.records("book").unwrap().len(), emulator.tokens_issued()), (6, 1));
}

#[test]
fn a_client_outlives_its_runtimes() {
    let (emulator, client) = served();
    for round in 0..40 {
        let runtime = parked();
        runtime.block_on(async { Book::create(&client, new(&format!("书{round}"))).await }).unwrap();
    }
    assert_eq!((emulator.records("book").unwrap().len(), emulator.tokens_issued()), (40, 1));
}

/// Calls that are given up at any moment, and more than may be under way, leave nothing behind.
#[test]
fn crowds_and_cancelled_calls_take_no_place_with_them() {
    let (emulator, client) = served();
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        emulator.inject_fault(Fault::new(Effect::Delay(2)).path("/odata/")).unwrap();
        for wave in 0..20_u64 {
            let calls: Vec<_> = (0..500)
                .map(|_| {
                    let client = client.clone();
                    tokio::spawn(async move { Book::query(&client).count().await })
                })
                .collect();
            tokio::time::sleep(Duration::from_millis(wave % 7)).await;
            calls.iter().for_each(tokio::task::JoinHandle::abort);
            for call in calls {
                if let Ok(count) = call.await {
                    count.unwrap();
                }
            }
        }
        emulator.clear_faults();
        let calls: Vec<_> = (0..5_000)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { Book::query(&client).count().await })
            })
            .collect();
        for call in calls {
            assert_eq!(call.await.unwrap().unwrap(), 0);
        }
    });
    assert_eq!(emulator.tokens_issued(), 1);
}

/// A token that one runtime had begun to request, and that nobody drove since, kept all others waiting.
#[test]
fn a_request_for_a_token_of_a_parked_runtime_keeps_nobody_waiting() {
    let (emulator, client) = served();
    emulator.inject_fault(Fault::new(Effect::Delay(300)).path("/auth/").times(1)).unwrap();
    let (first, second) = (parked(), parked());
    // Given up before the token is there: its task stays with the first runtime.
    first.block_on(async {
        let given_up = tokio::time::timeout(Duration::from_millis(50), Book::query(&client).count().into_future());
        assert!(given_up.await.is_err());
    });
    let begun = Instant::now();
    assert_eq!(second.block_on(async { Book::query(&client).count().await }).unwrap(), 0);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    drop(first);
}
