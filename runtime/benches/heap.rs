//! Peak heap while a page of 1000 records is read, compared with the size of its text.
//!
//! `cargo bench -p weda --bench heap`. A separate program, since the counting allocator would add instructions to the others.

#[path = "page/derive.rs"]
#[rustfmt::skip]
#[allow(dead_code)]
mod derive;
#[path = "page/make.rs"]
mod make;
#[path = "page/models.rs"]
mod models;
#[path = "page/versions.rs"]
mod versions;

use make::{Form, page};
use models::Repair;
use peak_alloc::PeakAlloc;
use weda::GatewayKind;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

const RECORDS: usize = 1000;

/// The maximum ratio.
const GOAL: f64 = 1.25;

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let body = page(RECORDS, Form::Plain, GatewayKind::OData);
    println!("{RECORDS} records, {} bytes of text; {}", body.len(), versions::versions());
    println!("cargo bench -p weda --bench heap\n");
    println!("| | peak heap | to the text | goal |\n|---|---|---|---|");
    let ours = peak(|| weda::__private::page::<Repair>(&body).unwrap());
    let theirs = peak(|| serde_json::from_slice::<derive::Page>(&body).unwrap());
    for (name, bytes, goal) in [("weda", ours, format!("{GOAL}")), ("derive", theirs, "-".to_owned())] {
        println!("| {name} | {bytes} bytes | {:.2} | {goal} |", bytes as f64 / body.len() as f64);
    }
}

/// The peak of allocated bytes, without those allocated before.
fn peak<T>(work: impl Fn() -> T) -> usize {
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    drop(work());
    HEAP.peak_usage() - before
}
