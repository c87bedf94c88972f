//! Time to write a query as a URL, compared with `url::Url` and `query_pairs`, which gets the filter as text.
//!
//! Three ways: from an existing query, as the other side has the existing text; from fields and values, whose texts are
//! copied into the filter; and the ten pages of a query of 2,000 records, whose filter is written once.
//!
//! `cargo bench -p weda --bench url` prints time and, with valgrind, instructions. Without `--bench`, as with `cargo test
//! --benches`, it only checks that both make the same URL.

#[path = "page/callgrind.rs"]
mod callgrind;
#[path = "url/work.rs"]
mod work;

use std::time::{Duration, Instant};

use work::{CASES, WAYS, Work};

/// The maximum ratio.
const GOAL: f64 = 0.15;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, case, times] = arguments.as_slice()
        && flag == "--work"
    {
        let times: usize = times.parse().expect("the number of times is a number");
        let [case, way, side] = case.splitn(3, '-').collect::<Vec<_>>().try_into().expect("a case, a way and a side");
        let work = Work::of(case);
        return (0..times).for_each(|_| if side == "weda" { work.weda(way) } else { work.url(way) });
    }
    for case in CASES {
        Work::of(case).both_sides_say_the_same();
    }
    if arguments.iter().any(|argument| argument == "--bench") {
        measure();
    }
}

fn measure() {
    println!("cargo bench -p weda --bench url\n");
    println!("| | address | | weda | url | ratio | goal |\n|---|---|---|---|---|---|---|");
    for (case, way) in CASES.into_iter().flat_map(|case| WAYS.map(|way| (case, way))) {
        let work = Work::of(case);
        let (ours, theirs) = work.times(way);
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
        let length = work.length();
        println!("| {case} | {length} bytes | {way} | {ours:?} | {theirs:?} | {ratio:.2} | {GOAL:.2} |");
        if callgrind::version().is_some() {
            let [ours, theirs] = ["weda", "url"].map(|side| callgrind::instructions(&format!("{case}-{way}-{side}")));
            println!("| instructions | | | {ours:.0} | {theirs:.0} | {:.2} | |", ours / theirs);
        }
    }
}

impl Work {
    /// The minimum of many alternating rounds, to reduce noise.
    fn times(&self, way: &str) -> (Duration, Duration) {
        let round = |side: &dyn Fn()| {
            let start = Instant::now();
            (0..200).for_each(|_| side());
            start.elapsed() / 200
        };
        (0..200).fold((Duration::MAX, Duration::MAX), |(ours, theirs), _| {
            (ours.min(round(&|| self.weda(way))), theirs.min(round(&|| self.url(way))))
        })
    }
}
