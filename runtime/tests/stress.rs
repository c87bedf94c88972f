//! What a client holds after runtimes that come and go, calls that are given up and calls that wait is what it held before:
//! places among the calls under way, one token, and memory.
//!
//! `WEDA_CALLS=100000 cargo test --release -p weda --test stress` lets that many calls wait at once; CI lets fewer.

use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;
use serde_json::json;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;
use tokio::time::timeout;
use weda::Client;
use weda_emulator::{Definition, Effect, Emulator, Fault};

/// Counts what is allocated. Resident memory would depend on the order of threads.
#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

const CANCELLED: usize = 10_000;
const PLACES: usize = 10;
/// How long a connection that nobody uses stays: short, so that none is left where memory is looked at.
const IDLE: Duration = Duration::from_millis(100);

fn waiting() -> usize {
    std::env::var("WEDA_CALLS").ok().and_then(|calls| calls.parse().ok()).unwrap_or(5_000)
}

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// Bytes that are allocated when all is over: a call that was given up may still be carried out, and idle connections end.
fn at_rest() -> usize {
    let look = |_| {
        std::thread::sleep(IDLE);
        HEAP.current_usage()
    };
    (0..20).map(look).min().unwrap_or_default()
}

async fn get(client: &Client) {
    client.model("student").get("a1").await.unwrap().expect("it is there");
}

async fn together(client: &Client, calls: usize) {
    let mut all = JoinSet::new();
    for _ in 0..calls {
        let client = client.clone();
        all.spawn(async move { get(&client).await });
    }
    all.join_all().await;
}

/// Runtimes that sleep, end, or are dropped in the middle of calls.
fn runtimes(client: &Client) {
    let parked = Builder::new_current_thread().enable_all().build().unwrap();
    parked.block_on(get(client));
    let dropped = runtime();
    dropped.block_on(together(client, 50));
    for _ in 0..50 {
        let client = client.clone();
        dropped.spawn(async move { get(&client).await });
    }
    dropped.shutdown_background();
    runtime().block_on(together(client, 50));
    parked.block_on(get(client));
}

async fn cancelled(client: &Client) {
    let mut all = JoinSet::new();
    for at in 0..CANCELLED {
        let client = client.clone();
        let patience = Duration::from_micros(fastrand::u64(..400));
        all.spawn(async move { drop(timeout(patience, get(&client)).await) });
        if at % 100 == 99 {
            while let Some(done) = all.join_next().await {
                done.unwrap();
            }
        }
    }
}

#[test]
fn nothing_is_lost_and_nothing_grows() {
    let text = r#"{ "properties": { "name": { "type": "string" } } }"#;
    let definition = Definition::parse("student", "student.json", text).unwrap();
    let emulator = Emulator::builder().definitions(definition).start().unwrap();
    emulator.load("student", [json!({ "_id": "a1", "name": "李四" })]).unwrap();
    let address = emulator.address().to_string();
    let settings = |name: &str| (name == "WEDA_EMULATOR_HOST").then(|| address.clone());
    let builder = weda::ClientBuilder::from_variables(settings).unwrap();
    let client = builder
        .max_concurrent_calls(PLACES)
        .queue_timeout(Duration::from_secs(600))
        .pool_idle_timeout(IDLE)
        .build()
        .unwrap();
    let main = runtime();
    let mut held = Vec::new();
    for _ in 0..3 {
        runtimes(&client);
        main.block_on(async {
            cancelled(&client).await;
            together(&client, waiting()).await;
        });
        held.push(at_rest());
    }
    assert_eq!(emulator.tokens_issued(), 1);

    // As many slow calls as there are places go side by side.
    emulator.inject_fault(Fault::new(Effect::Delay(1_000)).times(PLACES as u64)).unwrap();
    let since = Instant::now();
    main.block_on(together(&client, PLACES));
    assert!(since.elapsed() < Duration::from_millis(1_900), "{:?}: a place is lost", since.elapsed());

    assert!(held[2] < held[0] + CANCELLED, "a byte for each call that was given up: {held:?}");
}
