//! What goes into a model, and what is said of what does not.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};
use weda_emulator::{Effect, Fault, Given, Profile};

use crate::fixture::{Done, World};

pub fn keeping_ids() -> Profile {
    let mut profile = Profile::default();
    (profile.writes.system_fields, profile.writes.auto_numbers) = (Given::Kept, Given::Kept);
    profile
}

/// So many good lines.
pub fn lines(students: usize) -> String {
    (1..=students).map(|at| format!("{{\"name\":\"学生{at}\",\"number\":\"N{at}\",\"score\":{at}}}\n")).collect()
}

#[test]
fn every_form_is_read() {
    let world = World::new();
    world.write(
        "a.ndjson",
        "\u{feff}{\"name\":\"李\",\"tags\":[\"甲\"]}\n\n{\"name\":\"王\",\"score\":1.5,\"active\":null}\n",
    );
    world.write("b.json", "[ {\"name\":\"张\"} ,\n {\"name\":\"赵\",\"home\":{\"city\":\"西安\"}} ]");
    world.write("c.csv", "name,score,active,tags,born\n\"钱, 一\",2.5,true,\"[\"\"乙\"\"]\",1725120000000\n孙,,,,\n");
    for (file, records) in [("a.ndjson", 2), ("b.json", 2), ("c.csv", 2)] {
        let done = world.run(&["import", "student", file]).ok();
        assert!(done.err.contains(&format!("student: {records} records created, in ")), "{done:?}");
    }
    let stored = world.stored("student");
    let names: Vec<&str> = stored.iter().map(|record| record["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["李", "王", "张", "赵", "钱, 一", "孙"]);
    assert_eq!((&stored[0]["tags"], &stored[3]["home"]), (&json!(["甲"]), &json!({ "city": "西安" })));
    assert_eq!(
        (&stored[4]["tags"], &stored[4]["active"], &stored[4]["score"]),
        (&json!(["乙"]), &json!(true), &json!(2.5))
    );
    assert_eq!(world.names(), ["a.ndjson", "b.json", "c.csv"], "nothing is left beside the files");
}

#[test]
fn stdin_is_a_file_too() {
    let world = World::new();
    let mut command = world.weda(&["import", "student", "-"]);
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    process.stdin.take().unwrap().write_all(lines(250).as_bytes()).unwrap();
    Done::of(&process.wait_with_output().unwrap()).ok();
    assert_eq!(world.stored("student").len(), 250);
}

#[test]
fn rows_that_do_not_fit_are_written_down_with_the_reason() {
    let world = World::new();
    let rows =
        lines(3) + "{\"name\":\n{\"score\":1}\n{\"name\":\"a\",\"nmae\":1}\n{\"name\":\"b\",\"number\":\"N1\"}\n[1]\n";
    world.write("s.ndjson", &rows);
    let done = world.run(&["import", "student", "s.ndjson", "--key", "number", "--json"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    let lines = done.lines();
    let outcomes: Vec<&str> = lines.iter().filter_map(|line| line["outcome"].as_str()).collect();
    assert_eq!(outcomes[..3], ["created"; 3], "{lines:?}");
    assert_eq!(outcomes[3..], ["rejected"; 5], "{lines:?}");
    let summary =
        json!({ "model": "student", "created": 3, "assumed": 0, "rejected": 5, "rejects": "s.ndjson.rejects.ndjson" });
    assert_eq!(lines.last().unwrap()["summary"], summary);

    let rejects: Vec<Value> =
        world.read("s.ndjson.rejects.ndjson").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let rows: Vec<u64> = rejects.iter().map(|reject| reject["row"].as_u64().unwrap()).collect();
    assert_eq!(rows, [4, 5, 6, 7, 8]);
    assert_eq!(rejects[0]["record"], "{\"name\":", "what is no JSON is kept as a text");
    assert_eq!(rejects[2]["record"], json!({ "name": "a", "nmae": 1 }));
    assert!(rejects[2]["reason"].as_str().unwrap().contains("the model has none"), "{rejects:?}");
    assert_eq!(world.stored("student").len(), 3);

    let again = world.run(&["import", "student", "s.ndjson", "--key", "number"]);
    assert_eq!(again.code, Some(6), "{again:?}");
    assert!(again.err.contains("s.ndjson.rejects.ndjson is there already"), "{again:?}");

    let mended =
        world.read("s.ndjson.rejects.ndjson").lines().nth(2).unwrap().replace("\"nmae\":1", "\"number\":\"N9\"");
    world.write("mended.ndjson", &mended);
    world.run(&["import", "student", "mended.ndjson", "--key", "number"]).ok();
    assert_eq!(world.stored("student")[3]["number"], "N9", "its record was imported, not the line");
}

#[test]
fn a_dry_run_reads_everything_and_writes_nothing() {
    let world = World::new();
    world.write("s.ndjson", &(lines(300) + "{\"score\":1}\n{\"name\":\"x\",\"number\":\"N7\"}\n"));
    let done = world.run(&["import", "student", "s.ndjson", "--dry-run", "--key", "number", "--json"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    let lines = done.lines();
    assert_eq!(lines[1]["reason"], "an earlier row has the same key \"N7\"");
    assert_eq!(lines[2]["summary"], json!({ "model": "student", "ready": 300, "rejected": 2 }));
    let done = world.run(&["import", "student", "s.ndjson", "--dry-run"]);
    assert!(
        done.err.contains("warning: row 301: field `number`") || done.err.contains("warning: row 301: "),
        "{done:?}"
    );
    assert!(done.err.contains("student: 301 rows are ready, 1 would be rejected; nothing was written"), "{done:?}");
    assert!(world.stored("student").is_empty());
    assert_eq!(world.names(), ["s.ndjson"]);
}

#[test]
fn what_cannot_be_imported_is_said_before_anything_is_written() {
    let world = World::new();
    world.write("s.ndjson", &lines(2));
    world.write("table.csv", "name,score\nx,1\n");
    world.write("any", "hello");
    world.write("broken.json", "[{\"name\":\"a\"}");
    std::fs::create_dir(world.path("folder")).unwrap();
    for (arguments, code, words) in [
        (vec!["student"], 3, "<FILE>"),
        (vec!["student", "none.ndjson"], 6, "none.ndjson cannot be read"),
        (vec!["student", "folder"], 6, "folder cannot be read"),
        (vec!["student", "any"], 3, "nothing tells what any is"),
        (vec!["student", "s.ndjson", "--key", "number", "--keep-ids"], 3, "cannot be used with"),
        (vec!["student", "s.ndjson", "--env-type", "prod"], 3, "which is live? Nobody can be asked"),
        (vec!["student", "s.ndjson", "--rejects", "none/r"], 6, "none/r cannot be written"),
        (vec!["nobody", "s.ndjson"], 4, "DataSourceNotExist"),
        (vec!["nobody", "table.csv"], 4, "no definition of `nobody`"),
        (vec!["my students", "s.ndjson"], 3, "no model can be called"),
    ] {
        let done = world.run(&[&["import"], arguments.as_slice()].concat());
        assert_eq!(done.code, Some(code), "{arguments:?}: {done:?}");
        assert!(done.err.contains(words), "{arguments:?}: {done:?}");
        assert!(!world.names().iter().any(|name| name.ends_with(".checkpoint")), "there is nothing to go on from");
    }
    assert!(world.stored("student").is_empty());
    let done = world.run(&["import", "student", "broken.json"]);
    assert_eq!(done.code, Some(6), "{done:?}");
    assert!(
        done.err.contains("row 2 cannot be read, and so none behind it: the file ends within the array"),
        "{done:?}"
    );
    assert!(done.err.contains("the import ended behind row 1, with 1 records created"), "{done:?}");
    world.run(&["import", "student", "s.ndjson", "--env-type", "prod", "--yes"]).ok();
    assert_eq!(world.stored("prod/student").len(), 2);
}

#[test]
fn the_service_says_no_in_every_family() {
    for (code, exit) in [("PERMISSION_DENIED", 2), ("EXCEED_REQUEST_LIMIT", 5), ("INVALID_ENV", 3)] {
        let world = World::new();
        world.write("s.ndjson", &lines(5));
        world.emulator.inject(Fault::new(Effect::Refuse(code.to_owned())).path("/odata/")).unwrap();
        let done = world.run(&["import", "student", "s.ndjson"]);
        assert!(done.err.contains(code), "{done:?}");
        assert_eq!(done.code, Some(exit), "{done:?}");
        world.emulator.heal();
        let done = world.run(&["import", "student", "s.ndjson"]).ok();
        assert!(done.err.contains("student: 5 records created"), "nothing was stored before: {done:?}");
        assert_eq!(world.stored("student").len(), 5);
    }
}

/// None of them is sent, and no more of them are in memory than of others.
#[test]
fn a_file_of_bad_rows_is_rejected_row_by_row() {
    let world = World::new();
    world.write("s.ndjson", &("{\"score\":1}\n".repeat(20_000) + &lines(1)));
    let done = world.run(&["import", "student", "s.ndjson"]);
    assert!(done.err.contains("student: 1 records created, 20,000 rejected"), "{done:?}");
    assert_eq!(world.read("s.ndjson.rejects.ndjson").lines().count(), 20_000);
}

/// What nobody documents: whether the service keeps an id that it is given.
#[test]
fn ids_are_kept_or_nothing_is_stored() {
    let world = World::new();
    world.write("s.ndjson", "{\"_id\":\"a1\",\"name\":\"李\"}\n{\"_id\":\"a2\",\"name\":\"王\",\"mentor\":\"a1\"}\n");
    let done = world.run(&["import", "student", "s.ndjson", "--keep-ids"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.err.contains("the service gave the record of row 1 an id of its own, so it was deleted again"),
        "{done:?}"
    );
    assert!(world.stored("student").is_empty());
    assert_eq!(world.names(), ["s.ndjson"]);
    world.run(&["import", "student", "s.ndjson"]).ok();
    assert_eq!(world.stored("student").len(), 2);

    let world = World::with(keeping_ids());
    world.write(
        "s.ndjson",
        "{\"name\":\"x\"}\n{\"_id\":\"a1\",\"name\":\"李\"}\n{\"_id\":\"a2\",\"name\":\"王\",\"mentor\":\"a1\"}\n",
    );
    let done = world.run(&["import", "student", "s.ndjson", "--keep-ids", "--rejects", "no.ndjson"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.err.contains("2 records created, 1 rejected (in no.ndjson, with the reasons)"), "{done:?}");
    let stored = world.stored("student");
    assert_eq!((&stored[0]["_id"], &stored[1]["mentor"]), (&json!("a1"), &json!("a1")), "{stored:?}");
}

/// `weda import --json | head -1` must not leave an import half done.
#[test]
fn a_reader_that_goes_away_stops_nothing() {
    let world = World::new();
    world.write("s.ndjson", &lines(2_000));
    let mut command = world.weda(&["import", "student", "s.ndjson", "--json"]);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(process.stdout.take());
    Done::of(&process.wait_with_output().unwrap()).ok();
    assert_eq!(world.stored("student").len(), 2_000);
}
