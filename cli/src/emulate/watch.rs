//! Reloads definitions that change while the emulator runs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;

use weda_codegen::Settings;
use weda_definition::{Definition, Definitions, OptionSets, printable};
use weda_emulator::Emulator;

use super::path_text::shown;
use super::start::in_thread;
use crate::failure::Failure;
use crate::snapshot::{POLL_INTERVAL, Snapshot};
use crate::stderr::print_message;

/// The polling thread.
pub(super) struct Watch {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Watch {
    /// Starts watching; `seen` is the state before the definitions were read.
    ///
    /// # Errors
    /// Returns an error if the thread cannot be started.
    pub fn start(
        emulator: Arc<Emulator>,
        dir: PathBuf,
        seen: Snapshot,
        definitions: Definitions,
        settings: Settings,
        publish: bool,
    ) -> Result<Self, Failure> {
        let texts = definitions.into_iter().map(|definition| (definition.identifier, definition.text)).collect();
        let mut models = WatchedModels { emulator, settings, publish, texts };
        let (stop, stopped) = mpsc::channel();
        let thread = in_thread("watch", move || {
            let (mut seen, mut before, mut is_unreadable) = (seen, None, false);
            while stopped.recv_timeout(POLL_INTERVAL) == Err(RecvTimeoutError::Timeout) {
                let now = Snapshot::of(&dir);
                match &now {
                    // The directory may be in the middle of a checkout: models are retained until it exists again.
                    None if !models.texts.is_empty() && !is_unreadable => {
                        is_unreadable = true;
                        let dir = shown(&dir);
                        print_message(format!("warning: {dir} cannot be read; the current definitions are retained"));
                    }
                    Some(now_seen) if now == before && *now_seen != seen => {
                        models.apply(&seen, now_seen);
                        seen = now_seen.clone();
                    }
                    _ => {}
                }
                is_unreadable &= now.is_none();
                before = now;
            }
        })?;
        Ok(Self { stop, thread })
    }

    /// Stops watching, after a change in progress.
    pub fn end(self) {
        drop(self.stop);
        // A panic was printed already.
        let _ = self.thread.join();
    }
}

/// The served models.
struct WatchedModels {
    emulator: Arc<Emulator>,
    settings: Settings,
    publish: bool,
    /// The text of each served definition, by identifier.
    texts: BTreeMap<String, String>,
}

impl WatchedModels {
    /// Applies the difference between two states, and prints a line per file.
    fn apply(&mut self, seen: &Snapshot, now: &Snapshot) {
        if now.option_sets_differ(seen) {
            print_message(self.option_sets(now.option_sets()));
        }
        for path in seen.removed(now) {
            self.removed(path).into_iter().for_each(print_message);
        }
        for path in now.changed(seen) {
            self.changed(path).into_iter().for_each(print_message);
        }
    }

    fn option_sets(&self, path: &Path) -> String {
        match OptionSets::read(path) {
            Ok(sets) => {
                self.emulator.set_option_sets(sets);
                format!("definitions: {} changed and was reloaded", shown(path))
            }
            Err(error) => {
                format!("warning: {}; the current option sets are retained", printable(&error.to_string()))
            }
        }
    }

    fn removed(&mut self, path: &Path) -> Option<String> {
        let identifier = path.file_stem()?.to_str()?;
        self.texts.remove(identifier)?;
        let what = match self.emulator.undefine(identifier) {
            true => "the model is no longer served; its records are retained for a later definition",
            false => "the model is a system model, whose definition is retained until a restart",
        };
        Some(format!("definitions: {} was removed; {what}", shown(path)))
    }

    fn changed(&mut self, path: &Path) -> Option<String> {
        let identifier = path.file_stem()?.to_str()?.to_owned();
        let old = self.texts.get(&identifier);
        // A model without a file may be built in, or have come over the network.
        let stays = match self.emulator.models().contains(&identifier) {
            true => "the current definition is retained",
            false => "the model is not served",
        };
        let definition = match Definition::read(path) {
            Ok(definition) => definition,
            Err(error) => {
                let error = self.settings.relevant(vec![error]).pop()?;
                return Some(format!("warning: {}; {stays}", printable(&error.to_string())));
            }
        };
        let text = definition.text.clone();
        if old.is_some_and(|old| *old == text) {
            return None;
        }
        if let Err(error) = self.emulator.define(definition) {
            return Some(format!("warning: {}; {stays}", printable(&error.to_string())));
        }
        let verb = if old.is_some() { "changed" } else { "was added" };
        self.texts.insert(identifier.clone(), text);
        let path = shown(path);
        if !self.publish {
            return Some(format!(
                "definitions: {path} {verb}; reloaded in pre, and in prod after a restart with `--publish`"
            ));
        }
        Some(match self.emulator.publish(&identifier) {
            Ok(()) => format!("definitions: {path} {verb}; reloaded in pre and prod"),
            Err(error) => {
                let error = error.to_string();
                format!("warning: {path} {verb}; reloaded in pre, but not in prod: {}", printable(&error))
            }
        })
    }
}
