//! Records from Rust values, and copies of all records to return to.

use std::time::Instant;

use serde::Serialize;
use serde_json::json;
use weda_emulator::{Definition, Durability, Emulator, Error};

use crate::fixture::{Served, definitions, names, served};

fn parse(name: &str, text: &str) -> Definition {
    Definition::parse(name, &format!("{name}.json"), text).unwrap()
}

#[derive(Serialize)]
struct Pupil {
    name: &'static str,
    course: &'static str,
    score: Option<f64>,
    tags: Vec<&'static str>,
}

fn pupil(name: &'static str) -> Pupil {
    Pupil { name, course: "体育", score: Some(89.5), tags: vec!["甲", "乙"] }
}

#[test]
fn rust_values_become_records() {
    let served = served();
    let ids = served.emulator.seed("pre/student", [pupil("李四"), pupil("王五")]).unwrap();
    assert_eq!(served.names("course eq '体育'"), ["李四", "王五"]);
    let record = served.emulator.record("student", &ids[1]).unwrap().unwrap();
    assert_eq!(
        (&record["name"], &record["tags"], &record["serial"]),
        (&json!("王五"), &json!(["甲", "乙"]), &json!("S-0008"))
    );
    // By reference, from a vector, in the other environment type, and with an id of its own.
    let pupils = vec![pupil("赵六")];
    served.emulator.seed("prod/student", &pupils).unwrap();
    assert_eq!(served.emulator.records("prod/student").unwrap().len(), 1);
    assert_eq!(served.emulator.seed("student", [json!({ "_id": "A", "name": "n", "course": "c" })]).unwrap(), ["A"]);
    assert!(served.emulator.seed("student", Vec::<Pupil>::new()).unwrap().is_empty());
}

#[test]
fn an_invalid_row_is_refused_with_all_others() {
    let served = served();
    let seed = |rows: Vec<serde_json::Value>| served.emulator.seed("student", rows).unwrap_err().to_string();
    let good = json!({ "name": "李四", "course": "体育" });
    let with = |key: &str, value: serde_json::Value| {
        let mut row = good.clone();
        row[key] = value;
        row
    };
    let cases = [
        (seed(vec![good.clone(), with("score", json!("12"))]), "record 2 for `student`: field `score`"),
        (seed(vec![json!({ "course": "c" })]), "record 1 for `student`: field `name`"),
        (
            seed(vec![good.clone(), good.clone(), with("nmae", json!(1))]),
            "record 3 for `student`: the model has no field `nmae`",
        ),
        (seed(vec![good.clone(), json!([1])]), "record 2 for `student`: the value is a list, expected an object"),
        (seed(vec![with("card", json!("A1")), with("card", json!("A1"))]), "record 2 for `student`: field `card`"),
    ];
    for (error, start) in cases {
        assert!(error.starts_with(start), "{error}");
        assert!(error.ends_with("; nothing was loaded"), "{error}");
    }
    assert!(served.emulator.records("student").unwrap().is_empty());
    let error = served.emulator.seed("none", [good.clone()]).unwrap_err();
    assert!(matches!(&error, Error::UnknownModel { model, .. } if model == "none"), "{error}");
    let error = served.emulator.seed("dev/student", [good]).unwrap_err();
    assert!(matches!(error, Error::UnknownStage { .. }));
}

/// Records, relations, unique values, automatic numbers and counts are those of the snapshot; the next ids and the pages
/// that were printed in between are not.
fn returns_to_the_snapshot(served: &Served) {
    let emulator = &served.emulator;
    emulator.seed("student", [json!({ "_id": "A", "name": "李四", "course": "c", "card": "A1" })]).unwrap();
    emulator.seed("prod/student", [pupil("王五")]).unwrap();
    let (before, store) = (emulator.records("student").unwrap(), emulator.store_id());
    let snapshot = emulator.snapshot().unwrap();

    served.patch("A", &json!({ "name": "改名", "card": "B2" }));
    served.student(&json!({ "name": "新", "card": "C3" }));
    emulator.seed("prod/student", [pupil("赵六")]).unwrap();
    let list = "pre/student?$count=true";
    assert_eq!(served.get(list).json()["@odata.count"], 2, "the page is kept");
    emulator.restore(&snapshot).unwrap();
    assert_eq!(emulator.records("student").unwrap(), before);
    assert_eq!(emulator.records("prod/student").unwrap().len(), 1);
    assert_ne!(emulator.store_id(), store);
    let page = served.get(list);
    assert_eq!((names(&page), &page.json()["@odata.count"]), (vec!["李四".to_owned()], &json!(1)));
    assert_eq!(served.student(&json!({ "card": "C3" }))["serial"], "S-0008", "as after the first record");
    assert_eq!(served.create(&json!({ "card": "A1" })).business().0, "FailedOperation.AddDuplicationErr");

    // As often as one likes.
    emulator.reset().unwrap();
    assert!(emulator.records("student").unwrap().is_empty());
    emulator.restore(&snapshot).unwrap();
    assert_eq!(emulator.records("student").unwrap(), before);
    // Tokens and the log go on.
    assert!(served.emulator.log().len() > 5 && served.get("pre/student").status == 200);
}

#[test]
fn a_store_in_memory_returns_to_a_snapshot() {
    returns_to_the_snapshot(&served());
}

#[test]
fn a_data_file_returns_to_a_snapshot_and_keeps_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.weda");
    let start = || Emulator::builder().definitions(definitions()).data(&path, Durability::Process).start().unwrap();
    let served = Served::of(start());
    returns_to_the_snapshot(&served);
    let (records, store) = (served.emulator.records("student").unwrap(), served.emulator.store_id());
    drop(served);
    let again = start();
    assert_eq!((again.records("student").unwrap(), again.store_id()), (records, store));
    assert!(again.unpublished().is_empty(), "what is published stays");
}

#[test]
fn relations_are_those_of_the_snapshot() {
    let many = |other: &str, to: &str| {
        format!(
            r#"{{ "title": "{to}", "properties": {{ "_id": {{ "type": "string", "x-system": true }}, "name": {{ "type": "string" }},
                 "others": {{ "type": "array", "format": "many-many", "x-parent": {{ "parentDataSourceName": "{other}", "reverseFieldName": "others" }} }} }} }}"#
        )
    };
    let emulator = Emulator::builder()
        .definitions(vec![parse("club", &many("member", "社团")), parse("member", &many("club", "成员"))])
        .start()
        .unwrap();
    emulator.seed("club", [json!({ "_id": "C1", "name": "棋社" })]).unwrap();
    emulator.seed("member", [json!({ "_id": "M1", "name": "李四", "others": [{ "_id": "C1" }] })]).unwrap();
    let before = (emulator.records("club").unwrap(), emulator.records("member").unwrap());
    let text = format!("{before:?}");
    assert!(text.contains("others") && text.contains("C1"), "{text}");
    let snapshot = emulator.snapshot().unwrap();
    emulator.delete("club", &["C1".to_owned()]).unwrap();
    assert_ne!((emulator.records("club").unwrap(), emulator.records("member").unwrap()), before);
    emulator.restore(&snapshot).unwrap();
    assert_eq!((emulator.records("club").unwrap(), emulator.records("member").unwrap()), before);
}

#[test]
fn a_snapshot_of_another_emulator_is_refused() {
    let (one, other) = (served(), served());
    one.emulator.seed("student", [pupil("李四")]).unwrap();
    let snapshot = other.emulator.snapshot().unwrap();
    let error = one.emulator.restore(&snapshot).unwrap_err();
    assert!(error.to_string().contains("taken from another emulator"), "{error}");
    assert_eq!(one.emulator.records("student").unwrap().len(), 1);
    assert!(!format!("{snapshot:?}").contains("李四"));
}

/// The definition stays, and the records are fitted to it, or nothing changes.
#[test]
fn records_are_fitted_to_a_definition_that_changed_since() {
    let note =
        |more: &str| parse("note", &format!(r#"{{ "properties": {{ "text": {{ "type": "string"{more} }} }} }}"#));
    let emulator = Emulator::builder().definitions(note("")).start().unwrap();
    emulator.seed("note", [json!({ "text": "a" }), json!({ "text": "a" })]).unwrap();
    let snapshot = emulator.snapshot().unwrap();
    emulator.reset().unwrap();
    emulator.seed("note", [json!({ "text": "b" })]).unwrap();
    emulator.define(note(r#", "x-unique": true"#)).unwrap();
    let error = emulator.restore(&snapshot).unwrap_err().to_string();
    assert!(error.contains("field `text`") && error.ends_with("nothing was changed"), "{error}");
    assert_eq!(emulator.records("note").unwrap()[0]["text"], "b");

    let number = parse(
        "note",
        r#"{ "properties": { "text": { "type": "string" }, "size": { "type": "number", "default": 3 } } }"#,
    );
    emulator.define(number).unwrap();
    emulator.restore(&snapshot).unwrap();
    let records = emulator.records("note").unwrap();
    assert_eq!((records.len(), &records[0]["text"]), (2, &json!("a")));
    emulator.seed("note", [json!({ "text": "c", "size": 5 })]).unwrap();
    assert_eq!(emulator.records("note").unwrap()[2]["size"], 5);
}

/// Milliseconds, so that each test may begin with it. Prints the figure:
///
/// ```sh
/// cargo test -p weda-emulator --test wire ten_thousand_records_return -- --nocapture
/// ```
#[test]
fn ten_thousand_records_return_in_milliseconds() {
    let served = served();
    let rows = (0..10_000).map(|number| {
        json!({ "name": format!("学生{number}"), "course": "体育", "score": number, "card": format!("A{number}"), "tags": ["甲"] })
    });
    served.emulator.seed("student", rows).unwrap();
    let copying = Instant::now();
    let snapshot = served.emulator.snapshot().unwrap();
    let copied = copying.elapsed();
    served.emulator.reset().unwrap();
    let mut times: Vec<_> = (0..5)
        .map(|_| {
            let restoring = Instant::now();
            served.emulator.restore(&snapshot).unwrap();
            restoring.elapsed()
        })
        .collect();
    times.sort();
    println!("10,000 records: snapshot {copied:?}, restore {:?} (median of 5)", times[2]);
    assert_eq!(served.get("pre/student?$count=true").json()["@odata.count"], 10_000);
    assert!(times[2].as_millis() < 500, "{times:?}");
}
