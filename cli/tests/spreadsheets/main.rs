//! Files of other programs: workbooks of the Python package `openpyxl`, tables of Python's `csv` module, and what
//! LibreOffice makes of our files.
//!
//! Each test runs where its program is, and is counted as ignored elsewhere:
//!
//! ```text
//! python3 -m venv foreign && foreign/bin/pip install openpyxl
//! apt-get install --no-install-recommends libreoffice-calc
//! PATH="$PWD/foreign/bin:$PATH" cargo test -p weda-cli --test spreadsheets
//! ```

// Other tests use the rest of it.
#[allow(dead_code)]
#[path = "../records/fixture.rs"]
mod fixture;

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use fixture::World;
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Value, json};
use weda_emulator::{Definition, Profile};

const MODEL: &str = r#"{ "title": "客户", "properties": {
    "name": { "type": "string", "title": "姓名" },
    "number": { "type": "string", "title": "编号" },
    "score": { "type": "number", "title": "成绩" },
    "active": { "type": "boolean", "title": "在校" },
    "born": { "type": "number", "format": "date", "title": "生日" },
    "seen": { "type": "number", "format": "datetime" },
    "rise": { "type": "number", "format": "time" },
    "tags": { "type": "array", "items": { "type": "string" } },
    "home": { "type": "object", "properties": { "city": { "type": "string" } } } } }"#;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let is_there = |program: &str, arguments: &[&str]| {
        let run = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
        run.is_ok_and(|status| status.success())
    };
    let python = is_there("python3", &["-c", "import csv"]);
    let openpyxl = python && is_there("python3", &["-c", "import openpyxl"]);
    let office = is_there("soffice", &["--version"]);
    if !arguments.list {
        for (is_there, what) in [(openpyxl, "python3 has no package openpyxl"), (office, "there is no soffice")] {
            if !is_there {
                eprintln!("{what}, so that some tests are left out: see tests/spreadsheets/main.rs");
            }
        }
    }
    let trial = |name: &str, is_there: bool, test: fn() -> Result<(), Failed>| {
        Trial::test(name, test).with_ignored_flag(!is_there)
    };
    let tests = vec![
        trial("tables_of_python_are_read_as_python_wrote_them", python, tables_of_python),
        trial("workbooks_of_openpyxl_are_read", openpyxl, workbooks_of_openpyxl),
        trial("openpyxl_reads_our_workbooks", openpyxl, openpyxl_reads_ours),
        trial("libreoffice_keeps_what_our_workbooks_hold", office, libreoffice_keeps_ours),
    ];
    libtest_mimic::run(&arguments, tests).exit_code()
}

fn world() -> World {
    World::of(vec![Definition::parse("student", "student.json", MODEL).unwrap()], Profile::default())
}

/// Runs a function of the script with the folder; what it prints as JSON.
fn script(world: &World, function: &str) -> Result<Value, Failed> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/spreadsheets/files.py");
    let output = Command::new("python3").arg(file).arg(function).arg(world.folder.path()).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The records without ids, sorted by their names.
fn stored(world: &World) -> Vec<Value> {
    let mut records = world.stored("student");
    for record in &mut records {
        let record = record.as_object_mut().unwrap();
        record.remove("_id");
        record.retain(|_, value| !value.is_null());
    }
    records.sort_by_key(|record| record["name"].to_string());
    records
}

fn same(found: &[Value], expected: &[Value], what: &str) -> Result<(), Failed> {
    match found.iter().zip(expected).find(|(found, expected)| found != expected) {
        Some((found, expected)) => Err(format!("{what}\nfound    {found}\nexpected {expected}").into()),
        None if found.len() != expected.len() => Err(format!("{what}: {} of {}", found.len(), expected.len()).into()),
        None => Ok(()),
    }
}

/// Random texts in random dialects: quotes everywhere or where they must be, delimiters, line ends, encodings.
fn tables_of_python() -> Result<(), Failed> {
    let files = script(&world(), "count")?.as_u64().ok_or("a number")?;
    for number in 0..files {
        let world = world();
        let output = Command::new("python3")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/spreadsheets/files.py"))
            .args(["table", world.folder.path().to_str().unwrap(), &number.to_string()])
            .output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        let expected: Vec<Value> = serde_json::from_slice(&output.stdout)?;
        let done = world.run(&["import", "student", "table.csv"]);
        if done.code != Some(0) {
            return Err(format!("file {number}: {done:?}").into());
        }
        same(&stored(&world), &expected, &format!("file {number}"))?;
    }
    Ok(())
}

fn workbooks_of_openpyxl() -> Result<(), Failed> {
    let world = world();
    let expected = script(&world, "workbooks")?;
    for (file, expected) in expected.as_object().ok_or("an object")? {
        let copy = self::world();
        let path = world.path(file);
        let done = copy.run(&["import", "student", path.to_str().unwrap()]);
        let reasons: Vec<&str> =
            expected["reasons"].as_array().unwrap().iter().map(|why| why.as_str().unwrap()).collect();
        let code = if reasons.is_empty() { 0 } else { 1 };
        if done.code != Some(code) {
            return Err(format!("{file}: {done:?}").into());
        }
        same(&stored(&copy), expected["records"].as_array().unwrap(), file)?;
        for note in expected["notes"].as_array().unwrap() {
            if !done.err.contains(note.as_str().unwrap()) {
                return Err(format!("{file}: {note} is not said: {done:?}").into());
            }
        }
        if reasons.is_empty() {
            continue;
        }
        let rejects = world.read(&format!("{file}.rejects.csv"));
        for reason in &reasons {
            if !rejects.contains(reason) {
                return Err(format!("{file}: no `{reason}` in {rejects}").into());
            }
        }
        // Rejected rows stay rejected until they are corrected.
        let again =
            self::world().run(&["import", "student", world.path(&format!("{file}.rejects.csv")).to_str().unwrap()]);
        if !again.err.contains(&format!(" 0 records created, {} rejected", reasons.len())) {
            return Err(format!("{file}: {again:?}\n{rejects}").into());
        }
    }
    // The sheet is found out, or told.
    let path = world.path("sheets.xlsx");
    let done = self::world().run(&["import", "student", path.to_str().unwrap(), "--sheet", "nobody"]);
    if done.code != Some(6) || !done.err.contains("it has no sheet `nobody`; its sheets are `empty`, `first`, `second`")
    {
        return Err(format!("{done:?}").into());
    }
    let second = self::world();
    second.run(&["import", "student", path.to_str().unwrap(), "--sheet", "second"]).ok();
    same(&stored(&second), &[json!({ "name": "of the second" })], "the second sheet")
}

/// A record of every kind, and values at the edges.
fn records() -> Vec<Value> {
    vec![
        json!({ "_id": "1", "name": "=1+1", "number": "1234567890123456789", "score": 0.1, "active": true,
            "born": 1_704_384_000_000_i64, "seen": 1_704_395_045_250_i64, "rise": 30_615_000, "tags": "[\"甲\",\"b\"]",
            "home": "{\"city\":\"西安\\n市\"}" }),
        json!({ "_id": "2", "name": " '=x \n_x0041_ ", "number": "+8613800138000", "score": 123_456_789_012_345_i64, "active": false,
            "born": 581_094_000_000_i64, "seen": 581_139_000_000_i64, "rise": 0 }),
        json!({ "_id": "3", "name": "007", "number": "1.5E+20", "score": -9_007_199_254_740_991_i64, "born": -2_209_017_943_000_i64,
            "seen": -62_135_596_800_000_i64, "rise": 86_399_999 }),
        json!({ "_id": "4", "name": "#N/A", "number": "13800138000", "score": 1e300, "seen": 527_016_600_000_i64 }),
    ]
}

fn openpyxl_reads_ours() -> Result<(), Failed> {
    let world = world();
    world.emulator.load("student", records())?;
    world
        .run(&["export", "student", "-o", "ours.xlsx", "--select", "name,number,score,active,born,seen,rise,tags"])
        .ok();
    let cells = script(&world, "cells")?;
    let rows = cells.as_array().ok_or("a list")?;
    let expected = json!([
        ["name", "number", "score", "active", "born", "seen", "rise", "tags"],
        [
            "=1+1",
            "1234567890123456789",
            0.1,
            true,
            "2024-01-05 00:00:00",
            "2024-01-05 03:04:05.250000",
            "08:30:15",
            "[\"甲\",\"b\"]"
        ],
    ]);
    same(&rows[..2], expected.as_array().unwrap(), "what openpyxl reads")?;
    same(&[rows[2][1].clone(), rows[3][2].clone()], &[json!("+8613800138000"), json!("-9007199254740991")], "texts")?;
    world.run(&["export", "student", "-o", "titles.xlsx", "--headers", "titles"]).ok();
    let copy = self::world();
    copy.run(&["import", "student", world.path("titles.xlsx").to_str().unwrap()]).ok();
    same(&stored(&copy), &stored(&world), "back from a workbook with titles")
}

/// A workbook and a table for spreadsheets that LibreOffice saves again read as equal.
fn libreoffice_keeps_ours() -> Result<(), Failed> {
    let world = world();
    world.emulator.load("student", records())?;
    world.run(&["export", "student", "-o", "ours.xlsx"]).ok();
    let convert = |file: &str, to: &str, folder: &Path| -> Result<(), Failed> {
        let home = format!("-env:UserInstallation=file://{}/office", world.folder.path().display());
        let status = Command::new("soffice")
            .args([&home, "--headless", "--convert-to", to, "--outdir"])
            .arg(folder)
            .arg(world.path(file))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        if status.success() { Ok(()) } else { Err(format!("soffice does not convert {file}").into()) }
    };
    convert("ours.xlsx", "xlsx", &world.path("saved"))?;
    let copy = self::world();
    copy.run(&["import", "student", world.path("saved/ours.xlsx").to_str().unwrap()]).ok();
    same(&stored(&copy), &stored(&world), "a workbook that LibreOffice saved")
}
