//! Instructions to read and write a page of 100 records, compared with `serde_json` derives.
//!
//! `cargo bench -p weda --bench page`. Without `--bench`, as with `cargo test --benches`, it only checks that both read the
//! same and that the generated code is current.

#[path = "page/callgrind.rs"]
mod callgrind;
#[path = "page/current.rs"]
mod current;
#[path = "page/derive.rs"]
#[rustfmt::skip]
mod derive;
#[path = "page/make.rs"]
mod make;
#[path = "page/models.rs"]
mod models;
#[path = "page/versions.rs"]
mod versions;
#[path = "page/work.rs"]
mod work;

use make::{Form, page};
use models::Repair;
use weda::GatewayKind;

/// Name, case, the case to compare with, and the maximum ratio.
const ROWS: [(&str, &str, &str, Option<f64>); 7] = [
    ("a page, to the derive", "plain", "plain-serde", Some(0.70)),
    ("nested JSON text read, to left as text", "plain", "text", Some(1.35)),
    ("five unknown keys in every record, to the derive", "unknown", "unknown-serde", None),
    ("another first key in every record, to the derive", "rotated", "rotated-serde", None),
    ("a page of the data-model gateway, to the derive", "native", "native-serde", Some(0.75)),
    ("with five unknown keys in every record", "native-unknown", "native-unknown-serde", None),
    ("writing each record, to `serde_json::to_vec`", "encode", "encode-serde", None),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, case, pages] = arguments.as_slice()
        && flag == "--work"
    {
        return work::run(case, pages.parse().expect("the number of pages is a number"));
    }
    both_sides_read_the_same();
    current::assert_current();
    if arguments.iter().any(|argument| argument == "--bench") {
        measure();
    }
}

fn measure() {
    println!("```\n{}```\n", include_str!("page/derive.rs"));
    let bytes = page(work::RECORDS, Form::Plain, GatewayKind::OData).len() / work::RECORDS;
    println!("{} records of {bytes} bytes on average; {}", work::RECORDS, versions::versions());
    println!("cargo bench -p weda --bench page\n");
    let Some(valgrind) = callgrind::version() else {
        return println!("valgrind is not installed, so no instructions are counted");
    };
    println!("instructions of a page, by {valgrind}: (12 pages - 2 pages) / 10, drops included\n");
    println!("| | instructions | compared with | ratio | goal |\n|---|---|---|---|---|");
    for (name, case, other, goal) in ROWS {
        let [ours, theirs] = [case, other].map(callgrind::instructions);
        let goal = goal.map_or_else(|| "-".to_owned(), |goal| format!("{goal:.2}"));
        println!("| {name} | {:.0} k | {:.0} k | {:.2} | {goal} |", ours / 1e3, theirs / 1e3, ours / theirs);
    }
}

fn both_sides_read_the_same() {
    for form in [Form::Plain, Form::Unknown, Form::Rotated] {
        let body = page(work::RECORDS, form, GatewayKind::OData);
        let theirs: derive::Page = serde_json::from_slice(&body).unwrap();
        assert_same(&weda::__private::page(&body).unwrap(), &theirs.value);
        let body = page(work::RECORDS, form, GatewayKind::Model);
        let theirs: derive::NativePage = serde_json::from_slice(&body).unwrap();
        assert_eq!(theirs.data.total, Some(work::RECORDS as u64));
        assert_same(&weda::__private::model_page(&body).unwrap(), &theirs.data.records);
    }
}

fn assert_same(ours: &[Repair], theirs: &[impl serde::Serialize]) {
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().zip(theirs) {
        assert_eq!(shown(&weda::__private::json(ours).unwrap()), shown(&serde_json::to_vec(theirs).unwrap()));
    }
}

/// Removes null members, which may also be absent.
fn shown(record: &[u8]) -> serde_json::Value {
    let mut record: serde_json::Value = serde_json::from_slice(record).unwrap();
    record.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    record
}
