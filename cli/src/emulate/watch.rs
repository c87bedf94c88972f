//! Definitions that change while the emulator serves them.
//!
//! The directory is looked at again and again: that works on every disk, those of containers and networks too, and costs
//! less than a thousandth of a processor.

mod snapshot;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use weda_codegen::Settings;
use weda_definition::{Definition, Definitions, OptionSets, printable};
use weda_emulator::Emulator;

use super::path_text::shown;
use super::start::in_thread;
use crate::failure::Failure;
use crate::stderr::say;
pub(super) use snapshot::Snapshot;

/// How often the directory is looked at. A change counts once it has stood still for as long.
const EVERY: Duration = Duration::from_millis(300);

/// The thread that looks.
pub(super) struct Watch {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Watch {
    /// Follows the directory from now on; `seen` is how it was before its definitions were read.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(
        emulator: Arc<Emulator>,
        dir: PathBuf,
        seen: Snapshot,
        definitions: Definitions,
        settings: Settings,
        publish: bool,
    ) -> Result<Self, Failure> {
        let texts = definitions.into_iter().map(|definition| (definition.identifier, definition.text)).collect();
        let mut followed = Followed { emulator, settings, publish, texts };
        let (stop, stopped) = mpsc::channel();
        let thread = in_thread("watch", move || {
            let (mut seen, mut before, mut is_lost) = (seen, None, false);
            while stopped.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                let now = Snapshot::of(&dir);
                match &now {
                    // Versions may be changing places: the models of before stay until it is there again.
                    None if !followed.texts.is_empty() && !is_lost => {
                        is_lost = true;
                        let dir = shown(&dir);
                        say(format!("warning: {dir} cannot be read; the emulator keeps the definitions that it has"));
                    }
                    Some(now_seen) if now == before && *now_seen != seen => {
                        followed.follow(&seen, now_seen);
                        seen = now_seen.clone();
                    }
                    _ => {}
                }
                is_lost &= now.is_none();
                before = now;
            }
        })?;
        Ok(Self { stop, thread })
    }

    /// Looks no more. A change that is being followed is followed to its end.
    pub fn end(self) {
        drop(self.stop);
        // A panic has been printed, and the emulator serves what it has.
        let _ = self.thread.join();
    }
}

/// The models that are served.
struct Followed {
    emulator: Arc<Emulator>,
    settings: Settings,
    publish: bool,
    /// The text of each definition that is served, by identifier.
    texts: BTreeMap<String, String>,
}

impl Followed {
    /// Follows from one state of the directory to the next, and says a line for each file.
    fn follow(&mut self, seen: &Snapshot, now: &Snapshot) {
        if now.option_sets_differ(seen) {
            say(self.option_sets(now.option_sets()));
        }
        for path in seen.gone(now) {
            self.gone(path).into_iter().for_each(say);
        }
        for path in now.changed(seen) {
            self.changed(path).into_iter().for_each(say);
        }
    }

    fn option_sets(&self, path: &Path) -> String {
        match OptionSets::read(path) {
            Ok(sets) => {
                self.emulator.set_option_sets(sets);
                format!("definitions: {} has changed, and the emulator follows it", shown(path))
            }
            Err(error) => {
                format!("warning: {}; the emulator keeps the option sets that it has", printable(&error.to_string()))
            }
        }
    }

    fn gone(&mut self, path: &Path) -> Option<String> {
        let identifier = path.file_stem()?.to_str()?;
        self.texts.remove(identifier)?;
        let what = match self.emulator.undefine(identifier) {
            true => "the model is no longer served, and its records stay for a definition to come",
            false => "the model is the platform's, and keeps the definition until a restart",
        };
        Some(format!("definitions: {} is gone; {what}", shown(path)))
    }

    fn changed(&mut self, path: &Path) -> Option<String> {
        let identifier = path.file_stem()?.to_str()?.to_owned();
        let old = self.texts.get(&identifier);
        let stays = match old {
            Some(_) => "the emulator keeps the definition that it has",
            None => "the model is not served",
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
        let verb = if old.is_some() { "has changed" } else { "is new" };
        self.texts.insert(identifier.clone(), text);
        let path = shown(path);
        if !self.publish {
            return Some(format!(
                "definitions: {path} {verb}; pre follows it, and prod with a restart and `--publish`"
            ));
        }
        Some(match self.emulator.publish(&identifier) {
            Ok(()) => format!("definitions: {path} {verb}; pre and prod follow it"),
            Err(error) => {
                let error = error.to_string();
                format!("warning: {path} {verb}; pre follows it, and prod does not: {}", printable(&error))
            }
        })
    }
}
