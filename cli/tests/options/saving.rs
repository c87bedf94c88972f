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
