//! Records that are loaded at the start and saved at the end.

use std::fs;
use std::thread;
use std::time::Duration;

use nix::sys::signal::Signal;
use serde_json::{Value, json};

use crate::running::{CREATE, Running, folder};

#[test]
fn records_are_loaded_at_the_start_and_saved_at_the_end() {
    let folder = folder();
    fs::create_dir_all(folder.path().join("given/prod")).unwrap();
    fs::write(folder.path().join("given/student.json"), r#"[{ "name": "李四" }]"#).unwrap();
    fs::write(folder.path().join("given/prod/student.json"), r#"[{ "name": "王五" }]"#).unwrap();
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        let running = Running::start(folder.path(), &["--load", "given", "--save", "kept"]);
        assert_eq!((running.names("pre"), running.names("prod")), (vec!["李四".to_owned()], vec!["王五".to_owned()]));
        running.call(CREATE, r#"{"name":"赵六"}"#);
        assert_eq!(running.end(signal), Some(0));
        let kept: Value =
            serde_json::from_str(&fs::read_to_string(folder.path().join("kept/student.json")).unwrap()).unwrap();
        assert_eq!((&kept[0]["name"], &kept[1]["name"]), (&json!("李四"), &json!("赵六")));
        assert!(folder.path().join("kept/prod/student.json").exists());
    }
}

/// A write that was acknowledged while the emulator ended was missing in the files of `--save`.
/// They were written first, and the calls under way got their answers after that.
/// Serving ends first now.
#[test]
fn a_write_that_is_acknowledged_at_the_end_is_saved() {
    let folder = folder();
    let fault = r#"{"effect":{"delay":600},"method":"POST","path":"/odata/"}"#;
    let running = Running::start(folder.path(), &["--save", "kept", "--fault", fault]);
    let (address, bearer) = (running.address.clone(), running.bearer.clone());
    let writing = thread::spawn(move || Running::ask(&address, CREATE, &bearer, r#"{"name":"last"}"#));
    thread::sleep(Duration::from_millis(200));
    let words = "ctrl-c stops it, and its records are written to kept when it stops";
    assert!(running.introduction.contains(words), "{}", running.introduction);
    assert_eq!(running.end(Signal::SIGTERM), Some(0));
    assert_eq!(writing.join().unwrap()["name"], "last");
    let kept = fs::read_to_string(folder.path().join("kept/student.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&kept).unwrap()[0]["name"], json!("last"));
}

/// Files of `weda export` and undeclared fields were silently ignored, and numbers of records were not reported.
#[test]
fn loaded_and_skipped_records_are_reported() {
    let folder = folder();
    let given = folder.path().join("given");
    fs::create_dir_all(given.join("prod")).unwrap();
    fs::write(
        given.join("student.ndjson"),
        "{\"_id\":\"a\",\"name\":\"李四\",\"zzz\":1}\n{\"name\":\"王五\",\"zzz\":2}\n",
    )
    .unwrap();
    fs::write(given.join("prod/student.mock.json"), "[]").unwrap();
    fs::write(given.join("student.csv"), "name\n").unwrap();
    fs::write(given.join("studnet.json"), "[]").unwrap();
    let running = Running::start(folder.path(), &["--load", "given", "--data", "records"]);
    for line in [
        "  loaded       student: 2 records (pre)\n",
        "  loaded       student: 0 records (prod)\n",
        "warning: given/student.csv is not loaded: a table; `weda import student given/student.csv` reads it\n",
        "warning: given/studnet.json is not loaded: there is no model `studnet`; correct its name",
        "warning: given/student.ndjson: fields that `student` does not have were left out: `zzz` of 2; ",
    ] {
        assert!(running.introduction.contains(line), "{line}: {}", running.introduction);
    }
    running.call("PATCH /weda/odata/v1/pre/student('a')", r#"{"name":"edited"}"#);
    assert_eq!(running.end(Signal::SIGTERM), Some(0));

    // Records of the folder silently replaced earlier edits.
    let running = Running::start(folder.path(), &["--load", "given", "--data", "records"]);
    assert!(
        running.introduction.contains("student: 0 records (pre), 2 already present and unchanged\n"),
        "{}",
        running.introduction
    );
    assert!(running.introduction.contains("give `--reload` to replace them"));
    assert_eq!(running.names("pre"), ["edited", "王五"]);
    assert_eq!(running.end(Signal::SIGTERM), Some(0));
    let running = Running::start(folder.path(), &["--load", "given", "--data", "records", "--reload"]);
    assert!(running.introduction.contains("student: 2 records (pre)\n") && !running.introduction.contains("--reload"));
    assert_eq!(running.names("pre"), ["李四", "王五"]);
}

/// A pipe in the folder of records was waited for without an end, and an interrupt was not heard meanwhile.
#[test]
fn a_pipe_is_not_a_file_of_records() {
    let folder = folder();
    fs::create_dir(folder.path().join("given")).unwrap();
    nix::unistd::mkfifo(&folder.path().join("given/student.json"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    let output = crate::running::weda(folder.path(), &["--load", "given"]).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(6), "{text}");
    assert!(text.starts_with("error: given/student.json cannot be read (not a regular file"), "{text}");
}
