//! The emulator's overhead: `cargo bench -p weda-emulator`, or with prefixes of names: `-- page batch`.
//!
//! Each figure has a baseline from the same run: bare SQLite with the same rows, a file that is flushed, a fixed answer
//! of hyper, a lookup in few rows. Emulator and baseline alternate, so that the machine's load affects both. Without
//! `--bench`, as under `cargo test --benches`, it does nothing.

#[path = "figures/http.rs"]
mod http;
#[path = "figures/memory.rs"]
mod memory;
#[path = "figures/one_cpu.rs"]
mod one_cpu;
#[path = "figures/page.rs"]
mod page;
#[path = "figures/pair.rs"]
mod pair;
#[path = "figures/spent.rs"]
mod spent;
#[path = "figures/work.rs"]
mod work;

use std::time::{Duration, Instant};

use pair::pair;
use weda_emulator::{Definitions, Durability};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    if let Some(folder) = memory::folder_of(&arguments) {
        return memory::print(&folder);
    }
    let wanted: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    println!("| | emulator | baseline | figure | goal |");
    println!("|---|---|---|---|---|");
    let figures: [(&str, fn()); 5] =
        [("start", start), ("batch", batches), ("durable", durable), ("page", pages), ("lookup", lookups)];
    for (name, figure) in figures {
        if wanted.is_empty() || wanted.iter().any(|wanted| name.starts_with(wanted.as_str())) {
            figure();
        }
    }
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn start() {
    let folder = work::folder("start");
    work::write_models(&folder, 300);
    let started = || {
        let mut emulator = None;
        let time = timed(|| emulator = Some(work::started_from(&folder)));
        // Not part of the measured time.
        drop(emulator);
        time
    };
    let times = pair(started, || timed(|| drop(Definitions::read(&folder).expect("definitions"))));
    println!("| 300 models, from their files to the first answers | {:.2?} | | | <= 50 ms |", times.emulator);
    println!("| of that, reading and parsing their files | | {:.2?} | | |", times.baseline);
    match memory::of_start(&folder) {
        Some([after, peak]) => {
            println!("| memory after that start | {after:.1} MB | | | <= 25 MB |");
            println!("| the most memory during it | {peak:.1} MB | | | |");
        }
        None => println!("| memory after that start | not counted here | | | <= 25 MB |"),
    }
    std::fs::remove_dir_all(folder).expect("a folder of its own");
}

fn batches() {
    pair(work::stored_batch, work::bare_batch).row("1000 records, storage alone, in memory: processor time", ">= 0.7");
    let name = "1000 records, one batch over HTTP: processor time of server and client";
    pair(work::sent_batch, work::bare_batch).row(name, ">= 0.3");
}

fn durable() {
    let folder = work::folder("durable");
    let emulator = work::started_on(&folder.join("records"), Durability::Power);
    let mut floor = work::Floor::new(&folder.join("floor"));
    pair(|| work::durable_inserts(&emulator), || floor.flushes()).row("10 records, each flushed", ">= 0.85");
    drop(emulator);
    std::fs::remove_dir_all(folder).expect("a folder of its own");
}

fn pages() {
    one_cpu::run(|| {
        let folder = work::folder("pages");
        page::figures("memory", &work::started());
        page::figures("a file", &work::started_on(&folder.join("records"), Durability::Process));
        std::fs::remove_dir_all(folder).expect("a folder of its own");
    });
}

fn lookups() {
    let (few, many) = (work::started(), work::started());
    work::fill(&few, 1_000);
    work::fill(&many, 1_000_000);
    let (mut of_few, mut of_many) = (http::Client::of(&few), http::Client::of(&many));
    for (name, path) in [("by `_id`", "pre/row('r500')"), ("by a unique field", "pre/row?$filter=card%20eq%20'c500'")] {
        let of = |client: &mut http::Client| timed(|| (0..100).for_each(|_| client.get(path)));
        let times = pair(|| of(&mut of_many), || of(&mut of_few));
        times.row(&format!("100 lookups {name} in 1,000,000 rows, beside 1,000"), "no scan");
    }
}
