//! `weda update` and `weda delete`: the records that were counted, each with its outcome.

use serde_json::{Value, json};
use weda_emulator::{Effect, Fault};

use crate::fixture::World;

fn outcomes(lines: &[Value]) -> Vec<(&str, &str)> {
    let text = |line: &'_ Value, name: &str| line[name].as_str().map(str::to_owned);
    lines
        .iter()
        .filter(|line| text(line, "outcome").is_some())
        .map(|line| (line["id"].as_str().unwrap(), line["outcome"].as_str().unwrap()))
        .collect()
}

#[test]
fn records_are_changed_by_their_ids() {
    let world = World::new();
    world.load(4);
    let done =
        world.run(&["update", "student", "s000001", "s000002", "--set", "score=95", "--clear", "number", "--yes"]).ok();
    assert_eq!((done.out.as_str(), done.err.as_str()), ("", "student: 2 updated\n"));
    let stored = world.stored("student");
    let scores: Vec<&Value> = stored.iter().map(|record| &record["score"]).collect();
    assert_eq!(scores[1..3], [&json!(95), &json!(95)]);
    assert_eq!((&stored[1]["number"], &stored[0]["number"]), (&Value::Null, &json!("N0")));
    world.run(&["update", "student", "s000000", "--patch", r#"{"name":"007","score":null}"#, "--yes"]).ok();
    world.run(&["update", "student", "s000003", "--set", "score=null", "--yes"]).ok();
    let stored = world.stored("student");
    assert_eq!((&stored[0]["name"], &stored[3]["score"]), (&json!("007"), &Value::Null));
}

/// An id without a record is an outcome, and the command fails.
#[test]
fn every_id_has_its_outcome() {
    let world = World::new();
    world.load(4);
    let done = world.run(&["delete", "student", "s000003", "nope", "s000002", "--yes", "--json"]);
    assert_eq!(done.code, Some(4), "{done:?}");
    let lines = done.lines();
    assert_eq!(outcomes(&lines), [("nope", "not-found"), ("s000003", "deleted"), ("s000002", "deleted")]);
    let summary = lines.iter().find_map(|line| line.get("summary")).unwrap();
    assert_eq!((&summary["deleted"], &summary["not_found"], &summary["in_doubt"]), (&json!(2), &json!(1), &json!(0)));
    assert!(done.err.contains("warning: nope: the record does not exist"), "{done:?}");
    assert!(done.err.contains("error: student: 2 deleted, 1 not found\nhint: "), "{done:?}");
    assert_eq!(world.stored("student").len(), 2);
}

#[test]
fn a_filter_is_counted_shown_and_asked_about() {
    let world = World::new();
    world.load(450);
    let asked = world.run(&["delete", "student", "--filter", "score gt 100"]);
    assert_eq!(asked.code, Some(3), "{asked:?}");
    assert!(
        asked.err.contains("delete 166 records of student in pre of lowcode-emulator? There is no terminal to ask on"),
        "{asked:?}"
    );
    assert!(asked.err.contains("s000202") && asked.err.contains("… and 156 more"), "{asked:?}");
    assert_eq!(world.stored("student").len(), 450, "nobody has said yes");

    let dry =
        world.run(&["update", "student", "--filter", "score gt 100", "--set", "score=1", "--dry-run", "--json"]).ok();
    let lines = dry.lines();
    assert_eq!((lines.len(), &lines[0]["outcome"]), (167, &json!("would-be-updated")));
    assert_eq!(lines[166]["summary"]["would_be_updated"], 166);
    assert!(dry.err.contains("note: new values: score = 1"), "{dry:?}");
    assert_eq!(world.run(&["query", "student", "--filter", "score gt 100", "--count"]).ok().out, "166\n");

    // The records of the second page still match no more once those of the first are changed.
    world.run(&["update", "student", "--filter", "score gt 100", "--set", "score=1", "--yes"]).ok();
    assert_eq!(world.run(&["query", "student", "--filter", "score gt 100", "--count"]).ok().out, "0\n");
    let done = world.run(&["delete", "student", "--filter", "active eq true", "--yes", "--json"]).ok();
    assert_eq!(outcomes(&done.lines()).len(), 225);
    assert_eq!(world.stored("student").len(), 225);
    let none = world.run(&["delete", "student", "--filter", "active eq true", "--yes"]).ok();
    assert!(none.err.contains("no record matches"), "{none:?}");
}

/// An empty filter would mean every record.
#[test]
fn an_empty_filter_does_not_select_every_record() {
    let world = World::new();
    world.load(3);
    for arguments in [
        vec!["delete", "student", "--yes"],
        vec!["delete", "student", "--filter", " ", "--yes"],
        vec!["delete", "student", "s000001", "--filter", "score gt 0", "--yes"],
        vec!["update", "student", "s000001", "--yes"],
        vec!["update", "student", "s000001", "--patch", "{}", "--yes"],
        vec!["delete", "student", "--filter", "scroe gt 0", "--yes"],
    ] {
        let done = world.run(&arguments);
        assert_eq!(done.code, Some(3), "{arguments:?} {done:?}");
    }
    assert_eq!(world.stored("student").len(), 3);
}

#[test]
fn failed_doubtful_and_written_records_are_distinguished() {
    let world = World::new();
    world.load(4);
    let fault = Fault::new(Effect::Refuse("FailedOperation.AddDuplicationErr".to_owned()));
    world.emulator.inject_fault(fault.method("PATCH").path("s000001")).unwrap();
    let done =
        world.run(&["update", "student", "s000000", "s000001", "s000002", "--set", "score=7", "--yes", "--json"]);
    assert_eq!(done.code, Some(3), "{done:?}");
    let lines = done.lines();
    assert_eq!(outcomes(&lines), [("s000000", "updated"), ("s000001", "failed"), ("s000002", "updated")]);
    assert!(lines[1]["reason"].as_str().unwrap().contains("AddDuplicationErr"), "{lines:?}");

    world.emulator.clear_faults();
    world.emulator.inject_fault(Fault::new(Effect::Refuse("FailedOperation".to_owned())).method("DELETE")).unwrap();
    let done = world.run(&["delete", "student", "s000000", "--yes", "--json"]);
    assert_eq!(done.code, Some(5), "{done:?}");
    assert_eq!(outcomes(&done.lines()), [("s000000", "in-doubt")]);

    world.emulator.clear_faults();
    world.emulator.inject_fault(Fault::new(Effect::Refuse("PERMISSION_DENIED".to_owned())).method("DELETE")).unwrap();
    let done = world.run(&["delete", "student", "s000000", "s000001", "s000002", "--yes", "--json"]);
    assert_eq!(done.code, Some(2), "{done:?}");
    let lines = done.lines();
    let told = outcomes(&lines);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told.iter().all(|(_, outcome)| matches!(*outcome, "failed" | "not-sent")), "{told:?}");
}

/// The live store is asked about, whatever is written to it.
#[test]
fn prod_is_named_in_the_question() {
    let world = World::new();
    world.emulator.load("prod/room", [json!({ "_id": "r1", "name": "一号" })]).unwrap();
    for command in [
        vec!["create", "room", "--set", "name=a", "--env-type", "prod"],
        vec!["update", "room", "r1", "--set", "name=a", "--env-type", "prod"],
        vec!["delete", "room", "r1", "--env-type", "prod"],
    ] {
        let done = world.run(&command);
        assert_eq!(done.code, Some(3), "{done:?}");
        assert!(
            done.err.contains("in prod of lowcode-emulator, which is live? There is no terminal to ask on"),
            "{done:?}"
        );
    }
    world.run(&["delete", "room", "r1", "--env-type", "prod", "--yes"]).ok();
}

/// An interrupt was exit code 1. What is under way is waited for, and every record has an outcome.
#[cfg(unix)]
#[test]
fn an_interrupt_says_what_became_of_each_record() {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;
    use std::process::Stdio;

    let world = World::new();
    world.load(600);
    world.emulator.inject_fault(Fault::new(Effect::Delay(100)).method("DELETE")).unwrap();
    let mut command = world.weda(&["delete", "student", "--filter", "active eq true", "--yes", "--json"]);
    let process = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let id = Pid::from_raw(i32::try_from(process.id()).unwrap());
    std::thread::sleep(std::time::Duration::from_millis(1_500));
    kill(id, Signal::SIGINT).unwrap();
    let done = crate::fixture::Done::of(&process.wait_with_output().unwrap());
    assert_eq!(done.code, Some(130), "{done:?}");
    let lines = done.lines();
    let told = outcomes(&lines);
    let count = |wanted: &str| told.iter().filter(|(_, outcome)| *outcome == wanted).count();
    assert_eq!(told.len(), 300);
    assert!(count("deleted") > 0 && count("not-sent") > 0, "{} {}", count("deleted"), count("not-sent"));
    assert_eq!(count("deleted") + count("not-sent"), 300);
    assert_eq!(world.stored("student").len(), 600 - count("deleted"), "what was said is what is stored");
}
