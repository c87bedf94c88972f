//! Writes generated files: only those that changed and only our own, all or nothing.

use std::ffi::OsStr;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use weda_definition::{read_regular_file, visible};

use crate::plan::Plan;
use crate::render::{File, files, is_generated, source_of};
use crate::{Problem, Problems, Root, name, parallel};

/// Largest file that is read as generated code. Code of 100,000 fields has about 50 MB.
const MAX_BYTES: u64 = 1 << 30;

/// The outcome for each file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// The new and changed files.
    pub written: Vec<PathBuf>,
    /// Number of files that were already current.
    pub unchanged: usize,
    /// The generated files without a definition, which were deleted.
    pub deleted: Vec<PathBuf>,
}

/// Writes the files of a plan to the folder `out` (`src/models`) and beside it (`src/models.rs`), or those of a library all to
/// `out` (`src`).
///
/// A current file is neither rendered nor touched. A generated file without a model is deleted. Files that were not generated
/// are neither overwritten nor deleted.
///
/// # Errors
/// Returns an error if a file in the way was not generated, or the file system fails. Nothing is changed then, unless the
/// failure is between two renames.
pub(crate) fn write(plan: &Plan, place: &Root, out: &Path) -> Result<Written, Problems> {
    let files = files(plan, place);
    let mut targets: Vec<Target<'_>> = files.iter().map(|file| Target { file, path: file.path(out) }).collect();
    targets.sort_by(|a, b| a.path.cmp(&b.path));
    let mut problems = Vec::new();
    let mut changes = Vec::new();
    for (file, is_current) in targets.iter().zip(parallel::map(&targets, Target::is_current)) {
        match is_current {
            Ok(true) => {}
            Ok(false) => changes.push(file),
            Err(problem) => problems.push(problem),
        }
    }
    let paths: Vec<&Path> = targets.iter().map(|file| file.path.as_path()).collect();
    let stale = stale(out, &paths).unwrap_or_else(|problem| {
        problems.push(problem);
        Vec::new()
    });
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    fs::create_dir_all(out).map_err(|error| io_problem("create", out, &error))?;
    let staged = parallel::map(&changes, |file| file.stage()).into_iter().collect::<Result<Vec<_>, _>>()?;
    let mut written = Written::default();
    for file in staged {
        written.written.push(file.path.to_owned());
        file.publish()?;
    }
    written.unchanged = targets.len() - written.written.len();
    for path in stale {
        fs::remove_file(&path).map_err(|error| io_problem("delete", &path, &error))?;
        written.deleted.push(path);
    }
    Ok(written)
}

/// A file with its path.
struct Target<'a> {
    file: &'a File<'a>,
    path: PathBuf,
}

impl Target<'_> {
    /// Returns true if the file on disk is current. Compares only the header, without rendering.
    fn is_current(&self) -> Result<bool, Problem> {
        match current(&self.path)? {
            Some(bytes) if self.file.is_text(&bytes) => Ok(true),
            Some(bytes) if !is_generated(&bytes) => Err(Problem::NotGenerated { path: self.path.clone() }),
            _ => Ok(false),
        }
    }

    /// Writes the text beside the file. There are never more texts in memory than threads.
    fn stage(&self) -> Result<Staged<'_>, Problem> {
        Staged::new(&self.path, &self.file.text())
    }
}

/// Returns the name of the module whose folder is `out`.
pub(crate) fn module_name(out: &Path) -> Result<&str, Problem> {
    let name = out.file_name().and_then(OsStr::to_str).filter(|name| name::is_identifier(name));
    name.ok_or_else(|| Problem::Output { path: out.to_owned() })
}

/// Returns an error if the folder does not exist and cannot be created, so that a file in its path is one error and not one
/// per model.
pub(crate) fn reachable(out: &Path) -> Result<(), Problem> {
    match out.ancestors().find(|path| path.exists()) {
        Some(path) if !path.is_dir() => Err(io_problem("create", out, &ErrorKind::NotADirectory.into())),
        _ => Ok(()),
    }
}

pub(crate) fn current(path: &Path) -> Result<Option<Vec<u8>>, Problem> {
    match read_regular_file(path, MAX_BYTES) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_problem("read", path, &error)),
    }
}

/// Returns the generated files of the folder that are not in `wanted`, which is sorted.
pub(crate) fn stale(out: &Path, wanted: &[&Path]) -> Result<Vec<PathBuf>, Problem> {
    rust_files(out, |path| wanted.binary_search(&path).is_err(), is_generated)
}

/// Returns the files of the folder that were generated from one of these definitions. Compares file names only, since the
/// directory of the definitions may have been renamed.
pub(crate) fn generated_from(out: &Path, sources: &[&str]) -> Result<Vec<PathBuf>, Problem> {
    if sources.is_empty() {
        return Ok(Vec::new());
    }
    let name = |source: &str| visible(source.rsplit('/').next().unwrap_or_default()).into_owned();
    let names: Vec<String> = sources.iter().map(|source| name(source)).collect();
    let is_theirs = |text: &[u8]| source_of(text).is_some_and(|source| names.contains(&name(source)));
    rust_files(out, |_| true, is_theirs)
}

/// Returns the Rust files of the folder whose path and text satisfy the conditions, sorted.
fn rust_files(
    out: &Path,
    by_path: impl Fn(&Path) -> bool,
    by_text: impl Fn(&[u8]) -> bool,
) -> Result<Vec<PathBuf>, Problem> {
    let fail = |error| io_problem("read", out, &error);
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

fn io_problem(action: &'static str, path: &Path, error: &std::io::Error) -> Problem {
    Problem::Io { action, path: path.to_owned(), reason: error.to_string() }
}

/// A text in a temporary file beside its target until all texts are on disk. Dropping it removes the file.
struct Staged<'a> {
    path: &'a Path,
    temporary: PathBuf,
}

impl<'a> Staged<'a> {
    fn new(path: &'a Path, text: &str) -> Result<Self, Problem> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let temporary = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
        let staged = Self { path, temporary };
        // An existing link would redirect the text; also removes the file of a killed run.
        let _ = fs::remove_file(&staged.temporary);
        let file = fs::OpenOptions::new().write(true).create_new(true).open(&staged.temporary);
        let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| io_problem("write", path, &error))?;
        Ok(staged)
    }

    fn publish(self) -> Result<(), Problem> {
        fs::rename(&self.temporary, self.path).map_err(|error| io_problem("write", self.path, &error))
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        // After a rename there is nothing left to remove.
        let _ = fs::remove_file(&self.temporary);
    }
}
