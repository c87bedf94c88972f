//! One work in a process of its own, and what it cost.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;
use weda_codegen::{Settings, generate};

/// What a process cost.
pub struct Cost {
    /// Seconds from its start to its end.
    pub wall: f64,
    /// Seconds of all its threads, in the program and in the system.
    pub cpu: f64,
    /// The most memory that it held at one time.
    pub megabytes: f64,
}

/// Does the work in a new process.
pub fn cost(work: &str, folder: &Path) -> Cost {
    if work == "first" {
        fs::remove_dir_all(folder.join("src")).ok();
    }
    let this = std::env::current_exe().expect("the bench is a file");
    let start = Instant::now();
    let output = Command::new(this).args(["--work", work]).arg(folder).output().expect("the bench starts again");
    let wall = start.elapsed().as_secs_f64();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("figures are text");
    let (cpu, megabytes) = text.trim().split_once(' ').expect("two figures");
    let figure = |text: &str| text.parse().expect("a figure is a number");
    Cost { wall, cpu: figure(cpu), megabytes: figure(megabytes) }
}

/// Does the work here, and prints CPU and memory.
pub fn work(work: &str, folder: &Path) {
    let dir = folder.join("database-schemas");
    match work {
        "values" => values(&dir),
        _ => {
            let report = generate(&dir, &folder.join("src/models"), &Settings::default()).expect("sound definitions");
            assert_eq!(report.files.written.is_empty(), work == "second", "{report}");
        }
    }
    let usage = getrusage(UsageWho::RUSAGE_SELF).expect("a process may ask about itself");
    let seconds = (usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e6;
    // Kilobytes, but for Apple's systems.
    let unit = if cfg!(target_vendor = "apple") { 1e6 } else { 1e3 };
    println!("{seconds} {}", usage.max_rss() as f64 / unit);
}

/// The baseline: all files, one after the other, as trees that stay until the end.
fn values(dir: &Path) {
    let entries = fs::read_dir(dir).expect("the folder is there");
    let values: Vec<serde_json::Value> = entries
        .map(|entry| {
            let text = fs::read_to_string(entry.expect("the folder can be read").path()).expect("the file is text");
            serde_json::from_str(&text).expect("the file is JSON")
        })
        .collect();
    assert!(values.iter().all(serde_json::Value::is_object));
}
