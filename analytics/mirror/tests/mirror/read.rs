//! Copies as plain data, read without the code under test, and the records of the service in the same form.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use arrow::array::{Array, AsArray as _, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, Time32MillisecondType, TimestampMillisecondType};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};
use weda_emulator::Emulator;

/// Records by their ids: the values that are not null, in the form that the service has them; times in milliseconds.
pub(crate) type Records = BTreeMap<String, BTreeMap<String, Value>>;

/// A model's copy.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct CopyOf {
    pub(crate) live: Records,
    pub(crate) deleted: Records,
}

/// The records of the service.
pub(crate) fn service(emulator: &Emulator, model: &str) -> Records {
    emulator.records(model).unwrap().iter().map(record).collect()
}

fn record(record: &Value) -> (String, BTreeMap<String, Value>) {
    let id = record["_id"].as_str().unwrap().to_owned();
    let fields = record.as_object().unwrap().iter().filter_map(|(key, value)| {
        let value = match (key.as_str(), value) {
            // Relations are ids, and an empty one counts as missing.
            ("course" | "teacher", Value::Object(object)) => object["_id"].clone(),
            ("course" | "teacher" | "owner" | "createBy" | "updateBy", Value::String(text)) if text.is_empty() => {
                return None;
            }
            ("tags" | "home", Value::String(text)) if text.is_empty() => return None,
            ("score", number) if !number.is_null() => json!(number.as_f64().unwrap()),
            (_, value) => value.clone(),
        };
        (!value.is_null()).then(|| (key.clone(), value))
    });
    (id, fields.collect())
}

/// Reads the copy of a model, by the form of its target.
pub(crate) fn copy(target: &Path, model: &str) -> CopyOf {
    if target.is_dir() { parquet(target, model) } else { sqlite(target, model) }
}

fn sqlite(target: &Path, model: &str) -> CopyOf {
    let connection = rusqlite::Connection::open(target).unwrap();
    let mut statement = connection.prepare(&format!("SELECT * FROM \"{model}\"")).unwrap();
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut copy = CopyOf::default();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (mut fields, mut is_deleted) = (BTreeMap::new(), false);
        for name in &names {
            let value: rusqlite::types::Value = row.get(name.as_str()).unwrap();
            use rusqlite::types::Value as Stored;
            let value = match (name.as_str(), value) {
                (_, Stored::Null) | ("_hash", _) => continue,
                ("_deleted_at", _) => {
                    is_deleted = true;
                    continue;
                }
                ("active", Stored::Integer(flag)) => json!(flag == 1),
                ("createdAt" | "updatedAt" | "seen", Stored::Text(text)) => json!(millis(&text)),
                ("born", Stored::Text(day)) => json!(millis(&format!("{day}T00:00:00+08:00"))),
                ("rise", Stored::Text(time)) => json!(millis(&format!("1970-01-01T{time}Z"))),
                ("tags" | "home", Stored::Text(text)) => serde_json::from_str(&text).unwrap(),
                (_, Stored::Text(text)) => json!(text),
                (_, Stored::Integer(whole)) => json!(whole),
                (_, Stored::Real(double)) => json!(double),
                (_, Stored::Blob(_)) => panic!("{name} is a blob"),
            };
            fields.insert(name.clone(), value);
        }
        add(&mut copy, fields, is_deleted);
    }
    copy
}

/// The files of the current snapshot.
pub(crate) fn parquet_files(target: &Path, model: &str) -> Vec<PathBuf> {
    let text = std::fs::read_to_string(target.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&text).unwrap();
    let files = manifest["content"]["models"][model]["files"].as_array().unwrap();
    files.iter().map(|file| target.join(file["path"].as_str().unwrap())).collect()
}

fn parquet(target: &Path, model: &str) -> CopyOf {
    let mut copy = CopyOf::default();
    for file in parquet_files(target, model) {
        let file = File::open(file).unwrap();
        for batch in ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap() {
            let batch = batch.unwrap();
            for row in 0..batch.num_rows() {
                parquet_row(&batch, row, &mut copy);
            }
        }
    }
    copy
}

fn parquet_row(batch: &RecordBatch, row: usize, copy: &mut CopyOf) {
    let (mut fields, mut is_deleted) = (BTreeMap::new(), false);
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        let name = field.name().as_str();
        if column.is_null(row) || name == "_hash" {
            continue;
        }
        if name == "_deleted_at" {
            is_deleted = true;
            continue;
        }
        let value = cell(name, column, row);
        fields.insert(name.to_owned(), value);
    }
    add(copy, fields, is_deleted);
}

fn cell(name: &str, column: &dyn Array, row: usize) -> Value {
    match column.data_type() {
        DataType::Utf8 => {
            let text = column.as_string::<i32>().value(row);
            let is_json = name == "home" || name == "tags";
            if is_json { serde_json::from_str(text).unwrap() } else { json!(text) }
        }
        DataType::Dictionary(..) => {
            let plain = arrow::compute::cast(column, &DataType::Utf8).unwrap();
            json!(plain.as_string::<i32>().value(row))
        }
        DataType::Float64 => json!(column.as_primitive::<Float64Type>().value(row)),
        DataType::Int64 => json!(column.as_primitive::<Int64Type>().value(row)),
        DataType::Boolean => json!(column.as_boolean().value(row)),
        DataType::Timestamp(..) => json!(column.as_primitive::<TimestampMillisecondType>().value(row)),
        // The days of the tests are not in the years of summer time.
        DataType::Date32 => {
            json!(i64::from(column.as_primitive::<Date32Type>().value(row)) * 86_400_000 - 8 * 3_600_000)
        }
        DataType::Time32(_) => json!(column.as_primitive::<Time32MillisecondType>().value(row)),
        DataType::List(_) => {
            let items = column.as_list::<i32>().value(row);
            (0..items.len()).map(|at| if items.is_null(at) { Value::Null } else { cell("", &items, at) }).collect()
        }
        DataType::Struct(members) => {
            let object = column.as_struct();
            let present = members.iter().zip(object.columns()).filter(|(_, member)| !member.is_null(row));
            present
                .map(|(field, member)| (field.name().clone(), cell("", member, row)))
                .collect::<serde_json::Map<_, _>>()
                .into()
        }
        other => panic!("{name} has the type {other}"),
    }
}

fn add(copy: &mut CopyOf, fields: BTreeMap<String, Value>, is_deleted: bool) {
    let id = fields["_id"].as_str().unwrap().to_owned();
    assert!(!copy.live.contains_key(&id) && !copy.deleted.contains_key(&id), "{id} is in the copy twice");
    if is_deleted { &mut copy.deleted } else { &mut copy.live }.insert(id, fields);
}

fn millis(text: &str) -> i64 {
    text.parse::<weda::DateTime>().unwrap_or_else(|error| panic!("{error}")).as_millis()
}

/// Compares the copies with the service, and names the first record that differs.
#[track_caller]
pub(crate) fn assert_same(emulator: &Emulator, target: &Path, models: &[&str]) {
    for model in models {
        let (there, here) = (service(emulator, model), copy(target, model).live);
        let missing: Vec<_> = there.keys().filter(|id| !here.contains_key(*id)).collect();
        let extra: Vec<_> = here.keys().filter(|id| !there.contains_key(*id)).collect();
        assert!(missing.is_empty() && extra.is_empty(), "{model}: not in the copy {missing:?}, not there {extra:?}");
        for (id, fields) in &there {
            assert_eq!(&here[id], fields, "{model} {id}");
        }
    }
}
