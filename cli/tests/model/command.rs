//! One run of the command, and what it said.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A run that takes longer hangs.
const LONGEST: Duration = Duration::from_secs(120);

/// How a run ended, and what it said.
#[derive(Debug)]
pub struct Ran {
    /// `None` where it was killed.
    pub code: Option<i32>,
    /// The outcomes of rows, in order.
    pub outcomes: Vec<Outcome>,
    pub summary: Option<Value>,
    pub stderr: String,
}

#[derive(Debug, Clone)]
pub struct Outcome {
    pub row: u64,
    pub what: String,
    pub id: Option<String>,
    pub reason: String,
}

/// How a run is stopped that has gone on for so long.
#[derive(Debug, Clone, Copy)]
pub enum Stop {
    /// By force.
    Kill(Duration),
    /// As by Ctrl-C.
    Interrupt(Duration),
}

/// Runs `weda` in the folder.
pub fn weda(folder: &Path, address: &str, arguments: &[String], mut stop: Option<Stop>) -> Ran {
    let path = |name: &str| folder.join(name);
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
    for (name, _) in std::env::vars() {
        if ["WEDA_", "TENCENTCLOUD_", "CLOUDBASE_", "TCB_"].iter().any(|prefix| name.starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    command.current_dir(folder).args(arguments).env("WEDA_EMULATOR_HOST", address);
    command.stdin(Stdio::null());
    // Files and no pipes: nobody has to read while it runs.
    command.stdout(File::create(path("stdout")).unwrap()).stderr(File::create(path("stderr")).unwrap());
    let mut process = command.spawn().unwrap();
    let begun = Instant::now();
    let code = loop {
        if let Some(status) = process.try_wait().unwrap() {
            break status.code();
        }
        match stop {
            Some(Stop::Kill(after)) if begun.elapsed() >= after => {
                process.kill().unwrap();
                break process.wait().unwrap().code();
            }
            Some(Stop::Interrupt(after)) if begun.elapsed() >= after => {
                interrupt(&process);
                stop = None;
            }
            _ => {}
        }
        assert!(begun.elapsed() < LONGEST, "{arguments:?} hangs");
        std::thread::sleep(Duration::from_millis(3));
    };
    let stderr = std::fs::read_to_string(path("stderr")).unwrap();
    assert!(!stderr.contains("panicked"), "{stderr}");
    let mut ran = Ran { code, outcomes: Vec::new(), summary: None, stderr };
    let stdout = std::fs::read_to_string(path("stdout")).unwrap();
    for line in stdout.split_inclusive('\n') {
        let Ok(line) = serde_json::from_str::<Value>(line) else {
            assert!(code.is_none(), "a line that is not JSON: {line}");
            continue;
        };
        if let Some(row) = line["row"].as_u64() {
            let text = |name: &str| line[name].as_str().map(str::to_owned);
            ran.outcomes.push(Outcome {
                row,
                what: text("outcome").unwrap_or_default(),
                id: text("id"),
                reason: text("reason").unwrap_or_default(),
            });
        } else if !line["summary"].is_null() {
            ran.summary = Some(line["summary"].clone());
        }
    }
    ran
}

#[cfg(unix)]
fn interrupt(process: &Child) {
    use nix::sys::signal::{Signal, kill};
    kill(nix::unistd::Pid::from_raw(process.id().cast_signed()), Signal::SIGINT).unwrap();
}

#[cfg(not(unix))]
fn interrupt(_: &Child) {}

impl Ran {
    /// A number of the summary.
    pub fn count(&self, name: &str) -> u64 {
        let summary = self.summary.as_ref().unwrap_or_else(|| panic!("there is no summary: {self:?}"));
        summary[name].as_u64().unwrap_or_else(|| panic!("there is no {name}: {summary}"))
    }

    /// Set if every row has an outcome.
    pub fn is_settled(&self) -> bool {
        matches!(self.code, Some(0 | 1))
            && self.summary.is_some()
            && self.count("in_doubt") == 0
            && self.count("not_sent") == 0
    }
}
