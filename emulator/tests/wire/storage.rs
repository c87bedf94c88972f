//! Data files, and folders of records.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::{Value, json};
use weda_emulator::{Definition, Durability, Emulator, Error, Existing, SkipReason};

use crate::fixture::{Served, definitions, serving};
use crate::http::{Answer, send};

/// A temporary folder.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("weda-emulator-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn start(path: &Path, definitions: Vec<Definition>, durability: Durability) -> Result<Served, Error> {
    Emulator::builder().definitions(definitions).data(path, durability).start().map(Served::of)
}

fn student(properties: &str) -> Vec<Definition> {
    let text = format!(r#"{{ "properties": {{ {properties} }} }}"#);
    vec![Definition::parse("student", "changed/student.json", &text).unwrap()]
}

#[test]
fn a_file_keeps_records_from_one_start_to_the_next() {
    let folder = Folder::new("keeps");
    let path = folder.0.join("file:data?mode=memory");
    for durability in [Durability::Process, Durability::Power] {
        let served = start(&path, definitions(), durability).unwrap();
        let before = served.names("name ne ''").len();
        served.student(&json!({ "name": "李四", "score": 89, "tags": ["a"] }));
        served.student(&json!({ "name": "gone" }));
        let id =
            served.get("pre/student?$filter=name%20eq%20'gone'").json()["value"][0]["_id"].as_str().unwrap().to_owned();
        served.call("DELETE", &format!("/weda/odata/v1/pre/student('{id}')"), "");
        assert_eq!(served.names("score eq 89").len(), before + 1);
    }
    let served = start(&path, definitions(), Durability::Process).unwrap();
    assert_eq!(
        served.student(&json!({}))["serial"],
        "S-0011",
        "numbers continue, those of deleted records are used up"
    );
    assert_eq!(served.get("prod/sys_user").json()["value"].as_array().unwrap().len(), 4, "built-in records come once");
    let used = start(&path, definitions(), Durability::Process).unwrap_err().to_string();
    assert!(used.contains("is in use by another process: stop that one"), "{used}");
    assert!(path.exists(), "a path is never interpreted as an address");
}

#[test]
fn files_that_are_not_data_files() {
    let folder = Folder::new("foreign");
    let (text, other) = (folder.0.join("text"), folder.0.join("other.db"));
    fs::write(&text, "these are notes of mine, and nobody shall write over them").unwrap();
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE notes (text)").unwrap();
    for path in [&text, &other] {
        let before = fs::read(path).unwrap();
        let error = start(path, definitions(), Durability::Process).unwrap_err().to_string();
        assert!(error.contains("is not a data file of the emulator: name a new file"), "{error}");
        assert_eq!(fs::read(path).unwrap(), before, "nothing was written");
    }
    let error = start(&folder.0.join("no/such/data"), definitions(), Durability::Process).unwrap_err().to_string();
    assert!(error.contains("cannot be opened") && error.contains("in a writable folder"), "{error}");
}

#[test]
fn definitions_that_change_between_two_starts() {
    let folder = Folder::new("migrates");
    let path = folder.0.join("data");
    let first = r#""name": { "type": "string" }, "score": { "type": "number" }"#;
    let served = start(&path, student(first), Durability::Process).unwrap();
    served.call("POST", "/weda/odata/v1/pre/student", r#"{"name":"李四","score":0.5}"#);
    drop(served);

    let whole = r#""name": { "type": "string" }, "score": { "type": "number", "numberCount": 0 }"#;
    let error = start(&path, student(whole), Durability::Process).unwrap_err().to_string();
    assert!(error.contains("model `student` has changed, and its record `"), "{error}");
    assert!(error.contains("field `score` (changed/student.json:1) expects a whole number"), "{error}");

    let second = r#""mood": { "type": "string" }, "name": { "type": "string" }"#;
    let served = start(&path, student(second), Durability::Process).unwrap();
    let record = served.get("pre/student").json()["value"][0].clone();
    assert_eq!((&record["name"], record.get("score"), &record["mood"]), (&json!("李四"), None, &Value::Null));
    assert_eq!(served.emulator.unpublished(), ["student"]);
    let prod = served.call("POST", "/weda/odata/v1/prod/student", r#"{"score":1,"mood":"m"}"#).json();
    assert_eq!((&prod["score"], prod.get("mood")), (&json!(1.0), None), "prod keeps its definition");
    served.emulator.publish("student").unwrap();
    assert_eq!(served.emulator.unpublished(), [""; 0]);
    drop(served);

    let served = start(&path, student(first), Durability::Process).unwrap();
    assert_eq!(served.names("score eq 0.5"), ["李四"], "the removed field is back");
    assert_eq!(served.emulator.unpublished(), ["student"], "the second was published");
}

#[test]
fn records_are_saved_and_loaded() {
    let folder = Folder::new("files");
    let served = serving(definitions());
    let rows =
        [json!({ "_id": "a", "name": "李四", "course": "c", "tags": ["a"], "school": { "_id": "s" }, "present": false,
        "address": "{ \"city\": \"北京\" }", "score": 0.5, "seen": 1_646_034_692_306_i64 })];
    served.emulator.load("student", rows.clone()).unwrap();
    served.emulator.load("prod/after-service", [json!({ "_id": "b", "label": "退货" })]).unwrap();
    let record = served.emulator.records("student").unwrap().remove(0);
    assert_eq!((&record["tags"], &record["school"]), (&json!(["a"]), &json!({ "_id": "s" })));
    assert_eq!((&record["address"], &record["present"]), (&json!({ "city": "北京" }), &json!(false)));

    served.emulator.save_files(&folder.0).unwrap();
    assert!(folder.0.join("student.json").exists() && folder.0.join("prod/after-service.json").exists());
    assert!(!folder.0.join("sys_user.json").exists() && !folder.0.join("Student.json").exists());
    let again = serving(definitions());
    let loaded = again.emulator.load_files(&folder.0).unwrap();
    let shown: Vec<String> = loaded.files.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["student: 1 record (pre)", "after-service: 1 record (prod)"]);
    assert_eq!(again.emulator.records("student").unwrap(), served.emulator.records("student").unwrap());
    assert_eq!(again.get("prod/after-service").json()["value"][0]["label"], "退货");

    again.emulator.reset().unwrap();
    assert_eq!(again.emulator.records("student").unwrap(), [Value::Null; 0]);
    assert_eq!(again.student(&json!({}))["serial"], "S-0007");
    assert_eq!(again.emulator.records("prod/sys_user").unwrap().len(), 4);
    assert!(matches!(again.emulator.records("dev/student"), Err(Error::UnknownStage { .. })));

    fs::write(folder.0.join("student.json"), "{}").unwrap();
    let error = again.emulator.load_files(&folder.0).unwrap_err().to_string();
    assert!(error.contains("student.json is not a list of records"), "{error}");
    fs::write(folder.0.join("student.json"), "[]").unwrap();
    fs::write(folder.0.join("nobody.json"), "[]").unwrap();
    let loaded = again.emulator.load_files(&folder.0).unwrap();
    let unknown = SkipReason::UnknownModel { model: "nobody".to_owned() };
    assert_eq!((&loaded.skipped[0].reason, loaded.skipped.len()), (&unknown, 1));
    assert!(matches!(again.emulator.load_files(folder.0.join("nowhere")), Err(Error::File { .. })));
}

/// The file of a model whose records were all deleted was not changed, and the next start loaded them again.
/// Models without records were skipped.
/// An existing file gets an empty list now; no new one is created, and other files are not touched.
#[test]
fn a_model_without_records_leaves_no_stale_file() {
    let folder = Folder::new("stale");
    let served = serving(definitions());
    served.student(&json!({}));
    served.emulator.save_files(&folder.0).unwrap();
    fs::write(folder.0.join("notes.json"), "mine").unwrap();
    served.emulator.reset().unwrap();
    served.emulator.save_files(&folder.0).unwrap();
    assert_eq!(fs::read_to_string(folder.0.join("student.json")).unwrap(), "[]\n");
    let mut names: Vec<_> = fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["notes.json", "student.json"]);
    assert_eq!(fs::read_to_string(folder.0.join("notes.json")).unwrap(), "mine");
    fs::remove_file(folder.0.join("notes.json")).unwrap();
    let _ = serving(definitions()).emulator.load_files(&folder.0).unwrap();
}

/// An interrupted save left a partial file, and the previous records were lost.
/// The file was truncated and then written.
/// It is replaced atomically now.
#[test]
fn a_saved_file_is_complete_at_any_time() {
    let folder = Folder::new("whole");
    let served = serving(definitions());
    let note = "长".repeat(2_000);
    served.emulator.load("student", (0..200).map(|_| json!({ "name": "n", "course": "c", "note": note }))).unwrap();
    served.emulator.save_files(&folder.0).unwrap();
    let path = folder.0.join("student.json");
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let reading = scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                let text = fs::read_to_string(&path).unwrap();
                assert_eq!(serde_json::from_str::<Vec<Value>>(&text).map(|rows| rows.len()).ok(), Some(200));
            }
        });
        (0..10).for_each(|_| served.emulator.save_files(&folder.0).unwrap());
        over.store(true, Ordering::Relaxed);
        reading.join().unwrap();
    });

    // The error names the file that cannot be written; the others are written.
    let blocked = Folder::new("blocked");
    fs::create_dir_all(blocked.0.join("Student.json/in the way")).unwrap();
    served.emulator.load("Student", [json!({ "label": "l" })]).unwrap();
    let error = served.emulator.save_files(&blocked.0).unwrap_err().to_string();
    assert!(error.contains("Student.json cannot be written"), "{error}");
    assert!(blocked.0.join("student.json").is_file() && !blocked.0.join("Student.json.new").exists());
}

/// JSON text was saved as native JSON that prints differently: other order of keys, numbers without their last digits,
/// and texts that look like JSON came back as JSON.
/// Native JSON is written only if it prints as the stored text now.
#[test]
fn json_text_is_saved_character_by_character() {
    let folder = Folder::new("texts");
    let served = serving(definitions());
    let texts = [
        r#"{"b":1,"a":[2, 3]}"#,
        r#"{"n":123456789012345678901234567890,"x":1.0,"e":1e2}"#,
        r#"{"twice":1,"twice":2}"#,
        r#"{"text":"{\"a\":1}","escaped":"\u4e2d"}"#,
        r#"{"a":1}"#,
    ];
    for text in texts {
        served.student(&json!({ "extra": text }));
    }
    let any = r#""any": { "type": "any" }"#;
    let any = serving(student(any));
    let plain = [r#""{\"a\":1}""#, r#""five""#, "5", "null", "[1]", " [ 1 ] "];
    for text in plain {
        any.emulator.load("student", [json!({ "any": text })]).unwrap();
    }
    let shown = |served: &Served, field: &str| -> Vec<String> {
        let page = served.get("pre/student?$top=1000").json();
        let rows = page["value"].as_array().unwrap().clone();
        rows.iter().map(|row| row[field].as_str().unwrap_or_else(|| panic!("{row}")).to_owned()).collect()
    };
    for (served, field, expected) in [(&served, "extra", &texts[..]), (&any, "any", &plain[..])] {
        assert_eq!(shown(served, field), expected, "as they were sent");
        let folder = folder.0.join(field);
        served.emulator.save_files(&folder).unwrap();
        served.emulator.reset().unwrap();
        let _ = served.emulator.load_files(&folder).unwrap();
        assert_eq!(shown(served, field), expected, "as they were saved");
        let copies = served.emulator.records("student").unwrap();
        served.emulator.reset().unwrap();
        served.emulator.load("student", copies.clone()).unwrap();
        assert_eq!(served.emulator.records("student").unwrap(), copies, "`records` can be loaded");
    }
}

/// Loading a folder into a data file failed at the second start, since all ids were taken, and a bad file stopped a
/// load in the middle. A record replaces the one with its id now, and all files are loaded or none.
#[test]
fn a_folder_can_be_loaded_repeatedly() {
    let folder = Folder::new("again");
    let (path, files) = (folder.0.join("data"), folder.0.join("files"));
    fs::create_dir_all(files.join("prod")).unwrap();
    let rows = json!([
        { "_id": "a", "name": "李四", "course": "c", "card": "A1" },
        { "name": "without an id", "course": "c" },
        { "_id": "b", "name": "王五", "course": "c", "card": "B1" },
    ]);
    fs::write(files.join("student.json"), rows.to_string()).unwrap();
    fs::write(files.join("prod/after-service.json"), r#"[{ "label": "退货" }]"#).unwrap();
    let records = |served: &Served| served.emulator.records("student").unwrap();

    let served = start(&path, definitions(), Durability::Process).unwrap();
    let _ = served.emulator.load_files(&files).unwrap();
    let first = records(&served);
    served.student(&json!({ "name": "赵六" }));
    served.patch("a", &json!({ "name": "changed", "age": 9 }));
    drop(served);

    let served = start(&path, definitions(), Durability::Process).unwrap();
    let _ = served.emulator.load_files(&files).unwrap();
    let again = records(&served);
    assert_eq!(again.len(), 4);
    assert_eq!((&again[1], &again[2]), (&first[1], &first[2]), "times, owners, numbers and the derived id stay");
    assert_eq!(
        (&again[0]["name"], &again[0]["age"], &again[0]["serial"]),
        (&json!("李四"), &Value::Null, &first[0]["serial"])
    );
    assert_eq!(again[3]["name"], "赵六", "in the order of creation");
    assert_eq!(served.emulator.records("prod/after-service").unwrap().len(), 1);

    let exchanged = json!([
        { "name": "without an id", "course": "c" },
        { "_id": "b", "name": "王五", "course": "c", "card": "A1" },
        { "_id": "a", "name": "李四", "course": "c", "card": "B1" },
        { "_id": "c", "name": "new", "course": "c" },
    ]);
    fs::write(files.join("student.json"), exchanged.to_string()).unwrap();
    let _ = served.emulator.load_files(&files).unwrap();
    let cards: Vec<_> = records(&served).iter().map(|row| row["card"].clone()).collect();
    assert_eq!(cards[..3], [json!("B1"), Value::Null, json!("A1")], "two may exchange a unique value");

    let before = records(&served);
    fs::write(files.join("student.json"), r#"[{ "_id": "a", "name": "other", "course": "c" }]"#).unwrap();
    fs::write(files.join("prod/after-service.json"), r#"[{ "label": "a" }, { "label": 1 }]"#).unwrap();
    let error = served.emulator.load_files(&files).unwrap_err().to_string();
    let file = files.join("prod/after-service.json");
    assert!(error.starts_with(&format!("{}: record 2 for `after-service`: field `label`", file.display())), "{error}");
    assert!(error.ends_with("; nothing was loaded"), "{error}");
    assert_eq!(records(&served), before);
}

/// Deleted records of a model without any others stayed in its file, and the next load restored them.
#[test]
fn deleted_records_are_not_restored_from_files() {
    let folder = Folder::new("gone");
    let served = serving(definitions());
    served.student(&json!({}));
    served.emulator.save_files(&folder.0).unwrap();
    served.emulator.reset().unwrap();
    served.emulator.save_files(&folder.0).unwrap();
    let _ = served.emulator.load_files(&folder.0).unwrap();
    assert_eq!(served.emulator.records("student").unwrap(), [Value::Null; 0]);

    let text = r#"{ "properties": { "name": { "type": "string" } } }"#;
    let beyond = serving([Definition::parse("../beyond", "beyond.json", text).unwrap()]);
    beyond.emulator.load("pre/../beyond", [json!({ "name": "n" })]).unwrap();
    let error = beyond.emulator.save_files(&folder.0).unwrap_err().to_string();
    assert!(error.contains("cannot hold a file named after model `../beyond`: rename the model"), "{error}");
}

/// An import continued from a checkpoint of an earlier emulator, whose records were gone, since both looked alike.
/// Each store has an id now, which each answer names: a new one in memory and after a reset, the same one of a file.
#[test]
fn each_answer_names_its_store() {
    let folder = Folder::new("identity");
    let path = folder.0.join("data");
    let started = || start(&path, definitions(), Durability::Process).unwrap();
    let named = |answer: Answer| {
        let line = answer.head.lines().find_map(|line| line.strip_prefix("x-weda-store: "));
        line.unwrap_or_else(|| panic!("{answer:?}")).to_owned()
    };
    let memory = serving(definitions());
    let id = named(memory.get("pre/student?$top=1"));
    assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    assert_eq!(memory.emulator.store_id(), id);
    for answer in [
        memory.get("pre/student?$filter=nonsense"),
        memory.create(&json!({})),
        memory.patch("a", &json!({ "age": 1 })),
        memory.call("GET", "/nowhere", ""),
        send(memory.emulator.address(), "POST", "/auth/v1/token/clientCredential", &[], "{}"),
    ] {
        assert_eq!(named(answer), id, "data, errors, writes without a body and tokens");
    }
    memory.emulator.reset().unwrap();
    assert_ne!(named(memory.get("pre/student")), id, "the records are gone");
    assert_ne!(serving(definitions()).emulator.store_id(), id);

    let served = started();
    let id = named(served.get("pre/student"));
    drop(served);
    assert_eq!(named(started().get("pre/student")), id);
    // A file of a version without ids.
    rusqlite::Connection::open(&path).unwrap().execute_batch("DROP TABLE identity").unwrap();
    let new = started().emulator.store_id();
    assert_ne!(new, id);
    assert_eq!(started().emulator.store_id(), new);
}

/// Files of `weda export` and unknown fields were ignored silently.
/// Line-delimited records are loaded now, pretty-printed ones too, and everything that is skipped is reported.
#[test]
fn a_folder_may_hold_lines_and_skipped_files_are_reported() {
    let folder = Folder::new("lines");
    let write = |name: &str, text: &str| {
        let path = folder.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let student = |name: &str, more: &str| format!("{{\n  \"name\": \"{name}\",\r\n  \"course\": \"c\"{more}\n}}\n");
    let rows = [student("李四", r#","班级":1,"friends":null"#), student("王五", r#","班级":2,"zzz":null"#)].concat();
    write("student.ndjson", &format!("\u{feff}{rows}"));
    write("prod/student.jsonl", "{\"name\":\"a\",\"course\":\"c\"}{\"name\":\"b\",\"course\":\"c\"}");
    write("after-service.mock.json", r#"[{ "label": "退货" }]"#);
    for (name, text) in [("._student.json", "\0"), ("student.csv", ""), ("notes.txt", ""), ("dev/x.json", "")] {
        write(name, text);
    }
    write("nobody.ndjson", "not even JSON");
    let served = serving(definitions());
    let loaded = served.emulator.load_files(&folder.0).unwrap();
    let shown: Vec<String> = loaded.files.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["after-service: 1 record (pre)", "student: 2 records (pre)", "student: 2 records (prod)"]);
    let unknown: Vec<_> = loaded.files[1].unknown_fields.iter().map(|(key, count)| (key.as_str(), *count)).collect();
    assert_eq!(unknown, [("zzz", 1), ("班级", 2)], "a reverse side without a value does not count");
    let skipped: Vec<_> = loaded.skipped.iter().map(|one| one.path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(skipped, ["dev", "notes.txt", "student.csv", "nobody.ndjson"]);
    assert!(loaded.skipped[2].reason.to_string().starts_with("a table"));
    assert_eq!(loaded.skipped[3].reason.to_string(), "there is no model `nobody`");
    assert_eq!(served.names("name ne ''").len(), 2);

    let fails = || served.emulator.load_files(&folder.0).unwrap_err().to_string();
    write("student.json", "[]");
    assert!(fails().contains("student.ndjson has records of model `student`, and so has "), "{}", fails());
    fs::remove_file(folder.0.join("student.json")).unwrap();
    for (text, reason) in [
        (format!("{rows}{{\"name\":"), "student.ndjson has an invalid record 3 (EOF"),
        (format!("{rows}[1]"), "student.ndjson: record 3 for `student`: is not an object"),
        (rows.replace("\"c\"", "5"), "student.ndjson: record 1 for `student`: field `course`"),
    ] {
        write("student.ndjson", &text);
        assert!(fails().contains(reason), "{}", fails());
    }
    fs::write(folder.0.join("student.ndjson"), b"{}\n{\"name\":\"\xff\"}").unwrap();
    assert!(fails().contains("student.ndjson is not UTF-8 text (line 2)"), "{}", fails());
}

/// A folder that was loaded into a data file reverted changes of its records at each start.
#[test]
fn existing_records_can_be_kept() {
    let folder = Folder::new("stay");
    let (path, files) = (folder.0.join("data"), folder.0.join("files"));
    fs::create_dir(&files).unwrap();
    let rows = json!([{ "_id": "a", "name": "李四", "course": "c" }, { "name": "王五", "course": "c" }]);
    fs::write(files.join("student.json"), rows.to_string()).unwrap();
    let served = start(&path, definitions(), Durability::Process).unwrap();
    let load = |served: &Served, existing| {
        let loaded = served.emulator.load_files_with(&files, existing).unwrap();
        (loaded.files[0].records, loaded.files[0].kept)
    };
    assert_eq!(load(&served, Existing::Keep), (2, 0));
    served.patch("a", &json!({ "name": "edited" }));
    drop(served);
    let served = start(&path, definitions(), Durability::Process).unwrap();
    assert_eq!(load(&served, Existing::Keep), (0, 2));
    assert_eq!(served.names("name ne ''"), ["edited", "王五"]);
    let more = json!([{ "_id": "a", "name": "李四", "course": "c" }, { "_id": "b", "name": "new", "course": "c" }]);
    fs::write(files.join("student.json"), more.to_string()).unwrap();
    assert_eq!(load(&served, Existing::Keep), (1, 1));
    assert_eq!(served.names("name ne ''"), ["edited", "王五", "new"]);
    assert_eq!(load(&served, Existing::Replace), (2, 0));
    assert_eq!(served.names("name ne ''"), ["李四", "王五", "new"]);
}

/// Records were written to `<model>.json.new` first: a symbolic link of that name redirected them to its target.
/// A pipe in a folder blocked forever, and a device was read until memory ran out.
#[cfg(unix)]
#[test]
fn a_folder_with_links_pipes_and_devices() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let folder = Folder::new("traps");
    let saved = folder.0.join("saved");
    fs::create_dir(&saved).unwrap();
    let victim = folder.0.join("victim");
    fs::write(&victim, "precious").unwrap();
    symlink(&victim, saved.join("student.json.new")).unwrap();
    symlink(&victim, saved.join("Student.json")).unwrap();
    let served = serving(definitions());
    served.student(&json!({}));
    served.emulator.load("Student", [json!({ "label": "l" })]).unwrap();
    served.emulator.save_files(&saved).unwrap();
    assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
    let mode = |name: &str| fs::symlink_metadata(saved.join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("student.json"), 0o600, "readable by the owner only");
    fs::set_permissions(saved.join("student.json"), fs::Permissions::from_mode(0o640)).unwrap();
    served.emulator.save_files(&saved).unwrap();
    assert_eq!(mode("student.json"), 0o640, "an existing file keeps its mode");
    let mut names: Vec<_> = fs::read_dir(&saved).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["Student.json", "student.json", "student.json.new"], "no temporary file is left");

    let given = folder.0.join("given");
    fs::create_dir(&given).unwrap();
    let path = given.join("student.json");
    nix::unistd::mkfifo(&path, nix::sys::stat::Mode::S_IRWXU).unwrap();
    let error = served.emulator.load_files(&given).unwrap_err().to_string();
    assert!(error.contains("student.json cannot be read (not a regular file but a pipe"), "{error}");
    fs::remove_file(&path).unwrap();
    symlink("/dev/zero", &path).unwrap();
    let error = served.emulator.load_files(&given).unwrap_err().to_string();
    assert!(error.contains("student.json cannot be read (not a regular file but a pipe"), "{error}");

    let data = folder.0.join("data");
    drop(start(&data, definitions(), Durability::Process).unwrap());
    assert_eq!(fs::metadata(&data).unwrap().permissions().mode() & 0o777, 0o600);
}

/// A damaged file was served: reads of some records failed, and writes were acknowledged.
#[test]
fn a_damaged_file_is_refused() {
    let folder = Folder::new("damaged");
    let path = folder.0.join("data");
    let served = start(&path, definitions(), Durability::Process).unwrap();
    let rows = (0..500).map(|number| json!({ "name": format!("n{number}"), "course": "c".repeat(200) }));
    served.emulator.load("student", rows).unwrap();
    drop(served);
    let good = fs::read(&path).unwrap();
    let mut bytes = good.clone();
    bytes[12 * 4096..20 * 4096].fill(0);
    fs::write(&path, &bytes).unwrap();
    let error = start(&path, definitions(), Durability::Process).unwrap_err().to_string();
    assert!(error.contains("is damaged (") && error.contains("restore it from a copy"), "{error}");
    fs::write(&path, &good).unwrap();
    assert_eq!(start(&path, definitions(), Durability::Process).unwrap().names("name eq 'n499'"), ["n499"]);
}
