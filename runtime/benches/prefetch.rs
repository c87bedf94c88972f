//! Speed-up of a query that prefetches pages, at 20 ms per page and with 20 pages per prefetched page.
//!
//! `cargo bench -p weda --bench prefetch`. The service is another process, so that only the client is measured.

#[path = "prefetch/pages.rs"]
mod pages;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use weda::GatewayKind;
use weda::prelude::*;

/// Latency of a page in the service.
const LATENCY: Duration = Duration::from_millis(20);
/// Number of pages per prefetched page.
const ROUNDS: usize = 20;
/// Minimum speed-up, as a share of the number of concurrent pages.
const GOAL: f64 = 0.95;

#[weda_model("book")]
#[derive(Debug)]
struct Book {
    #[allow(dead_code)]
    id: Id<Book>,
    #[allow(dead_code)]
    title: String,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("--serve") => pages::serve(LATENCY, arguments[1].parse().expect("the number of pages is a number")),
        Some("--bench") => measure(),
        _ => {}
    }
}

fn measure() {
    println!("cargo bench -p weda --bench prefetch\n");
    println!("| | at once | pages | one at a time | at once | faster by | of the number | goal |");
    println!("|---|---|---|---|---|---|---|---|");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let gateways = [("OData", GatewayKind::OData), ("data-model gateway", GatewayKind::Model)];
    for (ahead, (name, gateway)) in (1..=8).flat_map(|ahead| gateways.map(|gateway| (ahead, gateway))) {
        let pages = ROUNDS * ahead;
        let service = Service::start(pages);
        let client = Client::builder("lowcode-emulator").gateway(gateway).secret("id", "key");
        let client = client.base_url(format!("http://{}", service.address)).build().unwrap();
        let read = |ahead: usize| {
            let before = Instant::now();
            let books = runtime.block_on(async { Book::query(&client).prefetch(ahead).await }).unwrap();
            assert_eq!(books.len(), pages * pages::RECORDS);
            before.elapsed()
        };
        // Warm-up: token and connections.
        read(8);
        // The minimum of three, to reduce noise.
        let [alone, together] = [1, ahead].map(|ahead| (0..3).map(|_| read(ahead)).min().unwrap_or_default());
        let faster = alone.as_secs_f64() / together.as_secs_f64();
        println!(
            "| {name} | {ahead} | {pages} | {alone:.3?} | {together:.3?} | {faster:.2} | {:.3} | {GOAL} |",
            faster / ahead as f64
        );
    }
}

/// The service in its own process, which ends when this is dropped.
struct Service {
    process: Child,
    address: String,
}

impl Service {
    fn start(pages: usize) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--serve", &pages.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { process, address: address.trim().to_owned() }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
