//! Folders of records that were saved under other definitions, or are slow to read.

use std::fs;
use std::thread;

use serde_json::{Value, json};
use weda_emulator::Definition;

use crate::fixture::{Served, served, serving};
use crate::storage::Folder;

const PARENT: &str = r#"{ "properties": { "name": { "type": "string" } } }"#;
const CHILD: &str = r#"{ "required": ["of"], "properties": {
    "name": { "type": "string", "default": "new" },
    "of": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "parent" } }
} }"#;

fn family(child: &str) -> Served {
    let parse = |name: &str, text| Definition::parse(name, &format!("{name}.json"), text).unwrap();
    serving([parse("parent", PARENT), parse("child", child)])
}

/// After a deletion had cleared a required relation, the saved records could not be loaded.
/// The relation was written as null, and files were validated like calls.
/// Missing values are omitted now, and only the kinds of values in files are checked.
#[test]
fn records_with_cleared_relations_can_be_saved_and_loaded() {
    let folder = Folder::new("cleared");
    let served = family(CHILD);
    served.emulator.load("parent", [json!({ "_id": "p" })]).unwrap();
    let children = [json!({ "_id": "a", "of": "p" }), json!({ "_id": "b", "of": "p", "name": null })];
    served.emulator.load("child", children).unwrap();
    assert_eq!(served.call("DELETE", "/weda/odata/v1/pre/parent('p')", "").status, 204);
    let records = served.emulator.records("child").unwrap();
    assert_eq!((&records[0]["of"], &records[1]["name"]), (&Value::Null, &Value::Null), "{records:?}");
    served.emulator.save_files(&folder.0).unwrap();
    assert!(!fs::read_to_string(folder.0.join("child.json")).unwrap().contains("\"of\""));
    let again = family(CHILD);
    let _ = again.emulator.load_files(&folder.0).unwrap();
    assert_eq!(again.emulator.records("child").unwrap(), records, "null stays null despite a default");
}

/// Records that were saved before their definition became stricter could not be loaded from a folder, though a data
/// file keeps them. Limits, options and required fields apply to new values only; the kind applies to all.
#[test]
fn saved_records_can_be_loaded_under_a_stricter_definition() {
    let folder = Folder::new("stricter");
    let before = r#"{ "properties": { "name": { "type": "string" }, "rank": { "type": "number" },
        "mood": { "type": "string", "format": "x-enum", "enum": ["good", "bad"] } } }"#;
    let served = family(before);
    served.emulator.load("child", [json!({ "_id": "a", "name": "long", "rank": 9, "mood": "bad" })]).unwrap();
    served.emulator.save_files(&folder.0).unwrap();
    let after = r#"{ "required": ["more"], "properties": { "name": { "type": "string", "maxLength": 2, "pattern": "^x" },
        "rank": { "type": "number", "maximum": 1 }, "more": { "type": "string" },
        "mood": { "type": "string", "format": "x-enum", "enum": ["good"] } } }"#;
    let again = family(after);
    let _ = again.emulator.load_files(&folder.0).unwrap();
    let record = again.emulator.records("child").unwrap().remove(0);
    assert_eq!((&record["name"], &record["rank"], &record["mood"]), (&json!("long"), &json!(9), &json!("bad")));

    let refused = again.emulator.load("child", [json!({ "name": "x" })]).unwrap_err().to_string();
    assert!(refused.contains("field `more`") && refused.contains("is required"), "{refused}");
    fs::write(folder.0.join("child.json"), r#"[{ "rank": "high" }]"#).unwrap();
    let refused = again.emulator.load_files(&folder.0).unwrap_err().to_string();
    assert!(refused.contains("field `rank`") && refused.contains("expects a number"), "{refused}");
}

/// Calls were blocked while a folder was read.
/// The store was locked before files were read and parsed.
/// Files are read before it is locked now.
#[test]
fn calls_are_answered_while_a_folder_is_read() {
    let folder = Folder::new("slow");
    // Invalid at its end, so that no time is spent on storing it.
    let text = format!("[{}{{\"name\":", r#"{"name":"n","course":"c"},"#.repeat(400_000));
    fs::write(folder.0.join("student.json"), text).unwrap();
    let served = served();
    let is_answered = thread::scope(|scope| {
        let loading = scope.spawn(|| served.emulator.load_files(&folder.0));
        let mut is_answered = false;
        while !loading.is_finished() {
            let status = served.get("pre/student").status;
            is_answered |= status == 200 && !loading.is_finished();
        }
        assert!(loading.join().unwrap().unwrap_err().to_string().contains("is not a list of records"));
        is_answered
    });
    assert!(is_answered, "before the file was read to its end");
    assert_eq!(served.emulator.records("student").unwrap(), [Value::Null; 0]);
}
