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

/// When the pipe of stdout was full, requests were no longer answered, because the serving thread wrote the log. Now
/// another thread writes it; lines that do not fit are dropped and counted.
#[test]
fn a_log_that_is_not_read_does_not_block_requests() {
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

/// The emulator continues when the reader of its log exits.
#[test]
fn a_closed_log_does_not_stop_the_emulator() {
    let folder = folder();
    let mut running = Running::start(folder.path(), &[]);
    running.close_lines();
    for _ in 0..20 {
        assert!(running.call("GET /weda/odata/v1/pre/student", "").is_object());
    }
    assert_eq!(running.end(Signal::SIGTERM), Some(0));
}
