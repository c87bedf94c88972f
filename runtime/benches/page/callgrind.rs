//! Instructions, counted by valgrind.

use std::process::Command;

/// The version of valgrind, if it is installed.
pub fn version() -> Option<String> {
    let output = Command::new("valgrind").arg("--version").output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Instructions of one page of a case: a tenth of the difference between twelve pages and two, without start and input.
pub fn instructions(case: &str) -> f64 {
    (collected(case, 12) - collected(case, 2)) / 10.0
}

/// Runs this program under valgrind.
fn collected(case: &str, pages: usize) -> f64 {
    let program = std::env::current_exe().unwrap();
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(["--work", case, &pages.to_string()])
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&output.stderr);
    let count = log.lines().find_map(|line| line.split("Collected : ").nth(1));
    count.and_then(|count| count.trim().parse().ok()).unwrap_or_else(|| panic!("valgrind counted nothing:\n{log}"))
}
