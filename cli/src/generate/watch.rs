//! `weda generate --watch`: generates again when definitions, option sets or settings change.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::json;
use weda_codegen::{Report, ancestors};
use weda_definition::Printable;

use super::{Job, answer};
use crate::arguments::{Generate, seen_from};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::print_json;
use crate::service::{Interrupt, wait_for};
use crate::snapshot::{POLL_INTERVAL, Snapshot, Stamp};
use crate::stderr::print_message;

/// Files that are named in a message; further ones are counted.
const NAMED: usize = 3;

/// Generates now and after each change, until the process is interrupted.
pub(super) fn run(task: &Generate) -> Result<Exit, Failure> {
    let here = std::env::current_dir().map_err(Failure::NoCurrentFolder)?;
    wait_for(async {
        let interrupt = Interrupt::listen(|| {});
        // Before the definitions are read, so that changes in between are noticed.
        let mut watch = Watch::new(task, here);
        watch.generate(None)?;
        if !task.output.json {
            print_message(format!("watching {} for changes; ctrl-c ends it", watch.places()));
        }
        while interrupt.unless(tokio::time::sleep(POLL_INTERVAL)).await.is_some() {
            watch.poll()?;
        }
        Ok(Exit::Done)
    })
}

/// The state of everything that is read.
#[derive(Clone, PartialEq)]
struct Inputs {
    /// The possible places of weda.toml, from the nearest folder up.
    settings: Vec<(PathBuf, Stamp)>,
    /// `None` if the settings have not been valid yet, so that the directory is not known.
    dir: Option<PathBuf>,
    /// `None` if the directory cannot be read.
    definitions: Option<Snapshot>,
    /// The option sets beside a directory that cannot be read.
    alone: Option<Snapshot>,
}

impl Inputs {
    /// Reads the state. The settings are parsed again only if one of their files changed.
    fn now(task: &Generate, here: &Path, before: Option<&Self>) -> Self {
        let files = ancestors(here).into_iter().map(|folder| folder.join("weda.toml"));
        let settings: Vec<(PathBuf, Stamp)> = files.map(|path| (path.clone(), Stamp::of(&path))).collect();
        let dir = match before.filter(|before| before.settings == settings && before.definitions.is_some()) {
            Some(before) => before.dir.clone(),
            // It is also searched for again while it does not exist, since it may appear elsewhere. While the settings are
            // not valid, it stays.
            None => {
                let found = task.definitions.clone().resolve().ok().map(|(_, dir, _)| dir);
                found.or_else(|| before.and_then(|before| before.dir.clone()))
            }
        };
        let definitions = dir.as_deref().and_then(Snapshot::of);
        let alone = dir.as_deref().filter(|_| definitions.is_none()).map(Snapshot::without_files);
        Self { settings, dir, definitions, alone }
    }

    /// The files that changed since `before`, as text.
    fn changes(&self, before: &Self, here: &Path) -> Vec<String> {
        let shown = |path: &Path| Printable(seen_from(here, path).display()).to_string();
        let mut changes = Vec::new();
        for (path, stamp) in &self.settings {
            if before.settings.iter().any(|(same, old)| same == path && old != stamp) {
                changes.push(format!("{} changed", shown(path)));
            }
        }
        let states = [&before.definitions, &self.definitions].map(Option::as_ref);
        match (states, self.dir.as_deref()) {
            ([Some(old), Some(new)], _) if self.dir == before.dir => {
                changes.extend(new.option_sets_differ(old).then(|| format!("{} changed", shown(new.option_sets()))));
                changes.extend(old.removed(new).map(|path| format!("{} was removed", shown(path))));
                changes
                    .extend(new.changed(old).map(|path| {
                        format!("{} {}", shown(path), if old.has(path) { "changed" } else { "was added" })
                    }));
            }
            ([_, Some(_)], Some(dir)) => changes.push(format!("{} is read", shown(dir))),
            ([Some(_), None], _) => {
                changes.extend(before.dir.as_deref().map(|dir| format!("{} was removed", shown(dir))));
            }
            _ => {}
        }
        if changes.len() > NAMED {
            let more = changes.len() - NAMED + 1;
            changes.truncate(NAMED - 1);
            changes.push(format!("{more} more files changed"));
        }
        changes
    }
}

struct Watch<'a> {
    task: &'a Generate,
    here: PathBuf,
    /// The state of the last generation.
    done: Inputs,
    /// The state of the last poll.
    before: Option<Inputs>,
    failed: bool,
    /// Notes that were printed already.
    notes: BTreeSet<String>,
}

impl<'a> Watch<'a> {
    fn new(task: &'a Generate, here: PathBuf) -> Self {
        let done = Inputs::now(task, &here, None);
        Self { task, here, done, before: None, failed: false, notes: BTreeSet::new() }
    }

    fn places(&self) -> String {
        let dir = self.done.dir.as_deref().unwrap_or(Path::new("database-schemas"));
        let dir = Printable(seen_from(&self.here, dir).display()).to_string();
        format!("{dir}, the option sets beside it and weda.toml")
    }

    /// Generates if the inputs changed and have been stable for an interval, so that a burst is one change.
    fn poll(&mut self) -> Result<(), Failure> {
        let now = Inputs::now(self.task, &self.here, self.before.as_ref());
        if self.before.as_ref() == Some(&now) && now != self.done {
            let changes = now.changes(&self.done, &self.here).join(", ");
            self.done = now.clone();
            self.generate(Some(&changes))?;
        }
        self.before = Some(now);
        Ok(())
    }

    /// Generates, and prints the outcome. Problems with definitions do not end the command; only stdout does.
    fn generate(&mut self, changes: Option<&str>) -> Result<(), Failure> {
        let outcome = Job::of(self.task).and_then(Job::run);
        let had_failed = std::mem::replace(&mut self.failed, outcome.is_err());
        if self.task.output.json {
            let mut answer = match &outcome {
                Ok(report) => answer(report),
                Err(failure) => json!({ "error": failure.json() }),
            };
            answer["changes"] = json!(changes);
            return print_json(&answer);
        }
        match outcome {
            Ok(report) => self.report(report, changes, had_failed),
            Err(failure) => {
                if let Some(changes) = changes {
                    print_message(format!("{changes}:"));
                }
                print_message(failure);
            }
        }
        Ok(())
    }

    fn report(&mut self, mut report: Report, changes: Option<&str>, had_failed: bool) {
        for note in std::mem::take(&mut report.notes) {
            let note = note.to_string();
            if self.notes.insert(note.clone()) {
                print_message(format!("note: {note}"));
            }
        }
        let files = &report.files;
        match changes {
            // A file was touched, or saved with the same text.
            Some(_) if !had_failed && files.written.is_empty() && files.deleted.is_empty() => {}
            Some(changes) => print_message(format!("{changes}: {report}")),
            None => print_message(report),
        }
    }
}
