//! An aborted import is resumed, without losing or duplicating records.

use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use weda_emulator::{Effect, Fault};

use crate::fixture::{Done, World};
use crate::import::{keeping_ids, lines};

/// Creates of batches, not the calls around them.
pub fn batches(effect: Effect) -> Fault {
    Fault::new(effect).path("/odata/v1/batch/").method("POST")
}

#[track_caller]
pub fn assert_all_once(world: &World, students: usize) {
    let mut numbers: Vec<String> =
        world.stored("student").iter().map(|record| record["number"].as_str().unwrap().to_owned()).collect();
    let all = numbers.len();
    numbers.sort();
    numbers.dedup();
    assert_eq!((all, numbers.len()), (students, students));
    assert_eq!(world.names(), ["s.ndjson"], "nothing is left beside the file");
}

/// A connection that ended after the work left 100 rows to a person, who had to say whether they were stored.
#[test]
fn without_a_key_rows_in_doubt_are_found_by_what_they_hold() {
    for effect in [Effect::DropAfter, Effect::Drop, Effect::Half, Effect::Status(502)] {
        let world = World::new();
        // Every row is there twice, so that only their number tells how many are stored.
        world.write("s.ndjson", &plain(600).repeat(2));
        world.emulator.inject_fault(batches(effect.clone()).skip(2).times(2)).unwrap();
        let done = world.run(&["import", "room", "s.ndjson", "--timeout", "2"]).ok();
        assert!(done.err.contains("room: 1,200 records created, in "), "{effect:?}: {done:?}");
        let mut names: Vec<String> =
            world.stored("room").iter().map(|record| record["name"].as_str().unwrap().to_owned()).collect();
        names.sort();
        let mut expected: Vec<String> = (1..=600).flat_map(|at| [format!("房间{at}"), format!("房间{at}")]).collect();
        expected.sort();
        assert_eq!(names, expected, "{effect:?}");
        assert_eq!(world.names(), ["s.ndjson"], "nothing is left beside the file");
    }
}

/// Rows without a unique field.
pub fn plain(rooms: usize) -> String {
    (1..=rooms).map(|at| format!("{{\"name\":\"房间{at}\"}}\n")).collect()
}

/// Equal records that were there before, or that somebody else creates meanwhile, are not the rows of the file.
#[test]
fn records_of_others_are_not_taken_for_rows() {
    let world = World::new();
    let others = (1..=50).map(|at| json!({ "_id": format!("o{at}"), "name": format!("房间{at}") }));
    world.emulator.load("room", others).unwrap();
    world.write("s.ndjson", &plain(100));
    world.emulator.inject_fault(batches(Effect::Drop).times(1)).unwrap();
    let done = world.run(&["import", "room", "s.ndjson", "--timeout", "2"]).ok();
    assert!(done.err.contains("room: 100 records created, in "), "{done:?}");
    assert_eq!(world.stored("room").len(), 150);
}

/// Killed at any moment: the next run finds out which rows are stored, though nothing tells them from each other.
#[test]
fn a_killed_import_without_a_key_goes_on() {
    let world = World::new();
    world.write("s.ndjson", &plain(1_500).repeat(2));
    world.emulator.inject_fault(batches(Effect::Delay(500))).unwrap();
    let arguments = ["import", "room", "s.ndjson", "--timeout", "2"];
    // In the first calls; while the calls of the first run may be under way; and in later calls.
    for (run, millis) in [700, 500, 1_500].into_iter().enumerate() {
        let mut process = world.weda(&arguments).stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(millis));
        assert!(run == 2 || world.path("s.ndjson.checkpoint").exists(), "the import is not over");
        process.kill().unwrap();
        process.wait().unwrap();
    }
    world.emulator.clear_faults();
    world.run(&arguments).ok();
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for record in world.stored("room") {
        *counts.entry(record["name"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    assert_eq!((counts.len(), counts.values().filter(|count| **count == 2).count()), (1_500, 1_500));
    assert_eq!(world.names(), ["s.ndjson"], "nothing is left beside the file");
}

/// A service that stores values in another way than they are sent, such as without spaces or in small letters, stored each row
/// once for every look that did not find it.
#[test]
fn values_that_the_service_changes_double_nothing() {
    let world = World::new();
    let address = lower_case(world.emulator.address());
    let import = |model: &str, more: &[&str]| {
        let arguments = [&["import", model, "s.ndjson", "--timeout", "2"], more].concat();
        Done::of(&world.weda(&arguments).env("WEDA_EMULATOR_HOST", &address).output().unwrap())
    };
    for (stored, more) in [(5, [].as_slice()), (10, &["--key", "name"])] {
        world.write("s.ndjson", &(1..=5).map(|at| format!("{{\"name\":\"PAD{stored}{at}\"}}\n")).collect::<String>());
        let done = import("room", more).ok();
        assert!(done.err.contains("room: 5 records created, in "), "what was answered is what was stored: {done:?}");
        assert_eq!(world.stored("room").len(), stored);
    }

    // The client looks by a unique key, and does not find the rows; nobody but the user knows.
    let row = |at| format!("{{\"name\":\"李\",\"number\":\"PAD{at}\"}}\n");
    world.write("s.ndjson", &(1..=5).map(row).collect::<String>());
    for _ in 0..2 {
        let done = import("student", &["--key", "number"]);
        assert_ne!(done.code, Some(0), "{done:?}");
        assert!(done.err.contains("5 in doubt"), "{done:?}");
        assert_eq!(world.stored("student").len(), 5);
    }
    let done = import("student", &["--key", "number", "--doubtful", "skip"]).ok();
    assert!(done.err.contains("5 assumed to be stored"), "{done:?}");
    assert_eq!((world.stored("student").len(), world.names()), (5, vec!["s.ndjson".to_owned()]));
}

/// The address of a proxy that makes `PAD` of requests to `pad`.
fn lower_case(service: std::net::SocketAddr) -> String {
    use std::io::{Read as _, Write as _};
    use std::net::{TcpListener, TcpStream};

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let pass = |mut from: TcpStream, mut to: TcpStream, changes: bool| {
        std::thread::spawn(move || {
            let mut buffer = [0; 1 << 16];
            while let Ok(read @ 1..) = from.read(&mut buffer) {
                let is_write = changes && buffer.starts_with(b"POST /weda/odata/");
                while let Some(at) = buffer[..read].windows(3).position(|part| is_write && part == b"PAD") {
                    buffer[at..at + 3].copy_from_slice(b"pad");
                }
                if to.write_all(&buffer[..read]).is_err() {
                    break;
                }
            }
            let _ = to.shutdown(std::net::Shutdown::Write);
        })
    };
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let server = TcpStream::connect(service).unwrap();
            pass(client.try_clone().unwrap(), server.try_clone().unwrap(), true);
            pass(server, client, false);
        }
    });
    address
}

/// One row that the service refuses and the definition does not stopped the import for ever, or cost its 99 neighbours.
#[test]
fn one_invalid_row_rejects_only_itself() {
    let world = World::new();
    // What the check does not see is sent with `--no-check`.
    world.write("s.ndjson", &(plain(150) + "{\"name\":\"bad\",\"places\":1.5}\n" + &plain(30)));
    let done = world.run(&["import", "room", "s.ndjson", "--no-check", "--json"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    let summary = &done.lines().pop().unwrap()["summary"];
    assert_eq!((&summary["created"], &summary["rejected"]), (&json!(180), &json!(1)), "{summary}");
    let reject: Value = serde_json::from_str(&world.read("s.ndjson.rejects.ndjson")).unwrap();
    assert_eq!((&reject["row"], &reject["record"]["name"]), (&json!(151), &json!("bad")));
    assert!(reject["reason"].as_str().unwrap().contains("places"), "the reason is its own: {reject}");
    assert_eq!(world.stored("room").len(), 180);

    // The same command again changes nothing, and a corrected row takes its place.
    let again = world.run(&["import", "room", "s.ndjson", "--no-check"]);
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(again.err.contains("room: 0 records created now, 180 before, 1 rejected"), "{again:?}");
    world.write("s.ndjson", &world.read("s.ndjson").replace("1.5", "2"));
    let done = world.run(&["import", "room", "s.ndjson"]).ok();
    assert!(done.err.contains("room: 1 records created now, 180 before, in "), "{done:?}");
    assert_eq!(world.stored("room").len(), 181);
    assert_eq!(world.names(), ["s.ndjson"], "the rejects are gone with their reason");
}

/// A service that never answers one row must not keep the others from being stored.
#[test]
fn a_row_that_the_service_cannot_take_is_rejected_when_others_are_stored() {
    let world = World::new();
    world.write("s.ndjson", &plain(5));
    world.emulator.inject_fault(batches(Effect::Html)).unwrap();
    let done = world.run(&["import", "room", "s.ndjson", "--timeout", "2"]);
    assert_eq!(done.code, Some(5), "nothing was stored, so it is not the row: {done:?}");
    assert!(done.err.contains("note: nothing was stored"), "{done:?}");
    assert_eq!(world.names(), ["s.ndjson"]);
}

#[test]
fn with_a_key_rows_in_doubt_are_looked_up() {
    let world = World::new();
    world.write("s.ndjson", &lines(1_000));
    world.emulator.inject_fault(batches(Effect::DropAfter).skip(1).times(2)).unwrap();
    world.emulator.inject_fault(batches(Effect::Half).skip(4).times(1)).unwrap();
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
        world.emulator.inject_fault(batches(Effect::Delay(60))).unwrap();
        let arguments = [&["import", "student", "s.ndjson"], key].concat();
        for _ in 0..3 {
            let mut process = world.weda(&arguments).stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(250));
            // By force: nothing can be tidied up.
            process.kill().unwrap();
            process.wait().unwrap();
        }
        world.emulator.clear_faults();
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
            world.emulator.inject_fault(batches(Effect::Delay(delay))).unwrap();
        }
        let mut command = world.weda(&["import", "student", "s.ndjson"]);
        let process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        while world.stored("student").is_empty() {
            std::thread::sleep(Duration::from_millis(20));
        }
        kill(Pid::from_raw(process.id().cast_signed()), Signal::SIGINT).unwrap();
        let done = Done::of(&process.wait_with_output().unwrap());
        assert_eq!(done.code, Some(130), "{done:?}");
        assert!(done.err.contains("error: interrupted"), "{done:?}");
        assert!(done.err.contains("hint: repeat the command to continue"), "{done:?}");
        let stored = world.stored("student").len();
        assert!(stored > 0 && stored < students, "{stored}");
        world.emulator.clear_faults();
        world.run(&["import", "student", "s.ndjson"]).ok();
        assert_all_once(&world, students);
    }
}

#[test]
fn a_record_with_the_key_of_a_row_is_not_the_row_unless_all_values_are() {
    let world = World::new();
    world.write("s.ndjson", &lines(3));
    world.emulator.inject_fault(batches(Effect::Drop)).unwrap();
    assert_eq!(world.run(&["import", "student", "s.ndjson", "--timeout", "2"]).code, Some(5));
    world.emulator.clear_faults();
    let other = json!({ "_id": "other", "name": "别人", "number": "N2" });
    let itself = json!({ "_id": "itself", "name": "学生3", "number": "N3", "score": 3.0 });
    world.emulator.load("student", [other, itself]).unwrap();
    let done = world.run(&["import", "student", "s.ndjson", "--key", "number"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.err.contains("student: 1 records created, 1 already stored, 1 rejected"), "{done:?}");
    let reject: Value = serde_json::from_str(&world.read("s.ndjson.rejects.ndjson")).unwrap();
    assert_eq!((&reject["row"], &reject["record"]["number"]), (&json!(2), &json!("N2")));
    assert!(
        reject["reason"]
            .as_str()
            .unwrap()
            .contains("a record with this value is already stored (other), and its `name` differs"),
        "{reject}"
    );
    assert_eq!(world.stored("student").len(), 3);
}

/// By force: what was told of a row, and not written down, is told once all the same.
#[test]
fn rows_that_are_never_sent_are_rejected_once_and_not_taken_to_be_there() {
    let world = World::new();
    world.write("s.ndjson", &("{\"score\":1}\n".to_owned() + &lines(89)));
    world.emulator.inject_fault(batches(Effect::Delay(5_000))).unwrap();
    let mut command = world.weda(&["import", "student", "s.ndjson"]);
    let mut process = command.stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    while std::fs::metadata(world.path("s.ndjson.rejects.ndjson")).map_or(0, |about| about.len()) == 0 {
        assert!(process.try_wait().unwrap().is_none(), "the first row is told of before the others are stored");
        std::thread::sleep(Duration::from_millis(20));
    }
    let second = world.run(&["import", "student", "s.ndjson"]);
    assert_eq!(second.code, Some(6), "{second:?}");
    assert!(second.err.contains("another import that uses s.ndjson.checkpoint is running"), "{second:?}");
    process.kill().unwrap();
    process.wait().unwrap();
    world.emulator.clear_faults();
    let done = world.run(&["import", "student", "s.ndjson", "--json", "--timeout", "12"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    let summary = &done.lines().pop().unwrap()["summary"];
    assert_eq!((&summary["created"], &summary["assumed"], &summary["rejected"]), (&json!(89), &json!(0), &json!(1)));
    assert_eq!(world.stored("student").len(), 89, "the service was at work when the import was killed");
    assert_eq!(world.read("s.ndjson.rejects.ndjson").lines().count(), 1);
}

/// The hint is true: the file is fixed after the rows that are done, and the same command continues.
#[test]
fn a_corrected_file_is_resumed() {
    let world = World::new();
    world.write("s.csv", "name,number,score\n甲,N1,1\n乙,N2,\"2\n丙,N3,3\n");
    let done = world.run(&["import", "student", "s.csv"]);
    assert_eq!(done.code, Some(6), "{done:?}");
    assert!(done.err.contains("row 2 and the rest cannot be read: the file ends within the quotes opened on line 3"));
    assert_eq!(world.stored("student").len(), 1);
    world.write("s.csv", "name,number,score\n甲,N1,1\n乙,N2,2\n丙,N3,x\n丁,N4\n");
    let done = world.run(&["import", "student", "s.csv"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.err.contains("student: 1 records created now, 1 before, 2 rejected"), "{done:?}");
    let rejects = world.read("s.csv.rejects.csv");
    let lines: Vec<&str> = rejects.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "reason,name,number,score");
    assert!(lines[1].starts_with("\"row 3: field `score`: ") && lines[1].ends_with("\",丙,N3,x"), "{rejects}");
    assert!(lines[2].starts_with("\"row 4: it has 2 cells") && lines[2].ends_with("\",丁,N4"), "{rejects}");
    // Corrected, it is imported as it is; the column with the reasons is passed over.
    world.write("s.csv.rejects.csv", &rejects.replace("丙,N3,x", "丙,N3,3").replace("丁,N4", "丁,N4,"));
    world.run(&["import", "student", "s.csv.rejects.csv"]).ok();
    assert_eq!(world.stored("student").len(), 4);
}

/// Where all rows of a first run were rejected, nothing told since when a corrected one may be stored: once it was in doubt,
/// no run settled it.
#[test]
fn a_row_that_is_corrected_before_anything_was_sent_is_settled() {
    for effect in [Effect::DropAfter, Effect::Drop] {
        let world = World::new();
        world.write("s.ndjson", "{\"name\":1}\n{\"name\":2}\n");
        assert_eq!(world.run(&["import", "room", "s.ndjson"]).code, Some(1));
        world.write("s.ndjson", "{\"name\":\"一\"}\n{\"name\":2}\n");
        world.emulator.inject_fault(batches(effect).times(1)).unwrap();
        let done = world.run(&["import", "room", "s.ndjson", "--timeout", "2"]);
        assert_eq!(done.code, Some(1), "{done:?}");
        assert!(done.err.contains("room: 1 records created, 1 rejected"), "{done:?}");
        assert_eq!(world.stored("room").len(), 1);
    }
}

/// Rows of a lost call were sent again in smaller calls; where one of these went wrong too, the rows behind it were never
/// sent, and the command said nothing of them and ended with 0.
#[test]
fn rows_that_wait_to_be_sent_again_are_not_lost() {
    let world = World::new();
    world.write("s.ndjson", &plain(250));
    world.emulator.inject_fault(batches(Effect::Drop).times(3)).unwrap();
    world.emulator.inject_fault(batches(Effect::RefuseAfter("SYS_ERR".into())).skip(3).times(2)).unwrap();
    let done = world.run(&["import", "room", "s.ndjson", "--timeout", "2"]).ok();
    assert!(done.err.contains("room: 250 records created, in "), "{done:?}");
    assert_eq!(world.stored("room").len(), 250);
}

/// A run that went on wrote the file of rejected rows anew before the checkpoint knew of it. Killed in between, it left a
/// file that every later run took for one that somebody had changed.
#[test]
fn a_kill_while_the_rejects_are_written_anew_stops_nothing() {
    let world = World::new();
    world.write("s.ndjson", "{\"name\":1}\n{\"name\":2}\n");
    assert_eq!(world.run(&["import", "room", "s.ndjson"]).code, Some(1));
    let (log, rejects) = (world.read("s.ndjson.checkpoint"), world.read("s.ndjson.rejects.ndjson"));
    // The service stores nothing, so that only the log and the file tell of this run.
    world.write("s.ndjson", "{\"name\":\"一\"}\n{\"name\":2}\n");
    world.emulator.inject_fault(batches(Effect::Refuse("SYS_ERR".into()))).unwrap();
    assert_eq!(world.run(&["import", "room", "s.ndjson", "--timeout", "2"]).code, Some(5));
    assert!(world.stored("room").is_empty());
    let begun = world.read("s.ndjson.checkpoint");
    let resumed = begun.strip_prefix(&log).unwrap().lines().next().unwrap();
    assert!(resumed.contains("resumed"), "{begun}");
    world.emulator.clear_faults();
    // Killed before the new file was in its place, twice; and after it was.
    let one = rejects.lines().nth(1).unwrap().to_owned() + "\n";
    for (resumes, file) in [(1, &rejects), (2, &rejects), (2, &one)] {
        world.write("s.ndjson.checkpoint", &format!("{log}{}", format!("{resumed}\n").repeat(resumes)));
        world.write("s.ndjson.rejects.ndjson", file);
        world.emulator.inject_fault(batches(Effect::Refuse("SYS_ERR".into()))).unwrap();
        let done = world.run(&["import", "room", "s.ndjson", "--timeout", "2"]);
        assert_eq!(done.code, Some(5), "{done:?}");
        world.emulator.clear_faults();
    }
    let done = world.run(&["import", "room", "s.ndjson", "--timeout", "2"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert_eq!(world.stored("room").len(), 1);
    // A file that somebody has changed is still not replaced.
    world.write("s.ndjson.rejects.ndjson", "mine");
    let done = world.run(&["import", "room", "s.ndjson", "--timeout", "2"]);
    assert_eq!(done.code, Some(6), "{done:?}");
    assert_eq!(world.read("s.ndjson.rejects.ndjson"), "mine");
}
