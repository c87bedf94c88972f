//! The request log.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

use crate::running::{Running, folder};

#[test]
fn a_line_for_each_request() {
    let folder = folder();
    let mut running = Running::start(folder.path(), &[]);
    running.call("GET /weda/odata/v1/pre/studnet", "");
    assert!(running.line().ends_with("POST /auth/v1/token/clientCredential\n"));
    let line = running.line();
    assert!(line.starts_with("200 ") && line.contains("GET /weda/odata/v1/pre/studnet  ResourceNotFound"), "{line}");
    let mut running = Running::start(folder.path(), &["--json"]);
    let line: Value = serde_json::from_str(&running.line()).unwrap();
    assert_eq!((&line["call"], &line["status"], &line["sent"]), (&json!("token"), &json!(200), &json!("whole")));
    let running = Running::start(folder.path(), &["--quiet"]);
    kill(Pid::from_raw(running.process.id().try_into().unwrap()), Signal::SIGTERM).unwrap();
    let mut running = running;
    assert_eq!(running.line(), "", "it ends without a line");
}

/// Once the pipe of stdout was full, no request was answered any more.
/// The only thread that serves wrote the log, and waited for whoever did not read it.
/// Another thread writes it now; lines that do not fit are left out and counted.
#[test]
fn a_log_that_nobody_reads_stops_no_request() {
    let folder = folder();
    for (flags, words) in [(&[][..], " lines were dropped: the output was not read in time"), (&["--json"], "left_out")]
    {
        let mut running = Running::start(folder.path(), flags);
        let target = format!("GET /weda/odata/v1/pre/student?$top=1&nothing={}", "x".repeat(1000));
        // A pipe holds 64 KiB, and 1024 lines wait for it.
        for _ in 0..1400 {
            assert!(running.call(&target, "").is_object());
        }
        (0..200).for_each(|_| drop(running.line()));
        running.call(&target, "");
        assert!((0..1400).any(|_| running.line().contains(words)), "there is room to say it again");
    }
}

/// A reader that goes away, as `head` does, is no reason to end.
#[test]
fn a_log_whose_reader_went_away_stops_nothing() {
    let folder = folder();
    let mut running = Running::start(folder.path(), &[]);
    running.close_lines();
    for _ in 0..20 {
        assert!(running.call("GET /weda/odata/v1/pre/student", "").is_object());
    }
    assert_eq!(running.end(Signal::SIGTERM), Some(0));
}
