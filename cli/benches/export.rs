//! Time and memory of `weda export` in each format, compared with a bare loop of the client.
//!
//! `cargo bench -p weda-cli --bench export`. The bare loop and the command alternately read 100,000 records from one
//! emulator in this process and write them to a file. The best of five runs counts. Memory is the peak of the process on
//! Linux: it grows only by a hash per record, by which the client detects overlapping pages. `WEDA_BENCH_RECORDS=1000000`
//! sets the number of records for the memory measurement.
//!
//! On two cores: 22 MB for 1,000,000 records as NDJSON, 23 MB as CSV and 24 MB as a workbook.

mod support;

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::json;
use weda::Client;
use weda_emulator::{Definition, Emulator};

use support::timed;

const RECORDS: usize = 100_000;
const RUNS: usize = 5;

/// Maximum memory of an export, in KiB.
const MOST: u64 = 30 * 1024;

fn main() {
    // Cargo also runs benches under `cargo test`, in a build that is not representative.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let text = r#"{ "properties": { "name": { "type": "string" }, "score": { "type": "number" },
        "tags": { "type": "array", "items": { "type": "string" } }, "born": { "type": "number", "format": "date" } } }"#;
    let definition = Definition::parse("student", "student.json", text).unwrap();
    let emulator = Emulator::builder().definitions(vec![definition]).start().unwrap();
    let student = |at: usize| {
        json!({ "_id": format!("s{at:07}"), "name": format!("学生{at}"), "score": at, "born": 1_725_120_000_000_u64,
            "tags": ["转学", "住校"] })
    };
    emulator.load("student", (0..RECORDS).map(student)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);

    let mut bare = Duration::MAX;
    let forms = [("ndjson", &["--raw"][..]), ("ndjson", &[]), ("csv", &[]), ("xlsx", &[])];
    let mut ours = [Duration::MAX; 4];
    for _ in 0..RUNS {
        bare = bare.min(timed(|| loop_of_the_client(&emulator, &file("bare.ndjson"))));
        for (best, (form, more)) in ours.iter_mut().zip(&forms) {
            *best = (*best).min(timed(|| _ = export(&emulator, &file(&format!("students.{form}")), more)));
        }
    }
    export(&emulator, &file("students.ndjson"), &["--raw"]);
    assert_eq!(std::fs::read(file("bare.ndjson")).unwrap(), std::fs::read(file("students.ndjson")).unwrap());
    println!("bare loop of the client  {:>7.2} s", bare.as_secs_f64());
    for (time, (form, more)) in ours.iter().zip(&forms) {
        let ratio = time.as_secs_f64() / bare.as_secs_f64();
        println!("{:<24} {:>7.2} s  {ratio:.3} x", [&[*form], *more].concat().join(" "), time.as_secs_f64());
    }
    assert!(ours[0].as_secs_f64() / bare.as_secs_f64() <= 1.15, "an export may take at most 1.15 times a bare loop");

    let records = std::env::var("WEDA_BENCH_RECORDS").map_or(RECORDS, |text| text.parse().expect("a number"));
    emulator.load("student", (RECORDS..records).map(student)).unwrap();
    for form in ["ndjson", "csv", "xlsx"] {
        let few = export(&emulator, &file(&format!("students.{form}")), &["--filter", "score lt 10000"]);
        let most = export(&emulator, &file(&format!("students.{form}")), &[]);
        println!(
            "memory, {form:<6}  10,000 records {:>6.1} MB, {records} records {:>6.1} MB",
            few as f64 / 1024.0,
            most as f64 / 1024.0
        );
        assert!(most <= MOST, "an export may use at most 30 MB");
    }
}

fn loop_of_the_client(emulator: &Emulator, path: &Path) {
    let client = Client::for_emulator(emulator.address());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut out = BufWriter::new(File::create(path).unwrap());
        let mut pages = client.model("student").query().prefetch(4).pages();
        while let Some(page) = pages.next().await {
            for record in page.unwrap().rows {
                writeln!(out, "{}", record.as_json()).unwrap();
            }
        }
        out.flush().unwrap();
    });
}

/// Runs the binary; returns its peak memory in KiB.
fn export(emulator: &Emulator, path: &Path, more: &[&str]) -> u64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
    command
        .args(["export", "student", "--yes", "--out"])
        .arg(path)
        .args(more)
        .env("WEDA_EMULATOR_HOST", emulator.address().to_string())
        .stderr(Stdio::null());
    support::memory(&mut command)
}
