//! How the emulator ends, and what remains.

use std::fs;
use std::io::Read as _;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::sys::stat::Mode;
use nix::unistd::{Pid, mkfifo};
use serde_json::json;

use crate::running::{CREATE, Running, folder, weda};

fn send(process: &Child, signal: Signal) {
    kill(Pid::from_raw(process.id().try_into().unwrap()), signal).unwrap();
}

/// How a process ended that has to end soon.
fn ended(mut process: Child) -> (Option<i32>, String) {
    let since = Instant::now();
    while process.try_wait().unwrap().is_none() {
        if since.elapsed() > Duration::from_secs(20) {
            process.kill().unwrap();
            panic!("it did not end");
        }
        thread::sleep(Duration::from_millis(20));
    }
    let mut text = String::new();
    process.stderr.take().unwrap().read_to_string(&mut text).unwrap();
    (process.wait().unwrap().code(), text)
}

/// Records were lost despite `--save` when the terminal was closed, since SIGHUP and SIGQUIT were not handled.
#[test]
fn records_are_saved_at_every_signal() {
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT] {
        if signal == Signal::SIGHUP && is_under_nohup() {
            eprintln!("left out: the signal of a terminal that closes, since these tests run under nohup");
            continue;
        }
        let folder = folder();
        let running = Running::start(folder.path(), &["--save", "kept"]);
        running.call(CREATE, r#"{"name":"李四"}"#);
        assert_eq!(running.end(signal), Some(0), "{signal}");
        let kept = fs::read_to_string(folder.path().join("kept/student.json")).unwrap();
        assert!(kept.contains("李四"), "{signal}: {kept}");
    }
}

/// Returns true if processes started by these tests ignore SIGHUP.
fn is_under_nohup() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

/// A process started by `nohup` survives its terminal.
#[test]
fn under_nohup_it_continues() {
    let folder = folder();
    let line = format!(
        "trap '' HUP; exec '{}' emulate --listen 127.0.0.1:0 --quiet --save kept --env-file client.env",
        env!("CARGO_BIN_EXE_weda")
    );
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &line]).current_dir(folder.path()).stderr(Stdio::piped());
    ["WEDA_MODELS", "WEDA_ENV_ID", "WEDA_SECRET_ID", "WEDA_SECRET_KEY"]
        .iter()
        .for_each(|name| _ = command.env_remove(name));
    let mut process = command.spawn().unwrap();
    let file = folder.path().join("client.env");
    let since = Instant::now();
    while !file.exists() && since.elapsed() < Duration::from_secs(20) {
        thread::sleep(Duration::from_millis(20));
    }
    // It serves before the file is there; what is heard after that is heard by its handler, if it had one.
    thread::sleep(Duration::from_millis(200));
    send(&process, Signal::SIGHUP);
    thread::sleep(Duration::from_millis(300));
    assert!(process.try_wait().unwrap().is_none(), "it outlives the signal");
    send(&process, Signal::SIGTERM);
    assert_eq!(ended(process).0, Some(0));
}

/// An interrupt was ignored during the start: the emulator hung in a pipe and had to be killed.
#[test]
fn it_can_be_interrupted_during_the_start() {
    let folder = folder();
    mkfifo(&folder.path().join("pipe"), Mode::S_IRWXU).unwrap();
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        let process = weda(folder.path(), &["--env-file", "pipe"]).stderr(Stdio::piped()).spawn().unwrap();
        thread::sleep(Duration::from_millis(700));
        send(&process, signal);
        let (code, text) = ended(process);
        assert_eq!(code, Some(130), "{text}");
        assert_eq!(text, "error: interrupted before the emulator was ready; start it again\n");
    }
}

/// Names that SQLite takes for something else than a file: records were said to be kept, and were not, and two emulators
/// could open one file.
#[test]
fn a_data_file_is_a_file_whatever_it_is_called() {
    for name in [":memory:", "file:y.db", "file:z.db?mode=memory", "file:n.db?nolock=1", ""] {
        let folder = folder();
        if name.is_empty() {
            let output = weda(folder.path(), &["--data", name]).output().unwrap();
            assert!(matches!(output.status.code(), Some(3 | 6)), "{output:?}");
            continue;
        }
        let running = Running::start(folder.path(), &["--data", name]);
        running.call(CREATE, &json!({ "name": name }).to_string());
        let second = weda(folder.path(), &["--data", name]).output().unwrap();
        assert_eq!(second.status.code(), Some(6), "{name}");
        assert!(String::from_utf8(second.stderr).unwrap().contains("is in use by another process"), "{name}");
        assert_eq!(running.end(Signal::SIGTERM), Some(0));
        assert!(folder.path().join(name).is_file(), "{name}");
        assert_eq!(Running::start(folder.path(), &["--data", name]).names("pre"), [name]);
    }
}

/// After the disk was full, the file of records could not even be opened for reading.
/// Each start wrote to it what stood there already. The limit of the shell stands for the disk here.
#[test]
fn a_data_file_can_be_read_where_nothing_can_be_written() {
    let folder = folder();
    let running = Running::start(folder.path(), &["--data", "records"]);
    running.call(CREATE, r#"{"name":"李四"}"#);
    assert_eq!(running.end(Signal::SIGTERM), Some(0));
    let running = Running::limited(folder.path(), &["--data", "records", "--no-watch"]);
    assert_eq!(running.names("pre"), ["李四"]);
    let refused = running.call(CREATE, r#"{"name":"王五"}"#).to_string();
    assert!(refused.contains("the emulator's own storage failed: "), "{refused}");
    assert!(refused.contains("disk"), "it says what to look at: {refused}");
    assert_eq!(running.names("pre"), ["李四"]);
}
