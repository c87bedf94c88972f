//! An import as a process of the same command, so that its rules, its checkpoint and its end by an interrupt are those of
//! `weda import`. Keys travel in variables, since others can see command lines.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use weda_studio::{Import, Refused, RefusedKind, Stop};

use super::CHECK;
use crate::service::Variables;

/// The interval at which progress is told.
const INTERVAL: Duration = Duration::from_millis(200);
/// The maximum number of rows whose outcomes are told; the file of rejected rows has all.
const TOLD: usize = 200;
/// The maximum length of what the process prints beside its outcomes.
const MAX_PRINTED: u64 = 1 << 20;

/// Runs the import until its end.
///
/// # Errors
/// Returns a refusal if the process cannot be started.
pub(super) fn run(
    variables: &Variables,
    import: &Import,
    told: &mut dyn FnMut(Value),
    stop: &Stop,
) -> Result<(), Refused> {
    let failed = |error: std::io::Error| {
        Refused::new(
            RefusedKind::Internal,
            format!("the import cannot be started ({error}): close other programs, and try again"),
        )
    };
    let mut command = command(variables, import).map_err(failed)?;
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(failed)?;
    let (out, errors) = (child.stdout.take(), child.stderr.take());
    let (child, is_over) = (Mutex::new(child), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn(|| stop_if_asked(&child, stop, &is_over));
        let printed = scope.spawn(|| {
            let mut text = String::new();
            let _ =
                errors.into_iter().try_for_each(|errors| errors.take(MAX_PRINTED).read_to_string(&mut text).map(drop));
            text
        });
        let mut outcomes = Outcomes::default();
        for line in out.into_iter().flat_map(|out| BufReader::new(out).lines()).map_while(Result::ok) {
            if let Some(line) = serde_json::from_str(&line).ok().and_then(|line| outcomes.of(line)) {
                told(line);
            }
        }
        is_over.store(true, Ordering::Relaxed);
        let status = child.lock().ok().and_then(|mut child| child.wait().ok());
        told(json!({ "progress": outcomes.counts }));
        if !outcomes.has_end {
            let printed = printed.join().unwrap_or_default();
            told(json!({ "error": { "message": printed.trim(), "exit": status.and_then(|status| status.code()) } }));
        }
    });
    Ok(())
}

fn command(variables: &Variables, import: &Import) -> std::io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["import", "--json", "--yes", "--env-type", import.at.stage.name(), "--format", import.format.name()]);
    command.arg("--checkpoint").arg(&import.checkpoint).arg("--rejects").arg(&import.rejects);
    let mut flag = |name: &str, value: Option<&str>| {
        value.into_iter().for_each(|value| _ = command.arg(format!("{name}={value}")));
    };
    flag("--key", import.key.as_deref().filter(|_| !import.keep_ids));
    variables.give(&mut command);
    // Ctrl-C at the terminal must reach the studio alone, which interrupts the import once: a second interrupt would end it
    // at once, with calls in flight.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.args(import.keep_ids.then_some("--keep-ids")).args(import.dry_run.then_some("--dry-run"));
    command.arg("--").arg(&import.at.model).arg(&import.file);
    Ok(command)
}

/// Interrupts the process, as Ctrl-C does: calls in flight are waited for, and the rest is left to the next run.
fn stop_if_asked(child: &Mutex<Child>, stop: &Stop, is_over: &AtomicBool) {
    while !is_over.load(Ordering::Relaxed) {
        if stop.is_raised() {
            if let Ok(mut child) = child.lock() {
                interrupt(&mut child);
            }
            return;
        }
        thread::sleep(CHECK);
    }
}

#[cfg(unix)]
fn interrupt(child: &mut Child) {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    // It was not waited for, so that the id is still its own.
    if let Ok(id) = i32::try_from(child.id()) {
        let _ = kill(Pid::from_raw(id), Signal::SIGINT);
    }
}

/// The checkpoint knows what was sent: the next run looks up the rest.
#[cfg(not(unix))]
fn interrupt(child: &mut Child) {
    let _ = child.kill();
}

/// The outcomes of rows, of which only those are told that somebody has to look at.
#[derive(Default)]
struct Outcomes {
    counts: Map<String, Value>,
    told: usize,
    last: Option<Instant>,
    has_end: bool,
}

impl Outcomes {
    /// Returns the part of a line that the page gets, if any.
    fn of(&mut self, line: Value) -> Option<Value> {
        let Some(outcome) = line["outcome"].as_str().map(str::to_owned) else {
            self.has_end |= line.get("summary").is_some() || line.get("error").is_some();
            return Some(line);
        };
        let count = self.counts.get(&outcome).and_then(Value::as_u64).unwrap_or_default() + 1;
        self.counts.insert(outcome.clone(), count.into());
        if !["created", "already-there", "assumed"].contains(&outcome.as_str()) && self.told < TOLD {
            self.told += 1;
            return Some(line);
        }
        let is_due = self.last.is_none_or(|last| last.elapsed() >= INTERVAL);
        is_due.then(|| {
            self.last = Some(Instant::now());
            json!({ "progress": self.counts })
        })
    }
}
