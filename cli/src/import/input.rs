//! The imported file and the files beside it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::arguments::Import;
use crate::failure::{Failure, TransferError};

/// The name of the file in messages.
pub(super) fn name(path: &Path) -> String {
    match is_stdin(path) {
        true => "stdin".to_owned(),
        false => weda_definition::printable(&path.display().to_string()).into_owned(),
    }
}

/// Checks that the file exists, before any call.
///
/// # Errors
/// Returns an error if it does not exist or is a folder.
pub(super) fn check(path: &Path) -> Result<(), Failure> {
    if is_stdin(path) {
        return Ok(());
    }
    let fail = |error| TransferError::Unreadable { path: path.to_owned(), error };
    match fs::metadata(path).map_err(fail)?.is_dir() {
        // It may be that of an export.
        true if cfg!(feature = "parquet") => Ok(()),
        true => Err(fail(std::io::ErrorKind::IsADirectory.into()).into()),
        false => Ok(()),
    }
}

/// Files written beside the input, or in the current folder for stdin.
pub(super) struct Files {
    pub rejects: PathBuf,
    pub checkpoint: PathBuf,
    /// The mode of the input, so that the same users can read them.
    pub mode: u32,
}

impl Files {
    pub fn of(task: &Import, rejects_ending: &str) -> Self {
        let base = match is_stdin(&task.file) {
            true => PathBuf::from(file_name(&task.model)),
            // Beside the folder of an export, which may have other models too.
            false if task.file.is_dir() => with(&task.file.components().collect::<PathBuf>(), &file_name(&task.model)),
            false => task.file.clone(),
        };
        Self {
            rejects: task.rejects.clone().unwrap_or_else(|| with(&base, rejects_ending)),
            checkpoint: task.checkpoint.clone().unwrap_or_else(|| checkpoint_of(&base)),
            mode: mode(&task.file),
        }
    }
}

/// Returns a name as a part of a file name.
pub(crate) fn file_name(name: &str) -> String {
    name.replace(['/', '\\'], "_")
}

/// Returns the checkpoint of an input.
pub(crate) fn checkpoint_of(path: &Path) -> PathBuf {
    with(path, "checkpoint")
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;

    let owner = 0o600;
    match fs::metadata(path) {
        Ok(about) if about.is_file() => about.permissions().mode() & 0o666 | owner,
        _ => owner,
    }
}

#[cfg(not(unix))]
fn mode(_: &Path) -> u32 {
    0
}

/// Appends an extension to the path.
fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}
