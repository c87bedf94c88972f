//! Measurements for the benches: time, and peak memory of a process.

use std::process::Command;
use std::time::{Duration, Instant};

/// Measures the time of `work`.
pub fn timed(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

/// Runs a command that must succeed; returns its peak memory in KiB.
pub fn memory(command: &mut Command) -> u64 {
    let mut process = command.spawn().unwrap();
    let status = format!("/proc/{}/status", process.id());
    let mut most = 0;
    loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        most = most.max(peak.and_then(|peak| peak.trim_end_matches("kB").trim().parse().ok()).unwrap_or(0));
        if let Some(status) = process.try_wait().unwrap() {
            assert!(status.success());
            return most;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
