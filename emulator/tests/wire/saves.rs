//! Folders of records that were saved under other rules, or are slow to read.

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

/// A deletion took a required relation away, and what was saved then could not be loaded.
/// It was written as null, and a file was held to what callers are held to.
/// A value that is not there is left out, and a file is asked for the kinds of its values alone.
#[test]
fn what_a_deletion_left_can_be_saved_and_loaded() {
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
    assert_eq!(again.emulator.records("child").unwrap(), records, "null stays null where there is a default");
}

/// Records that were saved before their definition asked for more could not be loaded under the new one.
/// A data file keeps such records; a folder had none of them.
/// Limits, options and required fields are for new values; the kind is for all.
#[test]
fn a_definition_that_asks_for_more_loads_what_was_saved() {
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

/// Nobody was answered while a folder was read.
/// The records were locked first, and read and parsed then.
/// Files are read before anything is locked.
#[test]
fn calls_go_on_while_a_folder_is_read() {
    let folder = Folder::new("slow");
    // It breaks at its end, so that nothing of the time goes into storing it.
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
        assert!(loading.join().unwrap().unwrap_err().to_string().contains("is no list of records"));
        is_answered
    });
    assert!(is_answered, "before the file was read to its end");
    assert_eq!(served.emulator.records("student").unwrap(), [Value::Null; 0]);
}
