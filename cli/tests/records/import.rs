//! `weda import`.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};
use weda_emulator::profile::Given;
use weda_emulator::{Effect, Fault, Profile};

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
fn every_format_is_read() {
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
fn invalid_rows_are_written_with_the_reason() {
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
    let summary = json!({
        "model": "student", "created": 3, "created_before": 0, "already_there": 0, "assumed": 0, "rejected": 5,
        "in_doubt": 0, "not_sent": 0, "left_out": {}, "rejects": "s.ndjson.rejects.ndjson",
    });
    assert_eq!(lines.last().unwrap()["summary"], summary);

    let rejects: Vec<Value> =
        world.read("s.ndjson.rejects.ndjson").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let rows: Vec<u64> = rejects.iter().map(|reject| reject["row"].as_u64().unwrap()).collect();
    assert_eq!(rows, [4, 5, 6, 7, 8]);
    assert_eq!(rejects[0]["record"], "{\"name\":", "invalid JSON is kept as a text");
    assert_eq!(rejects[2]["record"], json!({ "name": "a", "nmae": 1 }));
    assert!(
        rejects[2]["reason"].as_str().unwrap().contains("the model does not have it; did you mean `name`?"),
        "{rejects:?}"
    );
    assert_eq!(world.stored("student").len(), 3);

    let again = world.run(&["import", "student", "s.ndjson", "--key", "number"]);
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(again.err.contains("student: 0 records created now, 3 before, 5 rejected"), "{again:?}");
    let another = world.run(&["import", "student", "s.ndjson", "--key", "number", "--checkpoint", "another"]);
    assert_eq!(another.code, Some(6), "{another:?}");
    assert!(another.err.contains("s.ndjson.rejects.ndjson exists and may contain rejected rows"), "{another:?}");

    let fixed =
        world.read("s.ndjson.rejects.ndjson").lines().nth(2).unwrap().replace("\"nmae\":1", "\"number\":\"N9\"");
    world.write("fixed.ndjson", &fixed);
    world.run(&["import", "student", "fixed.ndjson", "--key", "number"]).ok();
    assert_eq!(world.stored("student")[3]["number"], "N9", "its record was imported, not the line");
}

#[test]
fn a_dry_run_reads_everything_and_writes_nothing() {
    let world = World::new();
    world.write("s.ndjson", &(lines(300) + "{\"score\":1}\n{\"name\":\"x\",\"number\":\"N7\"}\n"));
    let done = world.run(&["import", "student", "s.ndjson", "--dry-run", "--key", "number", "--json"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    let lines = done.lines();
    assert_eq!(lines[1]["reason"], "field `number` is unique, and row 7 has the same value: change one of them");
    assert_eq!(lines[2]["summary"], json!({ "model": "student", "ready": 300, "rejected": 2, "left_out": {} }));
    let done = world.run(&["import", "student", "s.ndjson", "--dry-run"]);
    assert!(done.err.contains("warning: row 301: field `name`"), "{done:?}");
    assert!(done.err.contains("student: 300 rows are valid, 2 would be rejected; nothing was written"), "{done:?}");
    assert!(world.stored("student").is_empty());
    assert_eq!(world.names(), ["s.ndjson"]);
}

#[test]
fn errors_are_reported_before_anything_is_written() {
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
        (vec!["student", "any"], 3, "the format of any cannot be determined from its name or content"),
        (vec!["student", "s.ndjson", "--key", "number", "--keep-ids"], 3, "cannot be used with"),
        (vec!["student", "s.ndjson", "--env-type", "prod"], 3, "which is live? There is no terminal to ask on"),
        (vec!["student", "s.ndjson", "--rejects", "none/r"], 6, "the file of rejected rows none/r cannot be written"),
        (vec!["nobody", "s.ndjson"], 4, "has no model `nobody`"),
        (vec!["nobody", "table.csv"], 4, "has no model `nobody`"),
        (vec!["my students", "s.ndjson"], 3, "is not a valid model identifier"),
    ] {
        let done = world.run(&[&["import"], arguments.as_slice()].concat());
        assert_eq!(done.code, Some(code), "{arguments:?}: {done:?}");
        assert!(done.err.contains(words), "{arguments:?}: {done:?}");
        assert!(!world.names().iter().any(|name| name.ends_with(".checkpoint")), "there is nothing to go on from");
    }
    assert!(world.stored("student").is_empty());
    let done = world.run(&["import", "student", "broken.json"]);
    assert_eq!(done.code, Some(6), "{done:?}");
    assert!(done.err.contains("row 2 and the rest cannot be read: line 1: the file ends within the array"), "{done:?}");
    assert!(
        done.err.contains("student: 1 records created, in ") && done.err.contains("the import ended after row 1"),
        "{done:?}"
    );
    world.run(&["import", "student", "s.ndjson", "--env-type", "prod", "--yes"]).ok();
    assert_eq!(world.stored("prod/student").len(), 2);
}

#[test]
fn errors_of_the_service_have_their_exit_codes() {
    for (code, exit) in [("PERMISSION_DENIED", 2), ("EXCEED_REQUEST_LIMIT", 5), ("INVALID_ENV", 3)] {
        let world = World::new();
        world.write("s.ndjson", &lines(5));
        world.emulator.inject_fault(Fault::new(Effect::Refuse(code.to_owned())).path("/odata/")).unwrap();
        let done = world.run(&["import", "student", "s.ndjson"]);
        assert!(done.err.contains(code), "{done:?}");
        assert_eq!(done.code, Some(exit), "{done:?}");
        world.emulator.clear_faults();
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

/// It is not documented whether the service keeps an id that it is given.
#[test]
fn ids_are_kept_or_nothing_is_stored() {
    let world = World::new();
    world.write("s.ndjson", "{\"_id\":\"a1\",\"name\":\"李\"}\n{\"_id\":\"a2\",\"name\":\"王\",\"mentor\":\"a1\"}\n");
    let done = world.run(&["import", "student", "s.ndjson", "--keep-ids"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.err.contains("the service assigned its own id to the record of row 1, so the record was deleted again"),
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
    assert_eq!(world.names(), ["no.ndjson", "s.ndjson", "s.ndjson.checkpoint"]);
    let stored = world.stored("student");
    assert_eq!((&stored[0]["_id"], &stored[1]["mentor"]), (&json!("a1"), &json!("a1")), "{stored:?}");
}

/// The record of the first row could not be deleted again, and the checkpoint went: the same command stored the row twice.
#[test]
fn a_record_under_an_id_of_its_own_that_stays_is_named() {
    let world = World::new();
    world.write("s.ndjson", "{\"_id\":\"a1\",\"name\":\"李\"}\n");
    world.emulator.inject_fault(Fault::new(Effect::Refuse("PERMISSION_DENIED".to_owned())).method("DELETE")).unwrap();
    for run in 1..3 {
        let done = world.run(&["import", "student", "s.ndjson", "--keep-ids", "--json"]);
        assert_eq!(done.code, Some(1), "{done:?}");
        let stored = world.stored("student");
        assert_eq!(stored.len(), 1, "run {run}: {done:?}");
        let said =
            format!("the service seems to have stored row 1 under its own id, {}", stored[0]["_id"].as_str().unwrap());
        assert!(done.err.contains(&said), "{done:?}");
        assert!(done.out.contains("\"in_doubt\":1"), "{done:?}");
    }
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

/// An export that was imported again into its store, with its ids, doubled everything, and doubled it again with each run.
#[test]
fn an_export_that_comes_back_finds_its_records_there() {
    let world = World::with(keeping_ids());
    world.write("s.ndjson", &lines(250));
    world.run(&["import", "student", "s.ndjson"]).ok();
    world.run(&["export", "student", "-o", "a.ndjson"]).ok();
    for flags in [["--keep-ids"].as_slice(), &["--key", "number"]] {
        let done = world.run(&[["import", "student", "a.ndjson"].as_slice(), flags].concat()).ok();
        assert!(done.err.contains("student: 0 records created, 250 already stored, in "), "{done:?}");
    }
    let ids: Vec<String> =
        world.stored("student").iter().map(|record| record["_id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 250);
    // Only what is missing is created, and the first of it shows whether ids are kept.
    let client = weda::Client::for_emulator(world.emulator.address());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { client.model("student").delete(&ids[249]).await }).unwrap();
    let done = world.run(&["import", "student", "a.ndjson", "--keep-ids", "--json"]).ok();
    let summary = &done.lines().pop().unwrap()["summary"];
    assert_eq!((&summary["created"], &summary["already_there"]), (&json!(1), &json!(249)));
    assert_eq!(world.stored("student").len(), 250);
    // A service that gives ids of its own is found out by that one row, and nothing is doubled.
    let world = World::new();
    world.write("a.ndjson", "{\"_id\":\"a1\",\"name\":\"李\"}\n{\"_id\":\"a2\",\"name\":\"王\"}\n");
    world.emulator.load("student", [json!({ "_id": "a1", "name": "李" })]).unwrap();
    for _ in 0..2 {
        assert_eq!(world.run(&["import", "student", "a.ndjson", "--keep-ids"]).code, Some(1));
        assert_eq!(world.stored("student").len(), 1);
    }
}

/// Values that the service fills in itself were dropped without a word.
#[test]
fn what_the_service_fills_in_is_named_once() {
    let world = World::new();
    let rows = "{\"_id\":\"a\",\"name\":\"李\",\"createdAt\":1,\"owner\":null}\n{\"name\":\"王\",\"createdAt\":2}\n";
    world.write("s.ndjson", rows);
    for flags in [["--dry-run"].as_slice(), &[]] {
        let done = world.run(&[["import", "student", "s.ndjson"].as_slice(), flags].concat()).ok();
        let note = "note: values left out, since the service sets them: `_id` in 1 row, `createdAt` in 2 rows";
        assert_eq!(done.err.matches(note).count(), 1, "{done:?}");
    }
}

/// Rejected rows of stdin were nowhere.
#[test]
fn rejected_rows_of_stdin_are_kept_and_can_be_piped_again() {
    let world = World::new();
    let piped = |text: &str| {
        let mut command = world.weda(&["import", "student", "-"]);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        process.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        Done::of(&process.wait_with_output().unwrap())
    };
    let done = piped("{\"name\":5}\n{\"name\":\"李\"}\n");
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.err.contains("1 rejected (in student.rejects.ndjson, with the reasons)"), "{done:?}");
    let rejects = world.read("student.rejects.ndjson");
    for file in ["student.rejects.ndjson", "student.checkpoint"] {
        std::fs::remove_file(world.path(file)).unwrap();
    }
    let again = piped(&rejects);
    assert_eq!(again.code, Some(1), "{again:?}");
    assert_eq!(world.read("student.rejects.ndjson").matches("\"record\"").count(), 1, "a reject is not wrapped twice");
    for file in ["student.rejects.ndjson", "student.checkpoint"] {
        std::fs::remove_file(world.path(file)).unwrap();
    }
    piped(&rejects.replace("\"name\":5", "\"name\":\"五\"")).ok();
    assert_eq!(world.stored("student").len(), 2);
}

/// Rows of a private file stood in files that everybody could read; and a link of a predictable name was followed.
#[cfg(unix)]
#[test]
fn files_beside_a_private_file_are_private_and_links_are_not_followed() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let world = World::new();
    world.write("s.ndjson", &("{\"name\":5}\n".to_owned() + &lines(2)));
    std::fs::set_permissions(world.path("s.ndjson"), std::fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(world.run(&["import", "student", "s.ndjson"]).code, Some(1));
    for file in ["s.ndjson.rejects.ndjson", "s.ndjson.checkpoint"] {
        let mode = std::fs::metadata(world.path(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    let world = World::new();
    world.write("s.ndjson", &("{\"name\":5}\n".to_owned() + &lines(2)));
    world.write("victim", "precious");
    for link in ["s.ndjson.rejects.ndjson", "s.ndjson.checkpoint"] {
        for target in ["victim", "nowhere"] {
            symlink(world.path(target), world.path(link)).unwrap();
            assert_eq!(world.run(&["import", "student", "s.ndjson"]).code, Some(6), "{link} to {target}");
            assert_eq!(world.read("victim"), "precious");
            assert!(!world.path("nowhere").exists());
            std::fs::remove_file(world.path(link)).unwrap();
        }
        nix::unistd::mkfifo(&world.path(link), nix::sys::stat::Mode::S_IRWXU).unwrap();
        assert_eq!(world.run(&["import", "student", "s.ndjson"]).code, Some(6), "{link} is a pipe");
        std::fs::remove_file(world.path(link)).unwrap();
        assert!(world.stored("student").is_empty());
    }
}
