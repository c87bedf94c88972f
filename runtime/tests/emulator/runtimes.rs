//! One client in several Tokio runtimes, and with more calls than its limits allow.

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
    let client = crate::fixture::builder()
        .secret("emulator-id", "emulator-key")
        .base_url(format!("http://{}", emulator.address()))
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap();
    (emulator, client)
}

/// F12: a connection opened by one runtime was used by another one, which waited for the parked first one.
#[test]
fn a_parked_runtime_blocks_no_calls_of_others() {
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

/// Cancelled calls, and more calls than the concurrency limit, leak no permits.
#[test]
fn cancelled_and_queued_calls_leak_no_permits() {
    let (emulator, client) = served();
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        emulator.inject_fault(Fault::new(Effect::Delay(2)).path(crate::RECORDS)).unwrap();
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

/// A token request of a runtime that was then parked blocked all other runtimes.
#[test]
fn a_token_request_of_a_parked_runtime_blocks_no_calls_of_others() {
    let (emulator, client) = served();
    emulator.inject_fault(Fault::new(Effect::Delay(300)).path("/auth/").times(1)).unwrap();
    let (first, second) = (parked(), parked());
    // Cancelled before the token arrives: the task stays with the first runtime.
    first.block_on(async {
        let given_up = tokio::time::timeout(Duration::from_millis(50), Book::query(&client).count().into_future());
        assert!(given_up.await.is_err());
    });
    let begun = Instant::now();
    assert_eq!(second.block_on(async { Book::query(&client).count().await }).unwrap(), 0);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    drop(first);
}
