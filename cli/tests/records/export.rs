//! What comes out of a model.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use serde_json::{Value, json};
use weda_emulator::{Effect, Fault};

use crate::fixture::{Done, World};

#[test]
fn one_model_goes_to_stdout_and_several_into_a_folder() {
    let world = World::new();
    world.load(450);
    world.emulator.load("room", [json!({ "_id": "r1", "name": "一号" })]).unwrap();
    let done = world.run(&["export", "student"]).ok();
    assert_eq!((done.lines().len(), done.err.as_str()), (450, ""));
    assert_eq!(done.lines()[1]["name"], "学生\"1\"");

    let done = world.run(&["export", "student", "room", "--out", "data"]).ok();
    assert_eq!(done.out, "");
    assert!(done.err.contains("student: 450 records in data/student.ndjson, in "), "{done:?}");
    assert_eq!(world.read("data/room.ndjson").lines().count(), 1);
    assert_eq!(world.read("data/student.ndjson").lines().count(), 450);

    let done = world.run(&["export", "student", "--out", "few.json", "--filter", "score lt 2", "--json"]).ok();
    assert_eq!(done.lines(), [json!({ "model": "student", "records": 2, "file": "few.json" })]);
    let few: Vec<Value> = serde_json::from_str(&world.read("few.json")).unwrap();
    assert_eq!(few.len(), 2, "the ending says that it is an array");
}

#[test]
fn an_empty_model_is_an_empty_file_of_its_form() {
    let world = World::new();
    for (format, text) in [("ndjson", ""), ("json", "[]\n")] {
        assert_eq!(world.run(&["export", "room", "--format", format]).ok().out, text);
    }
    let csv = world.run(&["export", "student", "--format", "csv"]).ok().out;
    assert_eq!(
        csv, "_id,createdAt,owner,name,number,score,active,born,tags,home,mentor\n",
        "as the definition has them"
    );
}

#[test]
fn a_table_has_texts_as_they_are_and_lists_as_json() {
    let world = World::new();
    world.load(2);
    let text = world.run(&["export", "student", "--format", "csv"]).ok().out;
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let columns = table.headers().unwrap().clone();
    let at = |name: &str| columns.iter().position(|column| column == name).unwrap();
    let rows: Vec<csv::StringRecord> = table.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!((&rows[1][at("name")], &rows[1][at("score")], &rows[1][at("mentor")]), ("学生\"1\"", "0.5", ""));
    assert_eq!((&rows[0][at("tags")], &rows[0][at("active")]), (r#"["甲","0"]"#, "true"));
    assert_eq!(&rows[0][at("home")], r#"{"city":"西安\n市"}"#);
}

#[test]
fn a_file_is_overwritten_only_where_that_is_said() {
    let world = World::new();
    world.load(3);
    world.write("mine.ndjson", "mine");
    let done = world.run(&["export", "student", "--out", "mine.ndjson"]);
    assert_eq!(done.code, Some(3), "{done:?}");
    assert!(
        done.err.contains("overwrite mine.ndjson? Nobody can be asked without a terminal\nhint: give `--yes`"),
        "{done:?}"
    );
    assert_eq!(world.read("mine.ndjson"), "mine");
    world.run(&["export", "student", "--out", "mine.ndjson", "--yes"]).ok();
    assert_eq!(world.read("mine.ndjson").lines().count(), 3);
}

#[test]
fn a_failure_leaves_no_half_of_a_file() {
    let world = World::new();
    world.load(450);
    world.emulator.inject(Fault::new(Effect::Refuse("PERMISSION_DENIED".to_owned())).path("/odata/").skip(1)).unwrap();
    let done = world.run(&["export", "student", "--out", "students.ndjson", "--ahead", "1"]);
    assert_eq!(done.code, Some(2), "{done:?}");
    assert_eq!(world.names(), [""; 0]);
    world.emulator.heal();

    let done = world.run(&["export", "student", "--out", "no/folder/students.csv"]);
    assert_eq!(done.code, Some(6), "{done:?}");
    assert!(done.err.contains("no/folder/students.csv cannot be written"), "{done:?}");
    let done = world.run(&["export", "student", "room"]);
    assert_eq!(done.code, Some(3), "{done:?}");
    assert!(done.err.contains("2 models do not fit into one stdout; give `--out` a folder"), "{done:?}");
    assert_eq!(world.run(&["export"]).code, Some(3));
    assert_eq!(world.run(&["export", "student", "--filter", "bad bad"]).code, Some(3));
    assert_eq!(world.run(&["export", "nobody", "--out", "x"]).code, Some(4));
    assert_eq!(world.names(), [""; 0]);
}

#[test]
fn a_reader_that_goes_away_is_no_mistake() {
    let world = World::new();
    world.load(3_000);
    let mut process = world.weda(&["export", "student"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    lines.next().unwrap().unwrap();
    drop(lines);
    let done = Done::of(&process.wait_with_output().unwrap());
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
}

/// Links and pipes stay what they are, and who may read a file stays as it was.
#[cfg(unix)]
#[test]
fn what_stands_at_the_path_stays_what_it_is() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let world = World::new();
    world.load(3);
    let mode = |name: &str| std::fs::metadata(world.path(name)).unwrap().permissions().mode() & 0o777;
    world.write("plain", "");
    world.run(&["export", "student", "--out", "new.ndjson"]).ok();
    assert_eq!(mode("new.ndjson"), mode("plain"), "as for any new file");

    std::fs::create_dir(world.path("folder")).unwrap();
    world.write("folder/old.ndjson", "");
    std::fs::set_permissions(world.path("folder/old.ndjson"), PermissionsExt::from_mode(0o640)).unwrap();
    symlink("folder/old.ndjson", world.path("link.ndjson")).unwrap();
    symlink("folder/none.ndjson", world.path("nowhere.ndjson")).unwrap();
    for name in ["link.ndjson", "nowhere.ndjson"] {
        world.run(&["export", "student", "--out", name, "--yes"]).ok();
        assert!(world.path(name).is_symlink());
        assert_eq!(world.read(name).lines().count(), 3);
    }
    assert_eq!(mode("folder/old.ndjson"), 0o640);

    nix::unistd::mkfifo(&world.path("pipe"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    let pipe = world.path("pipe");
    let reader = std::thread::spawn(move || std::fs::read_to_string(pipe).unwrap());
    world.run(&["export", "student", "--out", "pipe", "--yes"]).ok();
    assert_eq!(reader.join().unwrap().lines().count(), 3);
    assert!(!world.path("pipe").is_file());
}

#[test]
fn a_dash_is_stdout_a_slash_makes_a_folder_and_twice_is_a_mistake() {
    let world = World::new();
    world.load(3);
    assert_eq!(world.run(&["export", "student", "-o", "-"]).ok().lines().len(), 3);
    assert_eq!(world.names(), [""; 0]);
    world.run(&["export", "student", "-o", "new/"]).ok();
    assert_eq!(world.read("new/student.ndjson").lines().count(), 3);
    let done = world.run(&["export", "student", "room", "student", "-o", "new/"]);
    assert_eq!(done.code, Some(3), "{done:?}");
    assert!(done.err.contains("error: student is named twice; name each model once"), "{done:?}");
}

/// Ctrl-C in the middle puts away what it began, and so do a supervisor and a terminal that closes.
#[cfg(unix)]
#[test]
fn an_interrupted_export_leaves_nothing_behind() {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    let world = World::new();
    world.load(2_000);
    world.emulator.inject(Fault::new(Effect::Delay(300)).path("/odata/")).unwrap();
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let arguments = ["export", "student", "--out", "students.ndjson", "--ahead", "1"];
        let process = world.weda(&arguments).stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        while !world.names().iter().any(|name| name.starts_with(".weda-")) {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
        kill(Pid::from_raw(process.id().cast_signed()), signal).unwrap();
        let done = Done::of(&process.wait_with_output().unwrap());
        assert_eq!(done.code, Some(130), "{done:?}");
        assert!(done.err.contains("interrupted, and nothing was kept"), "{done:?}");
        assert_eq!(world.names(), [""; 0]);
    }
}
