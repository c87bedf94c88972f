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
use weda::GatewayKind;
use work::Work;

/// Name and gateway, and the maximum ratio of a page.
const GATEWAYS: [(&str, GatewayKind, f64); 2] =
    [("OData", GatewayKind::OData, 0.95), ("data-model gateway", GatewayKind::Model, 0.75)];

/// The maximum ratio of a page with a related record in each.
const NESTED: f64 = 0.80;

/// The maximum ratio of a small call.
const SMALL: f64 = 1.15;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--serve"] => return serve::serve(),
        ["--work", case, times] => {
            let (case, place) = case.split_once('@').expect("a case and a place");
            let (address, name) = place.split_once('@').expect("an address and the name of a gateway");
            let gateway = GATEWAYS.into_iter().find(|(other, ..)| *other == name).expect("a name of a gateway");
            let times: usize = times.parse().expect("the number of times is a number");
            return Work::at(address, gateway.1).run(case, times);
        }
        _ => {}
    }
    let service = Service::start();
    for (_, gateway, _) in GATEWAYS {
        Work::at(&service.address, gateway).both_sides_get_the_same();
    }
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
    println!("| | | weda | reqwest | ratio | goal |\n|---|---|---|---|---|---|");
    for (gateway, _, page) in GATEWAYS {
        let nested = ("a page of 100 records with a related one, to the derive", "nested", NESTED);
        let cases = [
            ("an update of one field", "update", SMALL),
            ("a small record by its id, to the derive", "get", SMALL),
            ("a page of 100 records, to the derive", "page", page),
        ];
        let is_model = gateway == "data-model gateway";
        for (name, case, goal) in cases.into_iter().chain(is_model.then_some(nested)) {
            let place = format!("{}@{gateway}", service.address);
            let [ours, theirs] = ["weda", "bare"]
                .map(|side| callgrind::instructions(&format!("{case}-{side}@{place}")) / work::CALLS as f64);
            let ratio = ours / theirs;
            println!("| {gateway} | {name} | {:.1} k | {:.1} k | {ratio:.2} | {goal:.2} |", ours / 1e3, theirs / 1e3);
        }
    }
}
