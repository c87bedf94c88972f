//! The measured work.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rusqlite::{Connection, params};
use serde_json::{Value, json};
use weda_emulator::{Definition, Durability, Emulator};

use crate::http::Client;
use crate::spent::spent;
use crate::timed;

const MODEL: &str = r#"{ "required": ["name"], "properties": {
    "name": { "type": "string", "maxLength": 256 },
    "score": { "type": "number" },
    "seen": { "type": "number", "format": "datetime" },
    "present": { "type": "boolean" },
    "note": { "type": "string" },
    "card": { "type": "string", "x-unique": true }
} }"#;

/// The number of flushed records per measurement.
const FLUSHED: usize = 10;

/// The next record number, unique over all measurements.
static NEXT: AtomicUsize = AtomicUsize::new(1_000_000);

fn definition() -> Definition {
    Definition::parse("row", "row.json", MODEL).expect("a constant")
}

fn record(number: usize) -> Value {
    json!({ "name": format!("name {number}"), "score": number, "seen": 1_646_034_692_306_i64, "present": number.is_multiple_of(2),
            "note": "a note of some length, as people write them", "card": format!("c{number}") })
}

fn records(count: usize) -> Vec<Value> {
    let first = NEXT.fetch_add(count, Ordering::Relaxed);
    (first..first + count).map(record).collect()
}

pub fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("weda-figures-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder of its own");
    folder
}

pub fn write_models(folder: &Path, count: usize) {
    let field = |number: usize| {
        let kind = ["string", "number", "boolean"][number % 3];
        let field = json!({ "type": kind, "title": format!("字段{number}"), "format": "", "x-unique": number == 0,
            "x-index": number, "x-id": "abcdef1", "description": "a field of the model", "maxLength": 256, "pattern": "" });
        (format!("f{number}"), field)
    };
    for number in 0..count {
        let properties: serde_json::Map<_, _> = (0..25).map(field).collect();
        let model = json!({ "type": "object", "title": format!("模型{number}"), "properties": properties });
        fs::write(folder.join(format!("model_{number}.json")), format!("{model:#}")).expect("a file");
    }
}

/// An emulator that has answered once by each interface for records.
pub fn started_from(folder: &Path) -> Emulator {
    let emulator = Emulator::builder().definitions(folder).start().expect("an emulator");
    let mut client = Client::of(&emulator);
    client.get("prod/sys_user");
    client.records("POST", "/v1/model/prod/sys_user/list", "{}");
    emulator
}

pub fn started() -> Emulator {
    Emulator::builder().definitions(definition()).start().expect("an emulator")
}

pub fn started_on(path: &Path, durability: Durability) -> Emulator {
    Emulator::builder().definitions(definition()).data(path, durability).start().expect("an emulator")
}

/// The same rows in bare SQLite with the same indexes.
pub fn bare_batch() -> Duration {
    let mut connection = Connection::open_in_memory().expect("SQLite");
    let table = "CREATE TABLE row (place INTEGER PRIMARY KEY, name, score, seen, present, note, card, _id, createdAt, updatedAt,
        owner, createBy, updateBy); CREATE UNIQUE INDEX a ON row (card); CREATE UNIQUE INDEX b ON row (_id);
        CREATE INDEX c ON row (createdAt);";
    connection.execute_batch(table).expect("a table");
    let rows = records(1000);
    spent(|| {
        let transaction = connection.transaction().expect("SQLite");
        {
            let sql = "INSERT INTO row VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, 1, ?8, ?8, ?8)";
            let mut insert = transaction.prepare(sql).expect("a statement");
            for (number, row) in rows.iter().enumerate() {
                let id = format!("{number:032}");
                insert
                    .execute(params![
                        row["name"].as_str(),
                        row["score"].as_i64(),
                        row["seen"].as_i64(),
                        row["present"].as_bool(),
                        row["note"].as_str(),
                        row["card"].as_str(),
                        id,
                        "1700000000000000001"
                    ])
                    .expect("a row");
            }
        }
        transaction.commit().expect("SQLite");
    })
}

/// An emulator with an empty table.
fn empty() -> Emulator {
    let emulator = started();
    emulator.load("row", []).expect("no records");
    emulator
}

pub fn stored_batch() -> Duration {
    let (emulator, rows) = (empty(), records(1000));
    spent(|| emulator.load("row", rows).expect("good records"))
}

pub fn sent_batch() -> Duration {
    let emulator = empty();
    let (mut client, body) = (Client::of(&emulator), json!({ "value": records(1000) }).to_string());
    spent(|| client.post("batch/pre/row", &body))
}

/// A file to which as many bytes as a record are written and flushed.
pub struct Floor(File);

impl Floor {
    pub fn new(path: &Path) -> Self {
        Self(File::create(path).expect("a file"))
    }

    pub fn flushes(&mut self) -> Duration {
        timed(|| {
            for _ in 0..FLUSHED {
                self.0.write_all(&[7; 8192]).expect("a disk");
                self.0.sync_data().expect("a disk");
            }
        })
    }
}

pub fn durable_inserts(emulator: &Emulator) -> Duration {
    let rows = records(FLUSHED);
    timed(|| {
        for row in rows {
            emulator.load("row", [row]).expect("a good record");
        }
    })
}

/// Adds a record without a call.
pub fn change(emulator: &Emulator) {
    emulator.load("row", records(1)).expect("a good record");
}

pub fn fill(emulator: &Emulator, count: usize) {
    for first in (0..count).step_by(10_000) {
        let rows = (first..count.min(first + 10_000)).map(|number| {
            let mut row = record(number);
            row["_id"] = json!(format!("r{number}"));
            row
        });
        emulator.load("row", rows).expect("good records");
    }
}
