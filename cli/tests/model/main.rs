//! `weda import` against an account of what should become of each row.
//!
//! For each seed there are a random definition, a random file in a random form with good, bad and equal rows, random flags,
//! and runs of the real binary against the real emulator with faults, kills, restarts and other writers. After each run the
//! account, which shares no code with the command, looks at what the command said and at what is stored.
//!
//! `WEDA_SEEDS=2000 cargo test --release -p weda-cli --test model` runs more of them than CI does; `WEDA_SEED=17` repeats one
//! and prints its story.
#![cfg(unix)]

mod account;
mod command;
mod definition;
mod dice;
mod faults;
mod file;
mod form;
mod rows;
mod scenario;
mod service;
mod values;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

/// How many seeds CI tries.
const SEEDS: u64 = 40;

/// Seeds that are tried at once: most of the time they wait for timeouts.
const AT_ONCE: usize = 8;

#[test]
fn every_row_has_the_outcome_that_the_store_shows() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("it is a number"));
    if let Some(seed) = number("WEDA_SEED") {
        let mut told = Vec::new();
        let done = catch_unwind(AssertUnwindSafe(|| scenario::run(seed, &mut told)));
        println!("{}", told.join("\n"));
        assert!(done.is_ok(), "seed {seed} failed");
        return;
    }
    let seeds = number("WEDA_SEEDS").unwrap_or(SEEDS);
    let (begun, next, runs) = (Instant::now(), AtomicU64::new(0), AtomicU64::new(0));
    let failed: Vec<u64> = thread::scope(|scope| {
        let work = || {
            let mut failed = Vec::new();
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= seeds {
                    return failed;
                }
                let mut told = Vec::new();
                match catch_unwind(AssertUnwindSafe(|| scenario::run(seed, &mut told))) {
                    Ok(count) => _ = runs.fetch_add(count, Ordering::Relaxed),
                    Err(_) => {
                        let story = told.join("\n");
                        eprintln!("{story}\nrepeat it with: WEDA_SEED={seed} cargo test -p weda-cli --test model");
                        failed.push(seed);
                    }
                }
            }
        };
        let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    println!("{seeds} seeds, {} runs of the command, {:.0?}", runs.into_inner(), begun.elapsed());
    assert!(failed.is_empty(), "seeds {failed:?} of {seeds} failed");
}
