//! An import that was broken off goes on where it was, and no record is lost or doubled unknowingly.

use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use weda_emulator::{Effect, Fault};

use crate::fixture::{Done, World};
use crate::import::{keeping_ids, lines};

/// Creates of batches, not the calls around them.
fn batches(effect: Effect) -> Fault {
    Fault::new(effect).path("/odata/v1/batch/").method("POST")
}

#[track_caller]
fn assert_all_once(world: &World, students: usize) {
    let mut numbers: Vec<String> =
        world.stored("student").iter().map(|record| record["number"].as_str().unwrap().to_owned()).collect();
    let all = numbers.len();
    numbers.sort();
    numbers.dedup();
    assert_eq!((all, numbers.len()), (students, students));
    assert_eq!(world.names(), ["s.ndjson"], "nothing is left beside the file");
}

#[test]
fn without_a_key_it_stops_and_names_the_rows_in_doubt() {
    let world = World::new();
    world.write("s.ndjson", &lines(5_000));
    world.emulator.inject(batches(Effect::DropAfter).skip(2).times(1)).unwrap();
    let done = world.run(&["import", "student", "s.ndjson"]);
    assert_eq!(done.code, Some(5), "{done:?}");
    assert!(done.err.contains("hint: rows ") && done.err.contains(" may be stored or not; look for them"), "{done:?}");
    assert!(done.err.contains("s.ndjson.checkpoint"), "{done:?}");
    let before = world.stored("student").len();
    assert!(before < 5_000, "it stopped");

    let again = world.run(&["import", "student", "s.ndjson"]);
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(again.err.contains("may be stored or not, and nothing tells them from others"), "{again:?}");
    assert_eq!(world.stored("student").len(), before, "nothing was sent");

    // They are there: the fault came after the work.
    let done = world.run(&["import", "student", "s.ndjson", "--doubtful", "skip"]).ok();
    assert!(done.err.contains("going on with s.ndjson behind row "), "{done:?}");
    assert!(done.err.contains(" records created, ") && done.err.contains(" taken to be there, in "), "{done:?}");
    assert_all_once(&world, 5_000);
}

#[test]
fn rows_that_are_not_there_are_sent_where_that_is_said() {
    let world = World::new();
    world.write("s.ndjson", &lines(1_000));
    world.emulator.inject(batches(Effect::Drop).skip(1).times(1)).unwrap();
    assert_eq!(world.run(&["import", "student", "s.ndjson"]).code, Some(5));
    world.run(&["import", "student", "s.ndjson", "--doubtful", "send"]).ok();
    assert_all_once(&world, 1_000);
}

#[test]
fn with_a_key_doubts_are_settled_by_looking() {
    let world = World::new();
    world.write("s.ndjson", &lines(1_000));
    world.emulator.inject(batches(Effect::DropAfter).skip(1).times(2)).unwrap();
    world.emulator.inject(batches(Effect::Half).skip(4).times(1)).unwrap();
    world.run(&["import", "student", "s.ndjson", "--key", "number"]).ok();
    assert_all_once(&world, 1_000);
}

#[test]
fn what_another_run_left_is_looked_for_first() {
    for key in [["--key", "number"].as_slice(), &["--keep-ids"]] {
        let world = World::with(keeping_ids());
        let rows: String = (1..=3_000)
            .map(|at| format!("{{\"_id\":\"s{at}\",\"name\":\"学生{at}\",\"number\":\"N{at}\"}}\n"))
            .collect();
        world.write("s.ndjson", &rows);
        // Slow enough to be met in the middle.
        world.emulator.inject(batches(Effect::Delay(60))).unwrap();
        let arguments = [&["import", "student", "s.ndjson"], key].concat();
        for _ in 0..3 {
            let mut process = world.weda(&arguments).stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(250));
            // By force: nothing can be tidied up.
            process.kill().unwrap();
            process.wait().unwrap();
        }
        world.emulator.heal();
        std::thread::sleep(Duration::from_millis(300));
        world.run(&arguments).ok();
        assert_all_once(&world, 3_000);
    }
}

/// Ctrl-C waits for the rows under way, so that nothing is in doubt even without a key; and it is heard where the service
/// is so fast that there is always an outcome at hand.
#[cfg(unix)]
#[test]
fn an_interrupted_import_goes_on_without_a_doubt() {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    for (students, delay) in [(4_000, Some(150)), (30_000, None)] {
        let world = World::new();
        world.write("s.ndjson", &lines(students));
        if let Some(delay) = delay {
            world.emulator.inject(batches(Effect::Delay(delay))).unwrap();
        }
        let mut command = world.weda(&["import", "student", "s.ndjson"]);
        let process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        while world.stored("student").is_empty() {
            std::thread::sleep(Duration::from_millis(20));
        }
        kill(Pid::from_raw(process.id().cast_signed()), Signal::SIGINT).unwrap();
        let done = Done::of(&process.wait_with_output().unwrap());
        assert_eq!(done.code, Some(1), "{done:?}");
        assert!(done.err.contains("the rows that were under way have been waited for"), "{done:?}");
        assert!(done.err.contains("hint: give the same command again to go on"), "{done:?}");
        let stored = world.stored("student").len();
        assert!(stored > 0 && stored < students, "{stored}");
        world.emulator.heal();
        world.run(&["import", "student", "s.ndjson"]).ok();
        assert_all_once(&world, students);
    }
}

#[test]
fn a_record_with_the_key_of_a_row_is_not_the_row_unless_all_values_are() {
    let world = World::new();
    world.write("s.ndjson", &lines(3));
    world.emulator.inject(batches(Effect::Drop)).unwrap();
    assert_eq!(world.run(&["import", "student", "s.ndjson"]).code, Some(5));
    world.emulator.heal();
    let other = json!({ "_id": "other", "name": "别人", "number": "N2" });
    let itself = json!({ "_id": "itself", "name": "学生3", "number": "N3", "score": 3.0 });
    world.emulator.load("student", [other, itself]).unwrap();
    let done = world.run(&["import", "student", "s.ndjson", "--key", "number"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.err.contains("student: 2 records created, 1 rejected"), "{done:?}");
    let reject: Value = serde_json::from_str(&world.read("s.ndjson.rejects.ndjson")).unwrap();
    assert_eq!((&reject["row"], &reject["record"]["number"]), (&json!(2), &json!("N2")));
    assert!(reject["reason"].as_str().unwrap().contains("is not this row (other)"), "{reject}");
    assert_eq!(world.stored("student").len(), 3);
}

/// By force: what was told of a row, and not written down, is told once all the same.
#[test]
fn rows_that_are_never_sent_are_rejected_once_and_not_taken_to_be_there() {
    let world = World::new();
    world.write("s.ndjson", &("{\"score\":1}\n".to_owned() + &lines(89)));
    world.emulator.inject(batches(Effect::Delay(5_000))).unwrap();
    let mut command = world.weda(&["import", "student", "s.ndjson"]);
    let mut process = command.stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    while std::fs::metadata(world.path("s.ndjson.rejects.ndjson")).map_or(0, |about| about.len()) == 0 {
        assert!(process.try_wait().unwrap().is_none(), "the first row is told of before the others are stored");
        std::thread::sleep(Duration::from_millis(20));
    }
    let second = world.run(&["import", "student", "s.ndjson"]);
    assert_eq!(second.code, Some(6), "{second:?}");
    assert!(second.err.contains("another import is under way that goes by s.ndjson.checkpoint"), "{second:?}");
    process.kill().unwrap();
    process.wait().unwrap();
    world.emulator.heal();
    let done = world.run(&["import", "student", "s.ndjson", "--doubtful", "skip", "--json"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    let summary = &done.lines().pop().unwrap()["summary"];
    assert_eq!((&summary["created"], &summary["assumed"], &summary["rejected"]), (&json!(0), &json!(89), &json!(1)));
    assert_eq!(world.read("s.ndjson.rejects.ndjson").lines().count(), 1);
}

#[test]
fn a_checkpoint_is_of_one_import_alone() {
    let world = World::new();
    world.write("s.ndjson", &lines(1_000));
    world.emulator.inject(batches(Effect::Refuse("PERMISSION_DENIED".to_owned())).skip(1)).unwrap();
    assert_eq!(world.run(&["import", "student", "s.ndjson", "--checkpoint", "here"]).code, Some(2));
    world.emulator.heal();
    let other = world.run(&["import", "room", "s.ndjson", "--checkpoint", "here"]);
    assert_eq!(other.code, Some(6), "{other:?}");
    assert!(other.err.contains("here does not say how far this import is"), "{other:?}");
    for text in [lines(1_000).replacen("学生2", "学生x", 1), lines(3)] {
        world.write("s.ndjson", &text);
        let other = world.run(&["import", "student", "s.ndjson", "--checkpoint", "here"]);
        assert_eq!(other.code, Some(6), "{other:?}");
        assert!(other.err.contains("does not begin with the rows that here speaks of"), "{other:?}");
    }
    world.write("s.ndjson", &lines(1_000));
    world.run(&["import", "student", "s.ndjson", "--checkpoint", "here"]).ok();
    assert_all_once(&world, 1_000);
}

/// What the hint says: the file is mended behind the rows that are done, and the same command goes on.
#[test]
fn a_mended_file_goes_on() {
    let world = World::new();
    world.write("s.csv", "name,number,score\n甲,N1,1\n乙,N2,\"2\n丙,N3,3\n");
    let done = world.run(&["import", "student", "s.csv"]);
    assert_eq!(done.code, Some(6), "{done:?}");
    assert!(
        done.err
            .contains("row 2 cannot be read, and so none behind it: the file ends within the quotes that line 3 opens")
    );
    assert_eq!(world.stored("student").len(), 1);
    world.write("s.csv", "name,number,score\n甲,N1,1\n乙,N2,2\n丙,N3,x\n丁,N4\n");
    let done = world.run(&["import", "student", "s.csv"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.err.contains("student: 2 records created, 2 rejected"), "{done:?}");
    let rejects: Vec<Value> =
        world.read("s.csv.rejects.ndjson").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rejects[0]["record"], json!({ "name": "丙", "number": "N3", "score": "x" }));
    assert_eq!(rejects[1]["record"], json!(["丁", "N4"]));
}
