//! Locks a checkpoint: two imports that share it would send the same rows.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, ImportError};

/// Prevents other imports, also of other processes, from using the checkpoint.
#[derive(Debug)]
pub(crate) struct CheckpointLock {
    path: PathBuf,
    /// The system releases the lock when the process ends, even if it is killed.
    _file: File,
}

impl CheckpointLock {
    /// Locks the checkpoint.
    ///
    /// # Errors
    /// Returns an error if another import uses it, or if the lock file cannot be created beside it.
    pub fn take(checkpoint: &Path) -> Result<Self, Failure> {
        let mut path = checkpoint.as_os_str().to_owned();
        path.push(".lock");
        let path = PathBuf::from(path);
        let fail = |error| ImportError::CheckpointUnwritable { path: path.clone(), error };
        loop {
            // Not the checkpoint itself, which is replaced.
            let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(fail)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(ImportError::AlreadyRunning { checkpoint: checkpoint.to_owned() }.into());
                }
                Err(TryLockError::Error(error)) => return Err(fail(error).into()),
            }
            if is_at(&file, &path) {
                return Ok(Self { path, _file: file });
            }
        }
    }
}

impl Drop for CheckpointLock {
    fn drop(&mut self) {
        // A lock file that remains is harmless.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Returns false if the previous holder removed the file between opening and locking it.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    let same = |one: std::fs::Metadata, other: std::fs::Metadata| (one.dev(), one.ino()) == (other.dev(), other.ino());
    file.metadata().and_then(|one| Ok(same(one, std::fs::metadata(path)?))).unwrap_or(false)
}

/// An open file cannot be removed here.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_import_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let checkpoint = folder.path().join("a.checkpoint");
        let first = CheckpointLock::take(&checkpoint).unwrap();
        let second = CheckpointLock::take(&checkpoint).unwrap_err();
        assert!(second.to_string().contains("another import that uses"), "{second}");
        drop(first);
        drop(CheckpointLock::take(&checkpoint).unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
    }
}
