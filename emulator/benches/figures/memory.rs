//! Memory of an emulator in a process of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::work;

/// The argument before the folder of models for which the memory is printed.
const ARGUMENT: &str = "--memory-of-start";

/// The memory of a process that starts an emulator with the models of a folder and answers once: after that, and the
/// most so far. In megabytes; `None` if the operating system does not count it.
pub fn of_start(folder: &Path) -> Option<[f64; 2]> {
    let this = std::env::current_exe().expect("a program");
    let output = Command::new(this).args(["--bench", ARGUMENT]).arg(folder).output().expect("the same program");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("a text");
    let mut numbers = text.split_whitespace().map(|number| number.parse().expect("a number"));
    Some([numbers.next()?, numbers.next()?])
}

/// The folder whose memory is to be printed.
pub fn folder_of(arguments: &[String]) -> Option<PathBuf> {
    let argument = arguments.iter().position(|argument| argument == ARGUMENT)?;
    arguments.get(argument + 1).map(PathBuf::from)
}

/// Starts an emulator and prints this process's memory.
pub fn print(folder: &Path) {
    let emulator = work::started_from(folder);
    if let Ok(status) = fs::read_to_string("/proc/self/status") {
        let megabytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("Linux counts it");
            let kib: f64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
            kib * 1024.0 / 1e6
        };
        println!("{} {}", megabytes("VmRSS:"), megabytes("VmHWM:"));
    }
    drop(emulator);
}
