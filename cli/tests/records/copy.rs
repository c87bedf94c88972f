//! `weda copy`.

use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use weda_emulator::{Definition, Effect, Fault, Profile};

use crate::fixture::{Done, World, student};
use crate::import::keeping_ids;

const COPY: [&str; 6] = ["copy", "student", "--from", "pre", "--to", "prod"];

fn copy(world: &World, gateway: &str, more: &[&str]) -> Done {
    let mut command = world.weda(&[&COPY, more].concat());
    Done::of(&command.env("WEDA_GATEWAY", gateway).stdin(Stdio::null()).output().unwrap())
}

fn sorted(mut records: Vec<Value>) -> Vec<Value> {
    records.sort_by_key(|record| record["_id"].to_string());
    records
}

/// Relations to records of the same copy, lists, objects and texts that are hard to write.
#[test]
fn records_are_copied_once_with_their_ids_by_both_gateways() {
    for gateway in ["odata", "model"] {
        let world = World::with(keeping_ids());
        world.load(250);
        world
            .emulator
            .load("student", [json!({ "_id": "h'1", "name": "'\"\\\n\u{1b}[31m\u{202e}😀 or 1 eq 1" })])
            .unwrap();
        let done = copy(&world, gateway, &["--yes"]).ok();
        assert!(done.err.contains("student: 251 records created, in "), "{gateway}: {done:?}");
        assert_eq!(sorted(world.stored("prod/student")), sorted(world.stored("student")), "{gateway}");
        assert!(world.names().is_empty(), "{:?}", world.names());
        let before = world.emulator.records("prod/student").unwrap();
        let done = copy(&world, gateway, &["--yes"]).ok();
        assert!(done.err.contains("student: 0 records created, 251 already stored"), "{gateway}: {done:?}");
        assert_eq!(world.emulator.records("prod/student").unwrap(), before);
    }
}

#[test]
fn a_service_that_assigns_ids_ends_the_copy_unless_there_is_a_key() {
    let world = World::with(Profile::default());
    let students = (1..4).map(|at| json!({ "_id": format!("s{at}"), "name": "甲", "number": format!("N{at}") }));
    world.emulator.load("student", students).unwrap();
    let done = copy(&world, "odata", &["--yes"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.err.contains("the service assigned its own id to the first record"), "{done:?}");
    assert!(done.err.contains("hint: copy with `--key FIELD`"), "{done:?}");
    assert!(world.stored("prod/student").is_empty() && world.names().is_empty());
    for already in ["student: 3 records created, in ", "student: 0 records created, 3 already stored"] {
        let done = copy(&world, "odata", &["--yes", "--key", "number"]).ok();
        assert!(done.err.contains(already), "{done:?}");
        assert_eq!(world.stored("prod/student").len(), 3);
    }
    let done = copy(&world, "odata", &["--yes", "--key", "nmber"]);
    assert_eq!(done.code, Some(3), "{done:?}");
}

#[test]
fn missing_records_are_named_before_the_first_row() {
    for (gateway, only) in [("odata", ["--yes", "--filter", "number eq 'N3'"].as_slice()), ("model", &["--yes"])] {
        let world = World::with(keeping_ids());
        world.emulator.load("student", [student(3)]).unwrap();
        let done = copy(&world, gateway, only);
        assert_eq!(done.code, Some(4), "{gateway}: {done:?}");
        let said = "error: the records refer to others that prod does not have: field `mentor` to 1 record of `student` \
                    (s000001)\nhint: give `--allow-missing`";
        assert!(done.err.contains(said), "{gateway}: {done:?}");
        assert!(world.stored("prod/student").is_empty() && world.names().is_empty());
        // There by now, and not in the copy.
        world.emulator.load("prod/student", [student(1)]).unwrap();
        copy(&world, gateway, only).ok();
        let stored = sorted(world.stored("prod/student"));
        assert_eq!((stored.len(), &stored[1]), (2, &world.stored("student")[0]), "{gateway}");
        let filtered = copy(&world, "model", &["--yes", "--filter", "number eq 'N3'"]);
        assert_eq!(filtered.code, Some(3), "the gateway has no filters as text: {filtered:?}");
        assert!(world.names().is_empty());
    }
    // With new ids no relation of the copy is right.
    let world = World::with(keeping_ids());
    world.load(9);
    assert_eq!(copy(&world, "odata", &["--yes", "--key", "number"]).code, Some(4));
    let done = copy(&world, "odata", &["--yes", "--filter", "number eq 'N3'", "--allow-missing"]).ok();
    assert!(done.err.contains("note: the records refer to others that prod does not have"), "{done:?}");
    assert_eq!(world.stored("prod/student").len(), 1);
}

#[test]
fn prod_is_written_after_a_confirmation_alone() {
    let world = World::with(keeping_ids());
    world.load(3);
    let done = copy(&world, "odata", &[]);
    assert_eq!(done.code, Some(3), "{done:?}");
    assert!(done.err.contains("create the records of student of pre in prod of"), "{done:?}");
    assert!(done.err.contains("hint: give `--yes`"), "{done:?}");
    assert!(world.stored("prod/student").is_empty() && world.names().is_empty());
    let done = copy(&world, "odata", &["--dry-run"]).ok();
    assert!(done.err.contains("3 rows are valid, 0 would be rejected; nothing was written"), "{done:?}");
    assert!(world.stored("prod/student").is_empty() && world.names().is_empty());
    world.emulator.load("prod/student", [json!({ "_id": "p1", "name": "乙" })]).unwrap();
    world.run(&["copy", "student", "--from", "prod", "--to", "pre"]).ok();
    assert_eq!(world.stored("student").len(), 4);
}

#[test]
fn a_killed_copy_is_resumed_with_the_records_that_it_read() {
    let world = World::with(keeping_ids());
    world.load(2_000);
    let slow = Fault::new(Effect::Delay(60)).method("POST").path("/prod/");
    for _ in 0..3 {
        world.emulator.inject_fault(slow.clone()).unwrap();
        let mut command = world.weda(&[&COPY[..], &["--yes"]].concat());
        let mut process = command.stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        let before = world.stored("prod/student").len();
        while world.stored("prod/student").len() <= before {
            assert!(process.try_wait().unwrap().is_none(), "it goes on for longer");
            std::thread::sleep(Duration::from_millis(20));
        }
        process.kill().unwrap();
        process.wait().unwrap();
        world.emulator.clear_faults();
        assert!(world.stored("prod/student").len() < 2_000);
    }
    // A record that came later does not belong to this copy.
    world.emulator.load("student", [json!({ "_id": "later", "name": "后来" })]).unwrap();
    let done = copy(&world, "odata", &["--yes", "--filter", "number eq 'N1'"]);
    assert_eq!(done.code, Some(6), "{done:?}");
    let said = "is not the checkpoint of this copy: its source is pre, but that of this import is pre where number eq";
    assert!(done.err.contains(said), "{done:?}");
    copy(&world, "odata", &["--yes"]).ok();
    assert_eq!(world.stored("prod/student").len(), 2_000);
    assert!(world.names().is_empty(), "{:?}", world.names());
    let done = copy(&world, "odata", &["--yes"]).ok();
    assert!(done.err.contains("student: 1 records created, 2,000 already stored"), "{done:?}");
}

#[test]
fn a_taken_value_rejects_one_record_and_the_copy_can_be_completed() {
    let world = World::with(keeping_ids());
    world.load(6);
    world.emulator.load("prod/student", [json!({ "_id": "other", "name": "别人", "number": "N2" })]).unwrap();
    let done = copy(&world, "odata", &["--yes"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.err.contains("5 records created, 1 rejected (in student.pre-to-prod.ndjson.rejects.ndjson"),
        "{done:?}"
    );
    assert_eq!(world.names().len(), 3, "{:?}", world.names());
    world.run(&["delete", "student", "other", "--env-type", "prod", "--yes"]).ok();
    copy(&world, "odata", &["--yes"]).ok();
    assert_eq!(sorted(world.stored("prod/student")), sorted(world.stored("student")));
    assert!(world.names().is_empty(), "{:?}", world.names());
}

#[test]
fn mistakes_are_told_before_anything_is_read() {
    let world = World::with(keeping_ids());
    world.load(3);
    let told = |arguments: &[&str], exit: i32, said: &str| {
        let done = world.run(arguments);
        assert_eq!(done.code, Some(exit), "{arguments:?}: {done:?}");
        assert!(done.err.contains(said), "{arguments:?}: {done:?}");
        assert!(world.names().is_empty());
    };
    let of = |model, to| ["copy", model, "--from", "pre", "--to", to, "--yes"];
    told(&of("student", "pre"), 3, "`--from` and `--to` are both pre");
    told(&of("sys_user", "prod"), 3, "`sys_user` is a system model, which is read-only");
    told(&of("studnet", "prod"), 4, "did you mean `student`");
    let draft =
        Definition::parse("draft", "draft.json", r#"{ "properties": { "name": { "type": "string" } } }"#).unwrap();
    world.emulator.define(draft).unwrap();
    for gateway in ["odata", "model"] {
        let mut command = world.weda(&of("draft", "prod"));
        let done = Done::of(&command.env("WEDA_GATEWAY", gateway).output().unwrap());
        assert_eq!(done.code, Some(4), "{done:?}");
        assert!(done.err.contains("error: model `draft` is not in prod of"), "{gateway}: {done:?}");
        assert!(done.err.contains("hint: publish it to prod in the console, and repeat the command"), "{done:?}");
    }
    told(&of("student", "a/b"), 3, "is not an environment type");
    told(&[&COPY[..], &["--env-type", "pre"]].concat(), 3, "cannot be used with");
    told(&[&COPY[..], &["--yes", "--filter", " "]].concat(), 3, "--filter is empty");
    let done = world.run(&of("room", "prod")).ok();
    assert!(done.err.contains("room: 0 records created, in "), "an empty model: {done:?}");
    assert!(world.names().is_empty());
}

#[test]
fn a_file_of_somebody_else_is_not_overwritten_unasked() {
    let world = World::with(keeping_ids());
    world.load(3);
    world.emulator.load("prod/student", [student(7)]).unwrap();
    world.write("mine.ndjson", "mine");
    let done = world.run(&["copy", "student", "--from", "prod", "--to", "pre", "--file", "mine.ndjson"]);
    assert_eq!(done.code, Some(3), "{done:?}");
    assert!(done.err.contains("overwrite mine.ndjson?"), "{done:?}");
    assert_eq!((world.read("mine.ndjson").as_str(), world.stored("student").len()), ("mine", 3));
    // A copy that ends before it reads leaves the file as it is, confirmed or not.
    let done = world.run(&["copy", "nobody", "--from", "prod", "--to", "pre", "--file", "mine.ndjson", "--yes"]);
    assert!(done.code != Some(0) && world.read("mine.ndjson") == "mine", "{done:?}");
}
