//! Resource usage of a command, including its child processes.
//!
//! The system counts all children of a process together, so each command has its own parent: another instance of this
//! program. A bench must call [`serve`] first.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

const FLAG: &str = "--rusage-of";

/// The resource usage of a command.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// Seconds from its start to its end.
    pub wall: f64,
    /// Seconds of CPU, user and system.
    pub cpu: f64,
    /// Bytes of memory at the peak of its largest process.
    pub memory: f64,
}

/// Runs a command and returns its resource usage.
///
/// # Panics
/// If the command fails, with its output.
pub fn cost(command: &Command) -> Cost {
    let mut parent = Command::new(std::env::current_exe().unwrap());
    parent.arg(FLAG).arg(command.get_program()).args(command.get_args());
    parent.current_dir(command.get_current_dir().unwrap_or(Path::new(".")));
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => parent.env(name, value),
            None => parent.env_remove(name),
        };
    }
    let output = parent.output().unwrap();
    assert!(output.status.success(), "{command:?}:\n{}", String::from_utf8_lossy(&output.stderr));
    let answer = String::from_utf8(output.stdout).unwrap();
    let figures: Vec<f64> = answer.split_whitespace().map(|figure| figure.parse().unwrap()).collect();
    let [wall, cpu, memory] = figures.try_into().expect("the parent prints three numbers");
    Cost { wall, cpu, memory }
}

/// In the parent of a command: runs it, prints its resource usage and exits. Does nothing otherwise.
pub fn serve() {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_none_or(|first| first != FLAG) {
        return;
    }
    let program = arguments.next().expect("the command follows the flag");
    let start = Instant::now();
    let output = Command::new(program).args(arguments).output().unwrap();
    let wall = start.elapsed().as_secs_f64();
    if !output.status.success() {
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
        std::process::exit(1);
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let cpu = (usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e6;
    // Linux counts in units of 1024 bytes.
    println!("{wall} {cpu} {}", usage.max_rss() * 1024);
    std::process::exit(0);
}
