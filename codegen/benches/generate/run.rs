//! Measures work in a separate process.

use std::fs;
use std::path::Path;
use std::process::Command;

use weda_codegen::{Settings, generate};

use crate::rusage::{self, Cost};

/// Does the work in a new process.
pub fn cost(work: &str, folder: &Path) -> Cost {
    if work == "first" {
        fs::remove_dir_all(folder.join("src")).ok();
    }
    let this = std::env::current_exe().expect("the bench is a file");
    rusage::cost(Command::new(this).args(["--work", work]).arg(folder))
}

/// Does the work here.
pub fn work(work: &str, folder: &Path) {
    let dir = folder.join("database-schemas");
    match work {
        "values" => values(&dir),
        _ => {
            let report = generate(&dir, &folder.join("src/models"), &Settings::default()).expect("sound definitions");
            assert_eq!(report.files.written.is_empty(), work == "second", "{report}");
        }
    }
}

/// The baseline: reads all files sequentially as trees, which are kept until the end.
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
