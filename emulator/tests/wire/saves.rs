//! Folders of records that were saved under other rules, or are slow to read.

use std::fs;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

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
    again.emulator.load_files(&folder.0).unwrap();
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
    again.emulator.load_files(&folder.0).unwrap();
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
#[cfg(unix)]
#[test]
fn calls_go_on_while_a_folder_is_read() {
    let folder = Folder::new("slow");
    let pipe = folder.0.join("student.json");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    let served = served();
    let (answered, answers) = mpsc::channel();
    thread::scope(|scope| {
        let loading = scope.spawn(|| served.emulator.load_files(&folder.0));
        // Returns once the load has opened the pipe, too.
        let mut end = fs::File::options().write(true).open(&pipe).unwrap();
        scope.spawn(|| answered.send(served.get("pre/student").status));
        let answer = answers.recv_timeout(Duration::from_secs(20));
        std::io::Write::write_all(&mut end, br#"[{ "name": "n", "course": "c" }]"#).unwrap();
        drop(end);
        loading.join().unwrap().unwrap();
        assert_eq!(answer, Ok(200), "before the file was read to its end");
    });
    assert_eq!(served.emulator.records("student").unwrap().len(), 1);
}
