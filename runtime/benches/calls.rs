//! Instructions of a call in the client, compared with bare `reqwest` with the same headers.
//!
//! `cargo bench -p weda --bench calls`. The service is another process and answers immediately, so that only the client is
//! measured. Without `--bench`, as with `cargo test --benches`, it only checks that both get the same results.

#[path = "calls/bare.rs"]
mod bare;
#[path = "page/callgrind.rs"]
mod callgrind;
#[path = "page/derive.rs"]
#[rustfmt::skip]
#[allow(dead_code)]
mod derive;
#[path = "page/make.rs"]
#[allow(dead_code)]
mod make;
#[path = "page/models.rs"]
mod models;
#[path = "calls/serve.rs"]
mod serve;
#[path = "page/versions.rs"]
mod versions;
#[path = "calls/work.rs"]
mod work;

use serve::Service;
use work::Work;

/// Name, case, and the maximum ratio.
const ROWS: [(&str, &str, f64); 3] = [
    ("an update of one field", "update", 1.15),
    ("a small record by its id, to the derive", "get", 1.15),
    ("a page of 100 records, to the derive", "page", 0.95),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--serve"] => return serve::serve(),
        ["--work", case, times] => {
            let (case, address) = case.split_once('@').expect("a case and an address");
            let times: usize = times.parse().expect("the number of times is a number");
            return Work::at(address).run(case, times);
        }
        _ => {}
    }
    let service = Service::start();
    Work::at(&service.address).both_sides_get_the_same();
    if arguments.iter().any(|argument| argument == "--bench") {
        measure(&service);
    }
}

fn measure(service: &Service) {
    println!("```\n{}```\n", include_str!("calls/bare.rs"));
    println!("{}\ncargo bench -p weda --bench calls\n", versions::versions());
    let Some(valgrind) = callgrind::version() else {
        return println!("valgrind is not installed, so no instructions are counted");
    };
    println!("instructions of a call in the client, by {valgrind}, over {} calls\n", 10 * work::CALLS);
    println!("| | weda | reqwest | ratio | goal |\n|---|---|---|---|---|");
    for (name, case, goal) in ROWS {
        let [ours, theirs] = ["weda", "bare"]
            .map(|side| callgrind::instructions(&format!("{case}-{side}@{}", service.address)) / work::CALLS as f64);
        println!("| {name} | {:.1} k | {:.1} k | {:.2} | {goal:.2} |", ours / 1e3, theirs / 1e3, ours / theirs);
    }
}
