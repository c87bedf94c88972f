//! Instructions to write the body of a batch of 1,000 new records, compared with `serde_json` derives.
//!
//! `cargo bench -p weda --bench batch`. Without `--bench` it only checks that both write the same bytes.

#[path = "page/callgrind.rs"]
mod callgrind;
#[path = "batch/derive.rs"]
#[rustfmt::skip]
mod derive;
#[allow(dead_code)]
#[path = "page/make.rs"]
mod make;
#[path = "page/models.rs"]
mod models;
#[path = "page/versions.rs"]
mod versions;

use std::hint::black_box;

use derive::{Batch, Repair, State};
use make::{Form, page};
use models::{NewRepairText, RepairText};
use serde_json::Value;
use weda::write::IntoCreate;
use weda::{Create, GatewayKind};

/// Records in a batch.
const RECORDS: usize = 1_000;
/// The goal is 0.95 times the speed, in instructions.
const GOAL: f64 = 1.0 / 0.95;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, case, batches] = arguments.as_slice()
        && flag == "--work"
    {
        return work(case, batches.parse().expect("the number of batches is a number"));
    }
    let (ours, theirs) = (weda::__private::batch(&rows()), serde_json::to_vec(&derived()).unwrap());
    assert!(ours == theirs, "both sides write the same");
    if arguments.iter().any(|argument| argument == "--bench") {
        measure(ours.len());
    }
}

fn measure(bytes: usize) {
    println!("```\n{}```\n", include_str!("batch/derive.rs"));
    println!("{RECORDS} records in {bytes} bytes; {}", versions::versions());
    println!("cargo bench -p weda --bench batch\n");
    let Some(valgrind) = callgrind::version() else {
        return println!("valgrind is not installed, so no instructions are counted");
    };
    println!("instructions of a body, by {valgrind}: (12 bodies - 2 bodies) / 10, drops included\n");
    println!("| | instructions | compared with | ratio | goal |\n|---|---|---|---|---|");
    let [ours, theirs] = ["weda", "serde"].map(callgrind::instructions);
    println!(
        "| a batch of {RECORDS}, to `serde_json::to_writer` | {:.0} k | {:.0} k | {:.3} | {GOAL:.2} |",
        ours / 1e3,
        theirs / 1e3,
        ours / theirs
    );
}

fn work(case: &str, batches: usize) {
    match case {
        "weda" => {
            let rows = rows();
            (0..batches).for_each(|_| drop(black_box(weda::__private::batch(&rows))));
        }
        "serde" => {
            let batch = derived();
            (0..batches).for_each(|_| {
                let mut body = Vec::new();
                serde_json::to_writer(&mut body, &batch).unwrap();
                drop(black_box(body));
            });
        }
        other => panic!("there is no case {other}"),
    }
}

/// The records of the page bench; objects and lists are JSON text, as they are sent to the service.
fn records() -> Vec<Value> {
    let page: Value = serde_json::from_slice(&page(RECORDS, Form::Plain, GatewayKind::OData)).unwrap();
    page["value"].as_array().unwrap().clone()
}

fn text(record: &Value, key: &str) -> Option<String> {
    record[key].as_str().map(str::to_owned)
}

fn rows() -> Vec<Create<RepairText>> {
    let row = |record: Value| {
        let text = |key| text(&record, key);
        NewRepairText { order_number: text("orderNumber").unwrap(), title: text("title").unwrap() }
            .set(RepairText::REPORTER, text("reporter"))
            .set(RepairText::CONTACT_PHONE, text("contactPhone"))
            .set(RepairText::CONTACT_EMAIL, text("contactEmail"))
            .set(RepairText::BUILDING, text("building"))
            .set(RepairText::FLOOR, record["floor"].as_i64())
            .set(RepairText::SPENT_MINUTES, record["spentMinutes"].as_i64())
            .set(RepairText::TOTAL_COST, record["totalCost"].as_f64())
            .set(RepairText::RATING, record["rating"].as_f64())
            .set(RepairText::IS_URGENT, record["isUrgent"].as_bool())
            .set(RepairText::IS_PAID, record["isPaid"].as_bool())
            .set(RepairText::ORDER_STATE, text("orderState"))
            .set(RepairText::HANDLER, text("handler"))
            .set(RepairText::MATERIAL, text("material"))
            .set(RepairText::REMARK, text("remark"))
            .set(RepairText::KEYWORDS, text("keywords"))
            .set(RepairText::ROOM, text("room"))
    };
    records().into_iter().map(row).collect()
}

fn derived() -> Batch {
    let row = |record: Value| {
        let text = |key| text(&record, key);
        let state = |key: String| match key.as_str() {
            "待处理" => State::Waiting,
            "处理中" => State::Busy,
            _ => State::Done,
        };
        Repair {
            order_number: text("orderNumber").unwrap(),
            title: text("title").unwrap(),
            reporter: text("reporter"),
            contact_phone: text("contactPhone"),
            contact_email: text("contactEmail"),
            building: text("building"),
            floor: record["floor"].as_i64(),
            spent_minutes: record["spentMinutes"].as_i64(),
            total_cost: record["totalCost"].as_f64(),
            rating: record["rating"].as_f64(),
            is_urgent: record["isUrgent"].as_bool(),
            is_paid: record["isPaid"].as_bool(),
            order_state: text("orderState").map(state),
            handler: text("handler"),
            material: text("material"),
            remark: text("remark"),
            keywords: text("keywords"),
            room: text("room"),
        }
    };
    Batch { value: records().into_iter().map(row).collect() }
}
