//! Generated files on disk: only what changed, only what is ours, all or nothing.

use std::ffi::OsStr;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use weda_definition::{read_regular_file, visible};

use crate::plan::Plan;
use crate::render::{File, files, is_generated, source_of};
use crate::{Problem, Problems, Root, name, parallel};

/// The largest file that is taken for generated code: that of 100,000 fields has some 50 MB.
const MAX_BYTES: u64 = 1 << 30;

/// What became of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// The files that were new or had another text.
    pub written: Vec<PathBuf>,
    /// How many files had their text already.
    pub unchanged: usize,
    /// The generated files that are no longer needed and were deleted.
    pub deleted: Vec<PathBuf>,
}

/// Writes the files of a plan to the folder `out` (`src/models`) and beside it (`src/models.rs`), or a library's all to
/// `out` (`src`).
///
/// A file that has its text already is neither rendered nor touched. A generated file that no model needs any more is
/// deleted. Files that were not generated are neither overwritten nor deleted.
///
/// # Errors
/// A file of somebody else is in the way, or the file system refuses. Then nothing was changed, unless the file system
/// refused between two renames.
pub(crate) fn write(plan: &Plan, place: &Root, out: &Path) -> Result<Written, Problems> {
    let files = files(plan, place);
    let mut wanted: Vec<Wanted<'_>> = files.iter().map(|file| Wanted { file, path: file.path(out) }).collect();
    wanted.sort_by(|a, b| a.path.cmp(&b.path));
    let mut problems = Vec::new();
    let mut changes = Vec::new();
    for (file, fits) in wanted.iter().zip(parallel::map(&wanted, Wanted::fits)) {
        match fits {
            Ok(true) => {}
            Ok(false) => changes.push(file),
            Err(problem) => problems.push(problem),
        }
    }
    let paths: Vec<&Path> = wanted.iter().map(|file| file.path.as_path()).collect();
    let stale = stale(out, &paths).unwrap_or_else(|problem| {
        problems.push(problem);
        Vec::new()
    });
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    fs::create_dir_all(out).map_err(|error| disk("create", out, &error))?;
    let staged = parallel::map(&changes, |file| file.stage()).into_iter().collect::<Result<Vec<_>, _>>()?;
    let mut written = Written::default();
    for file in staged {
        written.written.push(file.path.to_owned());
        file.publish()?;
    }
    written.unchanged = wanted.len() - written.written.len();
    for path in stale {
        fs::remove_file(&path).map_err(|error| disk("delete", &path, &error))?;
        written.deleted.push(path);
    }
    Ok(written)
}

/// A file with its place.
struct Wanted<'a> {
    file: &'a File<'a>,
    path: PathBuf,
}

impl Wanted<'_> {
    /// Whether the file is on disk with its text. Its header can tell, so that nothing has to be rendered.
    fn fits(&self) -> Result<bool, Problem> {
        match current(&self.path)? {
            Some(bytes) if self.file.is_text(&bytes) => Ok(true),
            Some(bytes) if !is_generated(&bytes) => Err(Problem::NotGenerated { path: self.path.clone() }),
            _ => Ok(false),
        }
    }

    /// Puts the text beside the file. Its writers hold no more texts in memory than there are threads.
    fn stage(&self) -> Result<Staged<'_>, Problem> {
        Staged::new(&self.path, &self.file.text())
    }
}

/// The name of the module whose folder `out` is.
pub(crate) fn module_name(out: &Path) -> Result<&str, Problem> {
    let name = out.file_name().and_then(OsStr::to_str).filter(|name| name::is_identifier(name));
    name.ok_or_else(|| Problem::Output { path: out.to_owned() })
}

/// Whether the folder is there or can be made: a file on the way to it is one mistake, and not one for each model.
pub(crate) fn reachable(out: &Path) -> Result<(), Problem> {
    match out.ancestors().find(|path| path.exists()) {
        Some(path) if !path.is_dir() => Err(disk("create", out, &ErrorKind::NotADirectory.into())),
        _ => Ok(()),
    }
}

pub(crate) fn current(path: &Path) -> Result<Option<Vec<u8>>, Problem> {
    match read_regular_file(path, MAX_BYTES) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(disk("read", path, &error)),
    }
}

/// The generated files of the folder that are not wanted; `wanted` is sorted.
pub(crate) fn stale(out: &Path, wanted: &[&Path]) -> Result<Vec<PathBuf>, Problem> {
    generated(out, |path| wanted.binary_search(&path).is_err(), is_generated)
}

/// The generated files of the folder that were made from one of these definitions. They go by the file's name: a
/// directory of definitions may have been called otherwise then.
pub(crate) fn made_from(out: &Path, sources: &[&str]) -> Result<Vec<PathBuf>, Problem> {
    if sources.is_empty() {
        return Ok(Vec::new());
    }
    let name = |source: &str| visible(source.rsplit('/').next().unwrap_or_default()).into_owned();
    let names: Vec<String> = sources.iter().map(|source| name(source)).collect();
    let is_theirs = |text: &[u8]| source_of(text).is_some_and(|source| names.contains(&name(source)));
    generated(out, |_| true, is_theirs)
}

/// The Rust files of the folder whose path and text are of a kind, sorted.
fn generated(
    out: &Path,
    by_path: impl Fn(&Path) -> bool,
    by_text: impl Fn(&[u8]) -> bool,
) -> Result<Vec<PathBuf>, Problem> {
    let fail = |error| disk("read", out, &error);
    let entries = match fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fail(error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(fail)?.path();
        let candidate = path.extension() == Some(OsStr::new("rs")) && path.is_file() && by_path(&path);
        if candidate && current(&path)?.is_some_and(|bytes| by_text(&bytes)) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn disk(action: &'static str, path: &Path, error: &std::io::Error) -> Problem {
    Problem::Io { action, path: path.to_owned(), reason: error.to_string() }
}

/// A text that lies beside its file until all texts are on disk; dropped before that, it leaves no trace.
struct Staged<'a> {
    path: &'a Path,
    temporary: PathBuf,
}

impl<'a> Staged<'a> {
    fn new(path: &'a Path, text: &str) -> Result<Self, Problem> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let temporary = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
        let staged = Self { path, temporary };
        // A link that waits under this name would lead the text elsewhere; what a run that was killed left goes, too.
        let _ = fs::remove_file(&staged.temporary);
        let file = fs::OpenOptions::new().write(true).create_new(true).open(&staged.temporary);
        let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| disk("write", path, &error))?;
        Ok(staged)
    }

    fn publish(self) -> Result<(), Problem> {
        fs::rename(&self.temporary, self.path).map_err(|error| disk("write", self.path, &error))
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        // After a rename there is nothing left to remove.
        let _ = fs::remove_file(&self.temporary);
    }
}
