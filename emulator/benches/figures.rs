//! What the emulator costs beside what lies under it: `cargo bench -p weda-emulator`.
//!
//! Each figure stands beside its baseline of the same run: bare SQLite with the same rows, a file that is flushed, an
//! answer of hyper's that stands ready, a lookup in few rows. Without `--bench`, as under `cargo test --benches`, it does
//! nothing.

#[path = "figures/http.rs"]
mod http;
#[path = "figures/page.rs"]
mod page;
#[path = "figures/work.rs"]
mod work;

use std::time::{Duration, Instant};

/// How often each work is done; the median counts.
const RUNS: usize = 9;

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    println!("| | emulator | baseline | figure | goal |");
    println!("|---|---|---|---|---|");
    start();
    batches();
    durable();
    pages();
    lookups();
}

/// The median of some runs.
fn median(mut work: impl FnMut() -> Duration) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS).map(|_| work()).collect();
    times.sort();
    times[RUNS / 2]
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// How fast the emulator is beside its baseline: 1 is as fast.
fn row(name: &str, emulator: Duration, baseline: Duration, goal: &str) {
    let ratio = baseline.as_secs_f64() / emulator.as_secs_f64();
    println!("| {name} | {emulator:.2?} | {baseline:.2?} | {ratio:.2} | {goal} |");
}

fn start() {
    let folder = work::folder("start");
    work::write_models(&folder, 300);
    let time = median(|| timed(|| drop(work::started_from(&folder))));
    println!("| 300 models, from their files to the first answer | {time:.2?} | | | 50 ms |");
    std::fs::remove_dir_all(folder).expect("a folder of its own");
}

fn batches() {
    let bare = median(work::bare_batch);
    let emulator = work::started();
    let stored = median(|| work::stored_batch(&emulator));
    row("1000 records, storage alone, in memory", stored, bare, ">= 0.7");
    let mut client = http::Client::of(&emulator);
    let sent = median(|| work::sent_batch(&mut client));
    row("1000 records, one batch over HTTP", sent, bare, ">= 0.3");
}

fn durable() {
    let folder = work::folder("durable");
    let floor = median(|| work::flushes(&folder.join("floor")));
    let emulator = work::started_on(&folder.join("records"));
    let stored = median(|| work::durable_inserts(&emulator));
    row("100 records, each flushed", stored, floor, ">= 0.85");
    drop(emulator);
    std::fs::remove_dir_all(folder).expect("a folder of its own");
}

fn pages() {
    let folder = work::folder("pages");
    let (memory, disk) = (work::started(), work::started_on(&folder.join("records")));
    for (place, emulator, goal) in [("memory", &memory, ">= 0.45"), ("a file", &disk, ">= 0.36")] {
        work::fill(emulator, 1_000);
        let mut client = http::Client::of(emulator);
        let ready = page::ready_answer(page::of(&mut client));
        let name = format!("a page of 100 records in {place}, time of the processor");
        let measure =
            |client: &mut http::Client| page::cost(client).map(|first| median(|| page::cost(client).unwrap_or(first)));
        match (measure(&mut client), measure(&mut http::Client::to(ready))) {
            (Some(emulator), Some(ready)) => row(&name, emulator, ready, goal),
            _ => println!("| {name} | not counted here | | | {goal} |"),
        }
    }
    drop(disk);
    std::fs::remove_dir_all(folder).expect("a folder of its own");
}

fn lookups() {
    let (few, many) = (work::started(), work::started());
    work::fill(&few, 1_000);
    work::fill(&many, 1_000_000);
    for (name, path) in [("by `_id`", "pre/row('r500')"), ("by a unique field", "pre/row?$filter=card%20eq%20'c500'")] {
        let of = |client: &mut http::Client| median(|| timed(|| (0..100).for_each(|_| client.get(path))));
        let (few, many) = (of(&mut http::Client::of(&few)), of(&mut http::Client::of(&many)));
        row(&format!("100 lookups {name} in 1,000,000 rows, beside 1,000"), many, few, "no scan");
    }
}
