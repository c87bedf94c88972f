//! One import at a time goes by a checkpoint: two would send the same rows.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, ImportError};

/// No other import goes by the checkpoint while this is there, even one that another process began.
#[derive(Debug)]
pub(super) struct CheckpointLock {
    path: PathBuf,
    /// The system lets go of the lock when the process ends, however it does.
    _file: File,
}

impl CheckpointLock {
    /// Keeps others from the checkpoint.
    ///
    /// # Errors
    /// Another import goes by it, or no file can be made beside it.
    pub fn take(checkpoint: &Path) -> Result<Self, Failure> {
        let mut path = checkpoint.as_os_str().to_owned();
        path.push(".lock");
        let path = PathBuf::from(path);
        let fail = |error| ImportError::CheckpointUnwritable { path: path.clone(), error };
        loop {
            // Not the checkpoint itself, whose place a new file takes again and again.
            let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(fail)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(ImportError::UnderWay { checkpoint: checkpoint.to_owned() }.into());
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
        // One that is left does no harm.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Whoever held the lock may have removed the file between its being opened and locked.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    let same = |one: std::fs::Metadata, other: std::fs::Metadata| (one.dev(), one.ino()) == (other.dev(), other.ino());
    file.metadata().and_then(|one| Ok(same(one, std::fs::metadata(path)?))).unwrap_or(false)
}

/// A file that is open keeps its name until it is closed.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let checkpoint = folder.path().join("a.checkpoint");
        let first = CheckpointLock::take(&checkpoint).unwrap();
        let second = CheckpointLock::take(&checkpoint).unwrap_err();
        assert!(second.to_string().contains("another import that goes by"), "{second}");
        drop(first);
        drop(CheckpointLock::take(&checkpoint).unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
    }
}
