//! `weda export`.

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
fn an_empty_model_is_an_empty_file_of_the_format() {
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
fn a_file_is_overwritten_only_after_confirmation() {
    let world = World::new();
    world.load(3);
    world.write("mine.ndjson", "mine");
    let done = world.run(&["export", "student", "--out", "mine.ndjson"]);
    assert_eq!(done.code, Some(3), "{done:?}");
    assert!(done.err.contains("overwrite mine.ndjson? There is no terminal to ask on\nhint: give `--yes`"), "{done:?}");
    assert_eq!(world.read("mine.ndjson"), "mine");
    world.run(&["export", "student", "--out", "mine.ndjson", "--yes"]).ok();
    assert_eq!(world.read("mine.ndjson").lines().count(), 3);
}

#[test]
fn a_failure_leaves_no_partial_file() {
    let world = World::new();
    world.load(450);
    world
        .emulator
        .inject_fault(Fault::new(Effect::Refuse("PERMISSION_DENIED".to_owned())).path("/odata/").skip(1))
        .unwrap();
    let done = world.run(&["export", "student", "--out", "students.ndjson", "--ahead", "1"]);
    assert_eq!(done.code, Some(2), "{done:?}");
    assert_eq!(world.names(), [""; 0]);
    world.emulator.clear_faults();

    world.write("file", "");
    let done = world.run(&["export", "student", "--out", "file/students.csv"]);
    assert_eq!(done.code, Some(6), "{done:?}");
    assert!(done.err.contains("file cannot be written"), "{done:?}");
    std::fs::remove_file(world.path("file")).unwrap();
    let done = world.run(&["export", "student", "room"]);
    assert_eq!(done.code, Some(3), "{done:?}");
    assert!(done.err.contains("2 models cannot be written to stdout; give a folder with `--out`"), "{done:?}");
    assert_eq!(world.run(&["export"]).code, Some(3));
    assert_eq!(world.run(&["export", "student", "--filter", "bad bad"]).code, Some(3));
    assert_eq!(world.run(&["export", "nobody", "--out", "x"]).code, Some(4));
    assert_eq!(world.names(), [""; 0]);
}

#[test]
fn a_closed_pipe_is_not_an_error() {
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
    world.emulator.inject_fault(Fault::new(Effect::Delay(300)).path("/odata/")).unwrap();
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
        assert!(done.err.contains("error: interrupted"), "{done:?}");
        assert_eq!(world.names(), [""; 0]);
    }
}

/// The folder of a single file is made too.
#[test]
fn the_folder_of_a_file_is_made() {
    let world = World::new();
    world.load(3);
    world.run(&["export", "student", "-o", "new/folder/students.csv"]).ok();
    assert_eq!(world.read("new/folder/students.csv").lines().count(), 4);
}

/// An ending that is not known was taken for NDJSON without a word.
#[test]
fn an_unknown_extension_is_an_error() {
    let world = World::new();
    world.load(2);
    for name in ["x.xml", "x.xls", "x.parquet"] {
        let done = world.run(&["export", "student", "-o", name]);
        assert_eq!(done.code, Some(3), "{done:?}");
        assert!(done.err.contains(&format!("the extension of {name} is not a known format; use")), "{done:?}");
    }
    assert_eq!(world.names(), [""; 0]);
    world.run(&["export", "student", "-o", "x.xml", "--format", "json"]).ok();
    assert!(world.read("x.xml").starts_with('['));
    world.run(&["export", "student", "-o", "x.xlsx"]).ok();
    assert!(std::fs::read(world.path("x.xlsx")).unwrap().starts_with(b"PK"));
    world.run(&["export", "student", "-o", "x.tsv"]).ok();
    assert!(world.read("x.tsv").starts_with("_id\t"), "{}", world.read("x.tsv"));
}

/// Lists and objects came as JSON inside of texts, so that every step of jq needed `fromjson`.
#[test]
fn lists_and_objects_are_json_and_raw_is_as_the_service_has_it() {
    let world = World::new();
    world.load(2);
    for format in ["ndjson", "json"] {
        let out = world.run(&["export", "student", "--format", format]).ok().out;
        let records: Vec<Value> = match format {
            "json" => serde_json::from_str(&out).unwrap(),
            _ => out.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        };
        assert_eq!(records[1]["tags"], json!(["甲", "1"]));
        assert_eq!(records[1]["home"], json!({ "city": "西安\n市" }));
        assert_eq!(records[1]["born"], json!(1_725_120_000_000_u64), "a number, unless a text is asked for");
    }
    let raw = world.run(&["export", "student", "--raw"]).ok().lines();
    assert_eq!(raw[1]["tags"], json!(r#"["甲","1"]"#));
}

#[test]
fn fields_titles_and_dates_are_as_asked_for() {
    let world = World::new();
    world.load(2);
    let select = ["export", "student", "--select", "born,name,tags", "--dates", "iso"];
    assert_eq!(
        world.run(&select).ok().lines()[1],
        json!({ "born": "2024-09-01", "name": "学生\"1\"", "tags": ["甲", "1"] })
    );
    let done = world.run(&[&select[..], &["--format", "csv"]].concat()).ok();
    assert_eq!(done.out.lines().next(), Some("born,name,tags"));
    assert!(done.out.contains("\n2024-09-01,"), "{done:?}");
    let done = world.run(&["export", "student", "--format", "csv", "--dates", "millis", "--select", "born"]).ok();
    assert_eq!(done.out, "born\n1725120000000\n1725120000000\n");
    let done = world.run(&["export", "student", "--select", "nmae"]);
    assert_eq!(done.code, Some(3), "{done:?}");
    assert!(done.err.contains("`--select`: the model has no field `nmae`; did you mean `name`?"), "{done:?}");
}

/// Texts that spreadsheets run. Reading takes away just what was added.
#[test]
fn formulas_are_texts_for_spreadsheets_and_come_back_as_they_were() {
    let world = World::new();
    let texts = [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "'=1",
        "''x",
        "it's",
        "#N/A",
        "1.5E+20",
        "'",
        "plain",
    ];
    let records =
        texts.iter().enumerate().map(|(at, text)| json!({ "_id": format!("s{at:02}"), "name": text, "score": -1 }));
    world.emulator.load("student", records).unwrap();
    world.run(&["export", "student", "-o", "plain.csv", "--select", "name,score"]).ok();
    world.run(&["export", "student", "-o", "safe.csv", "--select", "name,score", "--for-spreadsheets"]).ok();
    assert!(world.read("plain.csv").contains("\n=cmd|"), "only where it is asked for");
    let safe = world.read("safe.csv");
    assert!(safe.starts_with("\u{feff}name,score\n'=cmd|' /C calc'!A0,-1\n'+1+1,-1\n"), "{safe}");
    let mut table = csv::Reader::from_reader(safe.as_bytes());
    for row in table.records() {
        assert!(!row.unwrap()[0].starts_with(['=', '+', '-', '@', '\t', '\r']));
    }
    for file in ["plain.csv", "safe.csv"] {
        let copy = World::new();
        copy.run(&["import", "student", world.path(file).to_str().unwrap()]).ok();
        let mut names: Vec<String> =
            copy.stored("student").iter().map(|record| record["name"].as_str().unwrap().to_owned()).collect();
        let mut expected = texts.map(str::to_owned).to_vec();
        names.sort();
        expected.sort();
        assert_eq!(names, expected, "{file}");
    }
}

/// One record that cannot be read made a model impossible to export.
#[test]
fn a_record_that_cannot_be_read_is_named_and_the_others_are_written() {
    use std::io::{Read as _, Write as _};

    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in server.incoming() {
            let mut stream = stream.unwrap();
            let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
            while !request.windows(4).any(|end| end == b"\r\n\r\n") {
                let read = stream.read(&mut buffer).unwrap();
                request.extend_from_slice(&buffer[..read]);
            }
            let request = String::from_utf8_lossy(&request).into_owned();
            let body = if request.starts_with("POST") {
                r#"{"access_token":"t","expires_in":1000}"#.to_owned()
            } else if request.contains("/odata/") {
                r#"{"@odata.count":4,"value":[{"_id":"a1","name":"好"},{"_id":"a2","name":"x\ud83d"},{"_id":"a3","n":1e999},{"_id":"a4","name":"行"}]}"#
                    .to_owned()
            } else {
                r#"{"data":[]}"#.to_owned()
            };
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all((head + &body).as_bytes());
        }
    });
    let world = World::new();
    let run = |arguments: &[&str]| {
        Done::of(&world.weda(arguments).env("WEDA_EMULATOR_HOST", address.to_string()).output().unwrap())
    };
    let done = run(&["export", "student", "--raw", "-o", "some.ndjson"]);
    assert_eq!(done.code, Some(7), "{done:?}");
    assert_eq!(world.read("some.ndjson"), "{\"_id\":\"a1\",\"name\":\"好\"}\n{\"_id\":\"a4\",\"name\":\"行\"}\n");
    for id in ["a2", "a3"] {
        assert!(
            done.err.contains(&format!("warning: student: record `{id}` cannot be read and was left out")),
            "{done:?}"
        );
    }
    // A server that has no definitions either.
    let done = run(&["export", "student"]);
    assert_eq!((done.code, done.lines().len()), (Some(7), 2), "{done:?}");
    assert!(done.err.contains("note: the definition of student cannot be read"), "{done:?}");
    let done = run(&["export", "student", "--raw", "-o", "more.ndjson", "--json"]);
    assert_eq!(
        done.lines(),
        [json!({ "model": "student", "records": 2, "file": "more.ndjson", "unreadable": ["a3", "a2"] })]
    );
    assert_eq!(done.code, Some(7), "{done:?}");
}

/// A killed export leaves a file that only its owner can read; a finished one follows the umask.
#[cfg(unix)]
#[test]
fn what_a_killed_export_leaves_is_private() {
    use std::os::unix::fs::PermissionsExt as _;

    let world = World::new();
    world.load(2_000);
    world.emulator.inject_fault(Fault::new(Effect::Delay(300)).path("/odata/")).unwrap();
    let mut process = world.weda(&["export", "student", "--out", "students.csv", "--ahead", "1"]).spawn().unwrap();
    while !world.names().iter().any(|name| name.starts_with(".weda-")) {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    process.kill().unwrap();
    process.wait().unwrap();
    let left = world.names().into_iter().find(|name| name.starts_with(".weda-")).unwrap();
    assert_eq!(std::fs::metadata(world.path(&left)).unwrap().permissions().mode() & 0o777, 0o600);
}
