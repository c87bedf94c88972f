//! The export of records to Parquet, beside `arrow-json` with `ArrowWriter` over the same NDJSON. Each side runs as a process
//! of its own, which tells its CPU time and its peak of memory.
//!
//! ```text
//! cargo bench -p weda-arrow --bench parquet              1,000,000 rows
//! cargo bench -p weda-arrow --bench parquet -- 100000    another number
//! ```
//!
//! Ours also parses each line as a record, orders nothing, partitions nothing, and hashes the files. `arrow-json` has no
//! dictionaries, and no days from milliseconds: it reads texts and moments instead, which is less work.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use weda::Record;
use weda_arrow::files::{Export, FileFormat, Location, ModelPlan, Plan};
use weda_arrow::{BatchBuilder, Form, schema};
use weda_definition::Definition;

const ROWS: usize = 1_000_000;
const BATCH: usize = 4096;
/// The targets: MB of memory, and the share of the other's CPU time.
const MEMORY: f64 = 60.0;
const CPU: f64 = 0.8;

const STUDENT: &str = r#"{ "title": "学生", "properties": {
    "name": { "type": "string" }, "number": { "type": "string" }, "score": { "type": "number" },
    "big": { "type": "integer" }, "active": { "type": "boolean" },
    "born": { "type": "number", "format": "date" }, "seen": { "type": "number", "format": "datetime" },
    "city": { "type": "string", "format": "x-enum", "enum": ["北京", "西安", "成都"] },
    "note": { "type": "string" }, "createdAt": { "type": "number", "format": "datetime", "x-system": true } } }"#;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    if let [side, input, output] = arguments.as_slice() {
        match side.as_str() {
            "ours" => ours(Path::new(input), Path::new(output)),
            _ => theirs(Path::new(input), Path::new(output)),
        }
        println!("{} {} {}", cpu(), peak(), size(Path::new(output)));
        return ExitCode::SUCCESS;
    }
    // `cargo test` runs it too, to see that both sides write the same.
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let rows = match arguments.first().and_then(|rows| rows.parse().ok()) {
        Some(rows) => rows,
        None if is_bench => ROWS,
        None => 5000,
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let input = folder.path().join("records.ndjson");
    write_records(&input, rows);
    let (one, other) = (folder.path().join("ours"), folder.path().join("theirs.parquet"));
    let (ours, theirs) = (child("ours", &input, &one), child("theirs", &input, &other));
    check(&one, &other, rows);
    let share = ours.0 / theirs.0;
    for (name, (seconds, memory, bytes)) in [("weda-arrow", ours), ("arrow-json", theirs)] {
        println!("{name}: {rows} rows, {seconds:.2} s of CPU, {memory:.1} MB of memory, {:.1} MB", bytes / 1e6);
    }
    println!("{share:.2} of the CPU time (at most {CPU}), {:.1} MB (at most {MEMORY})", ours.1);
    match rows < ROWS || (share <= CPU && ours.1 <= MEMORY) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn definition() -> Definition {
    Definition::parse("student", "student.json", STUDENT).expect("a valid definition")
}

fn write_records(path: &Path, rows: usize) {
    let mut out = BufWriter::new(File::create(path).expect("a file"));
    let mut dice = fastrand::Rng::with_seed(20);
    for at in 0..rows {
        let line = format!(
            "{{\"_id\":\"{:010x}{at:08}\",\"name\":\"学生{at}\",\"number\":\"N{:07}\",\"score\":{},\"big\":{},\"active\":{},\
             \"born\":{},\"seen\":{},\"city\":\"{}\",\"note\":\"第{}排，第{}座。\\n家访：{}\",\"createdAt\":{}}}\n",
            dice.u64(..1 << 40),
            dice.u32(..9_999_999),
            f64::from(dice.u32(..1000)) / 10.0,
            1_234_567_890_123_456_000_u64 + dice.u64(..1000),
            dice.bool(),
            1_104_508_800_000_u64 + dice.u64(..3000) * 86_400_000,
            1_725_510_896_789_u64 + dice.u64(..100_000_000_000),
            ["北京", "西安", "成都"][dice.usize(..3)],
            dice.u32(..9),
            dice.u32(..9),
            dice.u32(..99_999),
            1_725_000_000_000_u64 + at as u64 * 37,
        );
        out.write_all(line.as_bytes()).expect("space on the disk");
    }
    out.flush().expect("space on the disk");
}

fn ours(input: &Path, output: &Path) {
    let columns = schema(&definition(), Form::File);
    let plan = Plan {
        source: "bench".to_owned(),
        format: FileFormat::Parquet,
        partition_by: None,
        filter: None,
        rows_per_file: u64::MAX,
        models: vec![ModelPlan::new("student", &columns)],
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let location = Location::parse(output).expect("a folder");
        let mut export = Export::open(&location, plan).await.expect("an empty folder");
        let mut model = export.model(0, &columns).expect("a model");
        let (mut builder, mut last) = (BatchBuilder::new(columns.clone()), String::new());
        for line in BufReader::new(File::open(input).expect("the records")).lines() {
            let record: Record = line.expect("a line").parse().expect("a record");
            builder.push(&record).expect("a record of the model");
            if builder.len() == BATCH {
                model.write(&builder.finish().expect("a batch"), record.id()).await.expect("space on the disk");
            }
            record.id().clone_into(&mut last);
        }
        model.write(&builder.finish().expect("a batch"), &last).await.expect("space on the disk");
        model.end().await.expect("space on the disk");
        export.finish("2026-11-30T12:00:00+08:00").await.expect("space on the disk");
    });
}

/// The columns that `arrow-json` reads.
fn their_schema() -> SchemaRef {
    let ours = schema(&definition(), Form::File);
    let fields = ours.fields().iter().map(|field| match field.data_type() {
        DataType::Date32 => Field::new(field.name(), DataType::Timestamp(TimeUnit::Millisecond, None), true),
        DataType::Dictionary(..) => Field::new(field.name(), DataType::Utf8, true),
        other => Field::new(field.name(), other.clone(), field.is_nullable()),
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

fn theirs(input: &Path, output: &Path) {
    let input = BufReader::new(File::open(input).expect("the records"));
    let columns = their_schema();
    let reader =
        arrow::json::ReaderBuilder::new(columns.clone()).with_batch_size(BATCH).build(input).expect("a reader");
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
    let output = BufWriter::new(File::create(output).expect("a file"));
    let mut writer = ArrowWriter::try_new(output, columns, Some(properties)).expect("a writer");
    for batch in reader {
        writer.write(&batch.expect("a batch")).expect("space on the disk");
    }
    writer.close().expect("space on the disk");
}

/// Stops if the files do not have the same rows.
fn check(ours: &Path, theirs: &Path, rows: usize) {
    let part = ours.join("student/part-00001.parquet");
    let (mut one, mut other) = (batches(&part), batches(theirs));
    let mut read = 0;
    while let (Some(one), Some(other)) = (one.next(), other.next()) {
        for name in ["_id", "name", "score", "big", "active", "note"] {
            assert_eq!(one.column_by_name(name), other.column_by_name(name), "{name} after row {read}");
        }
        read += one.num_rows();
    }
    assert!(read == rows && one.next().is_none() && other.next().is_none(), "{read} of {rows} rows");
}

fn batches(path: &Path) -> impl Iterator<Item = RecordBatch> + use<> {
    let file = File::open(path).expect("the file that was written");
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).and_then(|it| it.with_batch_size(8192).build());
    reader.expect("a Parquet file").map(|batch| batch.expect("a batch"))
}

/// Seconds of CPU time, MB of memory and bytes on the disk.
fn child(side: &str, input: &PathBuf, output: &PathBuf) -> (f64, f64, f64) {
    let program = std::env::current_exe().expect("this program");
    let run = Command::new(program).arg(side).args([input, output]).output().expect("a process");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let text = String::from_utf8(run.stdout).expect("figures");
    let figures: Vec<f64> = text.split_whitespace().map(|figure| figure.parse().expect("a figure")).collect();
    (figures[0], figures[1], figures[2])
}

/// Seconds of CPU time of this process; zero where there is no `/proc`.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: Vec<f64> =
        after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse().ok()).collect();
    // `USER_HZ` is 100 on all systems of today.
    ticks.iter().sum::<f64>() / 100.0
}

/// The peak of memory in MB.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()).unwrap_or(0.0) * 1024.0 / 1e6
}

fn size(path: &Path) -> u64 {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.filter_map(Result::ok).map(|entry| size(&entry.path())).sum(),
        Err(_) => path.metadata().map_or(0, |about| about.len()),
    }
}
