//! Models and records.

use std::process::Command;

use serde_json::{Value, json};
use weda_emulator::profile::Given;
use weda_emulator::{Definition, Profile};

use crate::fixture::World;

/// A field of every kind.
const PUPIL: &str = r#"{ "title": "学生", "properties": {
    "name": { "type": "string", "title": "姓名" },
    "score": { "type": "number", "title": "成绩" },
    "big": { "type": "integer", "title": "学籍号" },
    "active": { "type": "boolean", "title": "在校" },
    "born": { "type": "number", "format": "date", "title": "生日" },
    "seen": { "type": "number", "format": "datetime" },
    "rise": { "type": "number", "format": "time" },
    "city": { "type": "string", "format": "x-enum", "enum": ["北京", "西安"] },
    "tags": { "type": "array", "items": { "type": "string" } },
    "home": { "type": "object", "properties": { "city": { "type": "string" }, "since": { "type": "number", "format": "date" } } },
    "mentor": { "type": "string", "format": "related", "x-parent": { "parentDataSourceName": "pupil" } } } }"#;

pub fn pupils() -> World {
    World::of(vec![Definition::parse("pupil", "pupil.json", PUPIL).unwrap()], keeping_ids())
}

/// The service keeps the ids of new records.
fn keeping_ids() -> Profile {
    let mut profile = Profile::default();
    (profile.writes.system_fields, profile.writes.auto_numbers) = (Given::Kept, Given::Kept);
    profile
}

/// Midnight in China of 1986-05-04, 1988-07-01 (in summer time), 1991-09-14 (as well), 2024-09-01 and 1950-01-01.
const DAYS: [i64; 5] = [515_520_000_000, 583_686_000_000, 684_774_000_000, 1_725_120_000_000, -631_180_800_000];

/// A record with a value of every kind, as the service holds it.
pub fn pupil(at: usize) -> Value {
    json!({
        "_id": format!("p{at:05}"),
        "name": format!("学生\"{at}\"\n=1+1"),
        "score": at as f64 / 4.0 - 10.0,
        "big": 9_007_199_254_740_993_i64 + at as i64 * 1_000_000_000_000_000,
        "active": at.is_multiple_of(2),
        "seen": 1_725_510_896_789_i64 + at as i64,
        "rise": 45_296_000,
        "city": if at.is_multiple_of(2) { "北京" } else { "西安" },
        "tags": format!("[\"甲\",\"{at}\",\"\"]"),
        "home": r#"{"city":"西安\n市"}"#,
    })
}

/// The records with null in all fields that may be, and with days.
pub fn special() -> Vec<Value> {
    let mut records = vec![json!({ "_id": "a0", "name": "空" }), json!({ "_id": "a1", "name": "" })];
    records.extend(DAYS.iter().enumerate().map(|(at, day)| json!({ "_id": format!("b{at}"), "born": day })));
    records
}

/// Runs a function of the script with arguments; what it prints as JSON.
pub fn script(world: &World, function: &str) -> Value {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/columnar/files.py");
    let output = Command::new("python3").arg(file).arg(function).arg(world.folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The manifest of an export.
pub fn manifest(world: &World, folder: &str) -> Value {
    serde_json::from_str(&world.read(&format!("{folder}/manifest.json"))).unwrap()
}

/// Stops if `world` does not hold the records of `other`, each once, but for members without a value.
#[track_caller]
pub fn assert_same(world: &World, other: &World, model: &str) {
    let records = |world: &World| {
        let mut records = world.stored(model);
        for record in &mut records {
            record.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        }
        records.sort_by_key(|record| record["_id"].as_str().unwrap().to_owned());
        records
    };
    let (found, expected) = (records(world), records(other));
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
}
