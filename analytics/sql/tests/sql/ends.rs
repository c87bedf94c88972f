//! Runs that end early: Ctrl-C, and a reader that goes away.

use std::fs;
use std::io::Read as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use weda_emulator::{Effect, Fault};

use crate::command::{Place, Ran};
use crate::world;

fn spawned(command: &mut Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs")
}

/// Waits until a condition holds.
fn wait_for(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(60), "{what}: not after a minute");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("the program kill");
    assert!(sent.success());
}

/// The output of a run and its duration. It is killed after half a minute.
fn ended(mut child: Child) -> (Ran, Duration) {
    let began = Instant::now();
    while child.try_wait().expect("a child").is_none() {
        if began.elapsed() > Duration::from_secs(30) {
            child.kill().expect("a child");
            panic!("it goes on");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let took = began.elapsed();
    (Ran::from(child.wait_with_output().expect("it ended")), took)
}

/// While the service does not answer.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_run_that_waits() {
    for signal in ["-INT", "-TERM"] {
        let place = Place::new();
        place.emulator.inject_fault(Fault::new(Effect::Delay(60_000))).expect("a fault");
        let before = world::requests(&place.emulator);
        let child = spawned(&mut place.command(&["SELECT * FROM student", "--output", "out.parquet"]));
        wait_for("the output file", || fs::read_dir(place.path()).expect("the folder").count() > 2);
        std::thread::sleep(Duration::from_millis(500));
        send(signal, &child);
        let (ran, took) = ended(child);
        assert_eq!((ran.code, ran.stderr.as_str()), (130, "error: interrupted\nhint: repeat the command\n"), "{ran:?}");
        assert!(took < Duration::from_secs(5), "{took:?}");
        assert_eq!(world::requests(&place.emulator), before, "the run was waiting");
        let left: Vec<_> =
            fs::read_dir(place.path()).expect("the folder").flatten().map(|entry| entry.file_name()).collect();
        assert_eq!(left.len(), 2, "no unfinished file is left: {left:?}");
    }
}

/// While the engine computes: a product of a thousand million rows.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_run_that_computes() {
    let place = Place::new();
    let sql =
        "SELECT sum(a.value * b.value % 7) FROM generate_series(1, 1000000) a CROSS JOIN generate_series(1, 1000000) b";
    let child = spawned(&mut place.command(&[sql]));
    std::thread::sleep(Duration::from_secs(2));
    send("-INT", &child);
    let (ran, took) = ended(child);
    assert_eq!(ran.code, 130, "{ran:?}");
    assert!(took < Duration::from_secs(5), "{took:?}");
}

/// `weda-sql .. | head` is quiet.
#[test]
fn a_closed_pipe_is_not_an_error() {
    let place = Place::new();
    for format in ["csv", "json", "table"] {
        let sql = "SELECT * FROM generate_series(1, 200000)";
        let mut child = spawned(&mut place.command(&["--rows", "0", "--format", format, sql]));
        let mut stdout = child.stdout.take().expect("a pipe");
        let mut first = [0; 16];
        stdout.read_exact(&mut first).expect("the first rows");
        drop(stdout);
        let (ran, _) = ended(child);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{format}: {ran:?}");
    }
}
