//! A client leaks nothing through runtimes that start and stop, cancelled calls and queued calls: permits, its one token, and
//! memory.
//!
//! `WEDA_CALLS=100000 cargo test --release -p weda --test stress` queues that many calls concurrently; CI queues fewer.

use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;
use serde_json::json;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;
use tokio::time::timeout;
use weda::Client;
use weda_emulator::{Definition, Effect, Emulator, Fault};

/// Counts allocated bytes. Resident memory would depend on thread scheduling.
#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

const CANCELLED: usize = 10_000;
const CONCURRENCY: usize = 10;
/// Idle timeout of connections: short, so that none is left when memory is measured.
const IDLE: Duration = Duration::from_millis(100);

fn queued_calls() -> usize {
    std::env::var("WEDA_CALLS").ok().and_then(|calls| calls.parse().ok()).unwrap_or(5_000)
}

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// Allocated bytes once cancelled calls have finished on the service and idle connections have closed.
fn at_rest() -> usize {
    let measure = |_| {
        std::thread::sleep(IDLE);
        HEAP.current_usage()
    };
    (0..20).map(measure).min().unwrap_or_default()
}

async fn get(client: &Client) {
    client.model("student").get("a1").await.unwrap().expect("it exists");
}

async fn together(client: &Client, calls: usize) {
    let mut all = JoinSet::new();
    for _ in 0..calls {
        let client = client.clone();
        all.spawn(async move { get(&client).await });
    }
    all.join_all().await;
}

/// Runtimes that are parked, end, or are dropped during calls.
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
        let limit = Duration::from_micros(fastrand::u64(..400));
        all.spawn(async move { drop(timeout(limit, get(&client)).await) });
        if at % 100 == 99 {
            while let Some(done) = all.join_next().await {
                done.unwrap();
            }
        }
    }
}

#[test]
fn nothing_leaks() {
    let text = r#"{ "properties": { "name": { "type": "string" } } }"#;
    let definition = Definition::parse("student", "student.json", text).unwrap();
    let emulator = Emulator::builder().definitions(definition).start().unwrap();
    emulator.load("student", [json!({ "_id": "a1", "name": "李四" })]).unwrap();
    let address = emulator.address().to_string();
    let settings = |name: &str| (name == "WEDA_EMULATOR_HOST").then(|| address.clone());
    let builder = weda::ClientBuilder::from_variables(settings).unwrap();
    let client = builder
        .max_concurrent_calls(CONCURRENCY)
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
            together(&client, queued_calls()).await;
        });
        held.push(at_rest());
    }
    assert_eq!(emulator.tokens_issued(), 1);

    // All permits are still available: so many slow calls run concurrently.
    emulator.inject_fault(Fault::new(Effect::Delay(1_000)).times(CONCURRENCY as u64)).unwrap();
    let since = Instant::now();
    main.block_on(together(&client, CONCURRENCY));
    assert!(since.elapsed() < Duration::from_millis(1_900), "{:?}: a permit is lost", since.elapsed());

    assert!(held[2] < held[0] + CANCELLED, "a byte for each cancelled call: {held:?}");
}
