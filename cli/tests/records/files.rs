//! Files as people have them, through the whole command.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};
use weda_emulator::Definition;

use crate::fixture::{Done, World};

const MODEL: &str = r#"{ "title": "学生", "properties": {
    "name": { "type": "string", "title": "姓名" }, "score": { "type": "number", "title": "成绩" },
    "born": { "type": "number", "format": "date", "title": "生日" }, "active": { "type": "boolean" },
    "tags": { "type": "array", "items": { "type": "string" } } }, "required": ["name"] }"#;

fn world() -> World {
    World::of(vec![Definition::parse("student", "student.json", MODEL).unwrap()], weda_emulator::Profile::default())
}

/// The records without ids, by their names.
fn stored(world: &World) -> Vec<Value> {
    let mut records = world.stored("student");
    for record in &mut records {
        let record = record.as_object_mut().unwrap();
        record.retain(|name, value| name != "_id" && !value.is_null());
    }
    records.sort_by_key(|record| record["name"].to_string());
    records
}

fn piped(world: &World, arguments: &[&str], bytes: &[u8]) -> Done {
    let mut process =
        world.weda(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    process.stdin.take().unwrap().write_all(bytes).unwrap();
    Done::of(&process.wait_with_output().unwrap())
}

#[test]
fn a_table_of_an_office_goes_in_with_titles_dates_and_booleans() {
    let world = world();
    let table = "姓名;成绩;生日;active;\r\n李雷;\"1,234.5\";2024/1/5;是;\r\n韩梅梅;;1988-06-01;0;\r\n;;;;\r\n";
    std::fs::write(world.path("客户.csv"), encoding_rs::GBK.encode(table).0).unwrap();
    let done = world.run(&["import", "student", "客户.csv"]).ok();
    assert!(done.err.contains("note: 客户.csv is read as GBK (GB18030), with `;` as the delimiter"), "{done:?}");
    assert_eq!(
        stored(&world),
        [
            json!({ "name": "李雷", "score": 1234.5, "born": 1_704_384_000_000_i64, "active": true }),
            json!({ "name": "韩梅梅", "born": 581_094_000_000_i64, "active": false }),
        ]
    );
}

/// A mistyped column of a large table gave as many rejects as it had rows, and no word on the terminal.
#[test]
fn a_header_mistake_sends_nothing_and_leaves_nothing() {
    let world = world();
    world.write("s.csv", &("nmae,score\n".to_owned() + &"x,1\n".repeat(1_000)));
    let done = world.run(&["import", "student", "s.csv"]);
    assert_eq!(done.code, Some(6), "{done:?}");
    assert!(done.err.contains("column 1 `nmae` is not a field of the model; did you mean `name`?"), "{done:?}");
    assert!(!done.err.contains("row 0"), "{done:?}");
    assert_eq!((world.names(), stored(&world)), (vec!["s.csv".to_owned()], vec![]));
}

/// Rejected rows are corrected and imported as they are, also from stdin, whatever the form of the file.
#[test]
fn rejected_rows_are_corrected_and_imported_as_they_are() {
    for (name, text, (wrong, right)) in [
        ("s.csv", "name,score\n甲,1\n乙,x\n丙\n", ("乙,x", "乙,2")),
        ("s.tsv", "name\tscore\n甲\t1\n乙\tx\n丙\n", ("乙\tx", "乙\t2")),
        (
            "s.ndjson",
            "{\"name\":\"甲\"}\n{\"name\":\"乙\",\"born\":\"x\"}\n{\"name\":\n",
            ("\"born\":\"x\"", "\"score\":2"),
        ),
        ("s.json", "[{\"name\":\"甲\"},\n{\"name\":\"乙\",\n\"born\":\"x\"}, 7]", ("\"born\":\"x\"", "\"score\":2")),
    ] {
        let world = world();
        world.write(name, text);
        let done = world.run(&["import", "student", name]);
        assert_eq!(done.code, Some(1), "{name}: {done:?}");
        assert!(done.err.contains("1 records created, 2 rejected"), "{name}: {done:?}");
        let rejects = world.names().into_iter().find(|file| file.contains("rejects")).unwrap();
        // As they are they are rejected again, for the same reasons.
        let again = world.run(&["import", "student", &rejects]);
        assert!(again.err.contains("0 records created, 2 rejected"), "{name}: {again:?}");
        let corrected = world.read(&rejects).replace(wrong, right);
        assert_ne!(corrected, world.read(&rejects), "{name}");
        let format = name.rsplit_once('.').unwrap().1;
        let done =
            piped(&world, &["import", "student", "-", "--format", format, "--rejects", "left"], corrected.as_bytes());
        assert!(done.err.contains("1 records created, 1 rejected"), "{name}: {done:?}");
        let names: Vec<Value> = stored(&world).iter().map(|record| record["name"].clone()).collect();
        assert_eq!(names, ["乙", "甲"], "{name}");
    }
}

/// Output of `jq` can be imported, from a file and from a pipe.
#[test]
fn printed_objects_go_in() {
    let world = world();
    let text = "{\n  \"name\": \"甲\",\n  \"tags\": [\n    \"x\"\n  ]\n}\n{\n  \"name\": \"乙\"\n}\n";
    world.write("p.json", text);
    world.run(&["import", "student", "p.json"]).ok();
    piped(&world, &["import", "student", "-"], text.as_bytes());
    let records = stored(&world);
    assert_eq!(records.len(), 4);
    assert_eq!(records[2], json!({ "name": "甲", "tags": ["x"] }));
}

#[test]
fn a_workbook_goes_out_and_in_also_through_a_pipe() {
    let world = world();
    let records = [
        json!({ "_id": "1", "name": "007", "score": 1_234_567_890_123_456_i64, "born": 581_094_000_000_i64, "active": true,
            "tags": "[\"甲\"]" }),
        json!({ "_id": "2", "name": "=1+1", "score": -0.1, "born": -2_209_017_943_000_i64 }),
        json!({ "_id": "3", "name": " a\r\nb\rc\nd\te\u{1}_x0041_\u{fffe}<&>\"'😀 ", "score": 1e-7 }),
    ];
    world.emulator.load("student", records).unwrap();
    world.run(&["export", "student", "-o", "s.xlsx"]).ok();
    let bytes = world.weda(&["export", "student", "--format", "xlsx"]).output().unwrap().stdout;
    let copy = self::world();
    copy.run(&["import", "student", world.path("s.xlsx").to_str().unwrap()]).ok();
    assert_eq!(stored(&copy), stored(&world));
    let copy = self::world();
    let done = piped(&copy, &["import", "student", "-"], &bytes);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(stored(&copy), stored(&world));
}

/// A sheet has 32,767 characters to a cell: the record is named, and no file is left.
#[test]
fn what_a_workbook_cannot_hold_is_said_of_the_record() {
    let world = world();
    world.emulator.load("student", [json!({ "_id": "long", "name": "长".repeat(32_768) })]).unwrap();
    let done = world.run(&["export", "student", "-o", "s.xlsx"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    let words = "record long does not fit into a workbook: field `name` has 32768 characters, but a cell has 32767";
    assert!(done.err.contains(words), "{done:?}");
    assert_eq!(world.names(), [""; 0]);
}
