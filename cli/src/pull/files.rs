//! Writes the files of a pull, all or none, and detects local edits.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use weda_definition::read_regular_file;

use crate::check::MAX_BYTES;
use crate::failure::Failure;
use crate::lock::{Lock, Origin, hash};
use crate::output_file;

/// A file of a pull.
#[derive(Debug)]
pub(super) struct File {
    pub path: PathBuf,
    pub text: String,
    /// The model; `None` for the option sets.
    pub model: Option<String>,
    pub state: State,
}

/// The state of the existing file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It does not exist.
    New,
    /// It has the same text.
    Same,
    /// It has another text, as written by the last pull.
    Old,
    /// It was edited, or never pulled.
    Edited,
}

impl File {
    pub fn new(path: PathBuf, text: String, model: Option<String>, lock: &Lock) -> Result<Self, Failure> {
        let origin = match &model {
            Some(model) => lock.models.get(model),
            None => lock.option_sets.as_ref(),
        };
        let state = match read_regular_file(&path, MAX_BYTES).map(String::from_utf8) {
            Ok(Ok(there)) if is_same(&there, &text) => State::Same,
            Ok(Ok(there)) if origin.is_some_and(|origin| origin.hash == hash(&there)) => State::Old,
            Ok(_) => State::Edited,
            // Following a dangling link would create a file in an unexpected place.
            Err(error) if error.kind() == ErrorKind::NotFound && path.is_symlink() => State::Edited,
            Err(error) if error.kind() == ErrorKind::NotFound => State::New,
            Err(error) => return Err(Failure::Io { action: "read", path, error }),
        };
        Ok(Self { path, text, model, state })
    }

    pub fn is_to_be_written(&self) -> bool {
        self.state != State::Same
    }

    /// Updates the origin in the lock file. The entry of an unchanged text is not changed.
    pub fn lock(&self, lock: &mut Lock, environment: &str, now: &str) {
        let origin = Origin { hash: hash(&self.text), pulled: now.to_owned(), environment: environment.to_owned() };
        let same = |old: &Origin| old.hash == origin.hash && old.environment == origin.environment;
        match &self.model {
            Some(model) if lock.models.get(model).is_some_and(same) => {}
            Some(model) => drop(lock.models.insert(model.clone(), origin)),
            None if lock.option_sets.as_ref().is_some_and(same) => {}
            None => lock.option_sets = Some(origin),
        }
    }
}

/// Compares texts, ignoring line endings and a byte order mark, which checkouts and editors may change.
fn is_same(there: &str, text: &str) -> bool {
    let there = there.strip_prefix('\u{feff}').unwrap_or(there);
    there == text || there.replace("\r\n", "\n") == text
}

/// Writes all texts to a temporary folder first and then moves them, so that a full disk changes nothing. The temporary
/// folder is beside the folder and not in it, where the official tool would take every file for a model.
pub(super) fn write(dir: &Path, texts: &[(&Path, &str)]) -> Result<(), Failure> {
    if texts.is_empty() {
        return Ok(());
    }
    let fail = |action, path: &Path| {
        let path = path.to_owned();
        move |error| Failure::Io { action, path, error }
    };
    fs::create_dir_all(dir).map_err(fail("create", dir))?;
    let beside = Lock::beside(dir);
    let beside = beside.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let stage = tempfile::Builder::new().prefix(".weda-pull-").tempdir_in(beside).map_err(fail("write to", beside))?;
    let staged = |number: usize| stage.path().join(number.to_string());
    for (number, (path, text)) in texts.iter().enumerate() {
        fs::write(staged(number), text).map_err(fail("write", path))?;
    }
    for (number, (path, _)) in texts.iter().enumerate() {
        publish(&staged(number), path).map_err(fail("write", path))?;
    }
    Ok(())
}

fn publish(staged: &Path, path: &Path) -> io::Result<()> {
    // A dangling link is replaced: its target is not part of the project.
    let path = if path.exists() { output_file::resolve_links(path) } else { path.to_owned() };
    if let Ok(old) = path.metadata() {
        output_file::copy_mode(&old, staged)?;
    }
    match fs::rename(staged, &path) {
        // The folder is on another file system than its parent.
        Err(error) if error.kind() == ErrorKind::CrossesDevices => fs::copy(staged, &path).map(drop),
        other => other,
    }
}
