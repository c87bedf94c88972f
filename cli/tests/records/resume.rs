//! An import that was broken off goes on where it was, and no record is lost or doubled unknowingly.

use std::process::Stdio;
use std::time::Duration;

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
    assert!(done.err.contains("student: 5,000 records created"), "{done:?}");
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

/// Ctrl-C waits for the rows under way, so that nothing is in doubt even without a key.
#[cfg(unix)]
#[test]
fn an_interrupted_import_goes_on_without_a_doubt() {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    let world = World::new();
    world.write("s.ndjson", &lines(4_000));
    world.emulator.inject(batches(Effect::Delay(150))).unwrap();
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
    assert!(stored > 0 && stored < 4_000, "{stored}");
    world.emulator.heal();
    world.run(&["import", "student", "s.ndjson"]).ok();
    assert_all_once(&world, 4_000);
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
    world.write("s.ndjson", &lines(900));
    assert_eq!(world.run(&["import", "student", "s.ndjson", "--checkpoint", "here"]).code, Some(6), "another file");
    world.write("s.ndjson", &lines(1_000));
    world.run(&["import", "student", "s.ndjson", "--checkpoint", "here"]).ok();
    assert_all_once(&world, 1_000);
}
