//! `weda pull`: downloads definitions and option sets.

mod changes;
pub(crate) mod fetch;
mod files;

use std::path::{Path, PathBuf};

use serde_json::json;
use weda::Client;
use weda_codegen::{ChangeKind, Drift, Settings, Side, Subject, diff};
use weda_definition::{Definitions, OptionSets, Printable};

use crate::arguments::Pull;
use crate::confirm::confirm;
use crate::diff_report;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::local_definitions::LocalDefinitions;
use crate::lock::Lock;
use crate::output::print_json;
use crate::stderr::print_message;
use changes::Changes;
use fetch::Fetched;
use files::{File, State};

/// Pulls, or reports what a pull would change.
pub(crate) fn run(task: Pull) -> Result<Exit, Failure> {
    let (settings, dir, located) = task.definitions.clone().resolve()?;
    let client = task.environment.connect()?;
    let fetched = fetch::fetch(&client, &task.names, &settings, &dir)?;
    let local = local(&dir, &task.names, &settings);
    if task.check {
        let before = local.whole().map_err(|problems| Failure::Problems { problems, located })?;
        return check(&task, &client, &settings, (before, &fetched));
    }
    let pull = Pulling { task: &task, client: &client, settings: &settings, dir: &dir };
    let changes = Changes::of(local, &fetched, &client, &settings);
    pull.write(fetched, changes)
}

/// The selected local models. A missing folder is treated as empty.
fn local(dir: &Path, names: &[String], settings: &Settings) -> LocalDefinitions {
    if !dir.exists() {
        return LocalDefinitions { side: Side::default(), broken: Vec::new() };
    }
    LocalDefinitions::read(dir, |model| is_selected(names, settings, model))
}

/// Returns true if a model is selected by `--name`, or else by the settings.
pub(crate) fn is_selected(names: &[String], settings: &Settings, model: &str) -> bool {
    if names.is_empty() { settings.includes(model) } else { names.iter().any(|name| name == model) }
}

fn check(task: &Pull, client: &Client, settings: &Settings, sides: (Side, &Fetched)) -> Result<Exit, Failure> {
    let after = sides.1.side(client)?;
    let diff = diff(&sides.0, &after, settings).map_err(Failure::problems)?;
    if task.output.json {
        print_json(&diff_report::json(&diff))?;
    } else {
        diff_report::print_changes(&diff, false)?;
        if diff.drift() != Drift::None {
            print_message("hint: `weda pull` updates the files, and `weda diff --explain` shows both sides");
        }
    }
    Ok(diff_report::exit(diff.drift()))
}

/// A pull that writes.
struct Pulling<'a> {
    task: &'a Pull,
    client: &'a Client,
    settings: &'a Settings,
    dir: &'a Path,
}

impl Pulling<'_> {
    fn write(&self, fetched: Fetched, changes: Changes) -> Result<Exit, Failure> {
        let path_of_lock = Lock::beside(self.dir);
        let old_lock = Lock::read(&path_of_lock)?;
        let mut lock = old_lock.clone().unwrap_or_default();
        let gone = self.gone(&fetched);
        let files = self.files(fetched, &lock)?;
        self.confirm_edits(&files)?;
        let now = now();
        files.iter().for_each(|file| file.lock(&mut lock, self.client.env_id(), &now));
        // A model whose file was deleted is no longer tracked.
        lock.models.retain(|model, _| {
            self.path(model).exists() || files.iter().any(|file| file.model.as_ref() == Some(model))
        });
        let text_of_lock = lock.text();
        let mut texts: Vec<(&Path, &str)> = files
            .iter()
            .filter(|file| file.is_to_be_written())
            .map(|file| (file.path.as_path(), file.text.as_str()))
            .collect();
        let written: Vec<PathBuf> = texts.iter().map(|(path, _)| (*path).to_owned()).collect();
        if old_lock.as_ref() != Some(&lock) {
            // Last: if the pull is interrupted before, the next one finds consistent files.
            texts.push((&path_of_lock, &text_of_lock));
        }
        if !self.task.dry_run {
            files::write(self.dir, &texts)?;
        }
        self.report(&Outcome { written, all: files.len(), gone, changes, path_of_lock })
    }

    fn path(&self, model: &str) -> PathBuf {
        self.dir.join(format!("{model}.json"))
    }

    fn files(&self, fetched: Fetched, lock: &Lock) -> Result<Vec<File>, Failure> {
        let models = fetched.definitions.into_iter().map(|(model, text)| (self.path(&model), text, Some(model)));
        let sets = fetched.option_sets.map(|text| (OptionSets::beside(self.dir), text, None));
        models.chain(sets).map(|(path, text, model)| File::new(path, text, model, lock)).collect()
    }

    /// Local models that the environment no longer has. Their files are retained, since code may need them.
    fn gone(&self, fetched: &Fetched) -> Vec<String> {
        if !self.task.names.is_empty() {
            return Vec::new();
        }
        let (local, _) = Definitions::read_all(self.dir);
        let gone = local.into_iter().map(|definition| definition.identifier);
        gone.filter(|model| self.settings.includes(model) && !fetched.definitions.contains_key(model)).collect()
    }

    fn confirm_edits(&self, files: &[File]) -> Result<(), Failure> {
        let edited = files.iter().filter(|file| file.state == State::Edited).map(|file| file.path.clone());
        let edited: Vec<PathBuf> = edited.collect();
        if edited.is_empty() || self.task.dry_run {
            return Ok(());
        }
        let list = edited.iter().map(|path| Printable(path.display()).to_string()).collect::<Vec<_>>().join(", ");
        match confirm(&format!("replace {list}, edited since it was pulled or not pulled"), self.task.confirmation.yes)
        {
            Err(Failure::NeedsConfirmation { .. }) => Err(Failure::Edited { files: edited }),
            other => other,
        }
    }

    fn report(&self, outcome: &Outcome) -> Result<Exit, Failure> {
        let Outcome { written, all, gone, changes, path_of_lock } = outcome;
        let unchanged = all - written.len();
        let (dry, dir) = (self.task.dry_run, Printable(self.dir.display()));
        if self.task.output.json {
            let mut answer = diff_report::json(&changes.diff);
            answer["drift"] = json!(changes.drift().map(diff_report::name));
            answer["notes"] = json!(changes.notes().collect::<Vec<_>>());
            answer["dir"] = json!(self.dir);
            answer["environment"] = json!(self.client.env_id());
            answer["written"] = json!(written);
            answer["unchanged"] = json!(unchanged);
            answer["gone"] = json!(gone);
            answer["lock"] = json!(path_of_lock);
            answer["dry_run"] = json!(dry);
            print_json(&answer)?;
            return Ok(Exit::Done);
        }
        // New models are only counted.
        let shown = changes
            .diff
            .changes
            .iter()
            .filter(|change| !(change.kind == ChangeKind::Added && matches!(change.subject, Subject::Model(_))));
        shown.for_each(|change| print_message(diff_report::line(change)));
        changes.notes().for_each(|note| print_message(format!("note: {}", Printable(note))));
        for model in gone {
            let path = self.path(model);
            print_message(format!(
                "note: {} no longer has model {}; its file is retained: delete {} when no code needs it",
                self.client.env_id(),
                Printable(model),
                Printable(path.display())
            ));
        }
        let verb = if dry { "would write" } else { "wrote" };
        print_message(format!(
            "{verb} {} of {all} files to {dir} and beside it ({unchanged} unchanged)",
            written.len()
        ));
        if !written.is_empty() && !dry {
            print_message("next: generate the code with `weda generate`");
        }
        Ok(Exit::Done)
    }
}

/// The result of a pull.
struct Outcome {
    written: Vec<PathBuf>,
    /// Number of files, written ones included.
    all: usize,
    gone: Vec<String>,
    changes: Changes,
    path_of_lock: PathBuf,
}

/// The local time, rounded to seconds.
fn now() -> String {
    let now = jiff::Timestamp::now();
    now.round(jiff::Unit::Second).unwrap_or(now).to_string()
}
