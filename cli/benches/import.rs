//! Time and memory of `weda import` in each format, compared with a bare `create_many`.
//!
//! `cargo bench -p weda-cli --bench import`. The bare loop and the command alternately create 100,000 records from a file,
//! each in a separate emulator in this process; the bare loop sends the lines of the file unchanged. The best of five runs
//! counts. Memory is the peak of the process on Linux; `WEDA_BENCH_ROWS` sets the number of rows for it. The model has a
//! unique field, which the command checks for duplicates and looks up with `--key`. Tables of 10,000 and 100,000 columns
//! are read by a dry run.
//!
//! On two cores shared with the emulator: 0.67 s for the bare loop, 1.35 x for JSON lines, 1.44 x for CSV, 1.51 x for a
//! workbook and 3.9 x with `--key`, which looks up every row first; 17 MB, and 27 MB for 1,000,000 rows; 2.2 x for ten times
//! the columns. In a slower run the loop took 0.92 s, and the ratios were 1.30, 1.32, 1.31 and 2.65.

mod support;

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::value::RawValue;
use weda::Client;
use weda_emulator::{Definition, Emulator};

use support::timed;

const ROWS: usize = 100_000;
const RUNS: usize = 5;

/// Maximum memory of an import of JSON lines or of a table, in KiB.
const MOST: u64 = 30 * 1024;

fn main() {
    // Cargo also runs benches under `cargo test`, in a build that is not representative.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    write(&file("s.ndjson"), ROWS, row);
    table(&file("s.csv"), ROWS);
    workbook(&file("s.xlsx"), ROWS);

    let mut bare = Duration::MAX;
    let forms = [("s.ndjson", &[][..]), ("s.csv", &[]), ("s.xlsx", &[]), ("s.ndjson", &["--key", "name"])];
    let mut ours = [Duration::MAX; 4];
    for _ in 0..RUNS {
        let emulator = emulator();
        bare = bare.min(timed(|| create_many(&emulator, &file("s.ndjson"))));
        for (best, (name, more)) in ours.iter_mut().zip(&forms) {
            let emulator = self::emulator();
            *best = (*best).min(timed(|| _ = import(&emulator, &file(name), more)));
        }
    }
    println!("bare create_many         {:>7.2} s", bare.as_secs_f64());
    for (time, (name, more)) in ours.iter().zip(&forms) {
        let ratio = time.as_secs_f64() / bare.as_secs_f64();
        println!("{:<24} {:>7.2} s  {ratio:.3} x", [&[*name], *more].concat().join(" "), time.as_secs_f64());
    }

    let rows = std::env::var("WEDA_BENCH_ROWS").map_or(ROWS, |text| text.parse().expect("a number"));
    write(&file("m.ndjson"), rows, row);
    table(&file("m.csv"), rows);
    for name in ["s.ndjson", "m.ndjson", "m.csv", "s.xlsx"] {
        let most = import(&emulator(), &file(name), &[]);
        let count = if name.starts_with('m') { rows } else { ROWS };
        println!("memory, {name:<10} {count:>9} rows {:>6.1} MB", most as f64 / 1024.0);
        assert!(most <= MOST || name.ends_with("xlsx"), "an import may use at most 30 MB");
    }

    let wide = |columns: usize| {
        let path = file("wide.csv");
        // The emulator does not support so many fields, but spreadsheets write columns without names.
        let padding = ",".repeat(columns - 1);
        std::fs::write(&path, format!("name{padding}\n李雷{padding}\n")).unwrap();
        let emulator = emulator();
        (0..3).map(|_| timed(|| _ = import(&emulator, &path, &["--dry-run"]))).min().unwrap()
    };
    let (few, many) = (wide(10_000), wide(100_000));
    println!(
        "columns: 10,000 in {:.2} s, 100,000 in {:.2} s, {:.1} x",
        few.as_secs_f64(),
        many.as_secs_f64(),
        many.as_secs_f64() / few.as_secs_f64()
    );
}

fn emulator() -> Emulator {
    let text = r#"{ "properties": { "name": { "type": "string", "maxLength": 60, "x-unique": true }, "score": { "type": "number" },
        "tags": { "type": "array", "items": { "type": "string" } }, "born": { "type": "number", "format": "date" } },
        "required": ["name"] }"#;
    let definition = Definition::parse("student", "student.json", text).unwrap();
    Emulator::builder().definitions(vec![definition]).start().unwrap()
}

fn row(at: usize) -> String {
    format!(r#"{{"name":"学生{at}","score":{at},"tags":["转学","住校"],"born":1725120000000}}"#)
}

fn write(path: &Path, rows: usize, row: impl Fn(usize) -> String) {
    let mut out = BufWriter::new(File::create(path).unwrap());
    (0..rows).for_each(|at| writeln!(out, "{}", row(at)).unwrap());
    out.flush().unwrap();
}

fn table(path: &Path, rows: usize) {
    let mut out = BufWriter::new(File::create(path).unwrap());
    writeln!(out, "name,score,tags,born").unwrap();
    (0..rows).for_each(|at| writeln!(out, "学生{at},{at},\"[\"\"转学\"\",\"\"住校\"\"]\",2024-09-01").unwrap());
    out.flush().unwrap();
}

fn workbook(path: &Path, rows: usize) {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory().unwrap();
    for (column, name) in (0..).zip(["name", "score", "tags", "born"]) {
        sheet.write(0, column, name).unwrap();
    }
    for at in 0..rows {
        let row = u32::try_from(at + 1).unwrap();
        sheet.write(row, 0, format!("学生{at}")).unwrap();
        sheet.write(row, 1, at as f64).unwrap();
        sheet.write(row, 2, "[\"转学\",\"住校\"]").unwrap();
        sheet.write(row, 3, "2024-09-01").unwrap();
    }
    workbook.save(path).unwrap();
}

fn create_many(emulator: &Emulator, path: &Path) {
    let client = Client::for_emulator(emulator.address());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let lines = BufReader::new(File::open(path).unwrap()).lines();
        let rows = lines.map(|line| RawValue::from_string(line.unwrap()).unwrap());
        let mut outcomes = client.model("student").create_many(rows).stream();
        while let Some(outcome) = outcomes.next().await {
            assert!(outcome.is_succeeded());
        }
    });
}

/// Runs the binary; returns its peak memory in KiB.
fn import(emulator: &Emulator, path: &Path, more: &[&str]) -> u64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
    command
        .args(["import", "student"])
        .arg(path)
        .args(more)
        .env("WEDA_EMULATOR_HOST", emulator.address().to_string())
        .stderr(Stdio::null());
    support::memory(&mut command)
}
