//! The time limit of reads.

use std::time::Duration;

use serde_json::{Value, json};
use weda_definition::Definition;

use super::{GroupRequest, ListRequest, ReadStop, RefusalKind};
use crate::emulator::Emulator;
use crate::emulator::tools::Refusal;
use crate::log::{Bodies, Delivery, LogEntry};

const FILTER: &str = "contains(name,'zz')";

/// An emulator whose log has a list, as if a program had sent it, and more records than SQLite reads between two looks at
/// the time.
fn emulator() -> Emulator {
    let text = r#"{ "properties": { "name": { "type": "string" } } }"#;
    let definition = Definition::parse("exam", "exam.json", text).unwrap();
    let emulator = Emulator::builder().definitions(definition).start().unwrap();
    let records: Vec<Value> = (0..20_000).map(|number| json!({ "name": format!("n{number}") })).collect();
    emulator.load("exam", records).unwrap();
    let entry = LogEntry {
        time: 0,
        request_id: String::new(),
        method: "GET".to_owned(),
        target: "/weda/odata/v1/pre/exam?$filter=contains(name,'zz')".to_owned(),
        call: "list",
        status: 200,
        code: None,
        applied: false,
        sent: Delivery::Complete,
        micros: 1,
        note: None,
        faults: Vec::new(),
        switch: None,
        kept: false,
    };
    emulator.service.log.write(entry, None::<Bodies>);
    emulator
}

/// The outcome of each read by its name.
fn reads(emulator: &Emulator) -> [(&'static str, Result<(), Refusal>); 4] {
    let (mut list, mut group) = (ListRequest::default(), GroupRequest::default());
    (list.filter, list.top) = (FILTER.to_owned(), 10);
    (group.filter, group.by) = (FILTER.to_owned(), "name".to_owned());
    [
        ("list", emulator.list("exam", &list).map(drop)),
        ("group", emulator.group("exam", &group).map(drop)),
        ("why", emulator.why("exam", FILTER).map(drop)),
        ("plan", emulator.plan(0).map(drop)),
    ]
}

#[test]
fn each_read_has_a_time_limit() {
    let emulator = emulator();
    emulator.service.time_limit.set_limit(Duration::ZERO);
    for (name, read) in reads(&emulator) {
        let refusal = read.expect_err(name);
        assert_eq!(refusal.kind, RefusalKind::Timeout, "{name}: {refusal}");
        assert!(refusal.message.starts_with("reading took longer than 0 seconds"), "{name}: {refusal}");
    }
    emulator.service.time_limit.set_limit(Duration::from_secs(10));
    for (name, read) in reads(&emulator) {
        assert_eq!(read, Ok(()), "{name}");
    }
}

#[test]
fn each_read_can_be_stopped() {
    let (emulator, stop) = (emulator(), ReadStop::new());
    stop.clone().stop();
    for (name, read) in emulator.stoppable(&stop, reads) {
        assert_eq!(read.expect_err(name).kind, RefusalKind::Stopped, "{name}");
    }
    assert!(emulator.stoppable(&ReadStop::new(), reads).into_iter().all(|(_, read)| read.is_ok()), "others go on");
    assert!(reads(&emulator).into_iter().all(|(_, read)| read.is_ok()));
}

#[test]
fn an_entry_of_the_log_has_its_number() {
    let emulator = emulator();
    assert_eq!(emulator.log_entry(0).as_ref(), emulator.log().first());
    assert_eq!(emulator.log_entry(1), None);
    let entry = emulator.log_entry(0).unwrap();
    assert!(entry.has_whole_target());
    for number in 0..1000 {
        emulator.service.log.write(LogEntry { time: number, ..entry.clone() }, None);
    }
    assert_eq!(emulator.log_entry(0), None, "it was dropped");
    assert_eq!(emulator.log_entry(1000).map(|entry| entry.time), Some(999));
}
