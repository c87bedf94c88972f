//! The lock of a copy, so that two runs never write one.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// A lock that ends with its owner, also if the process is killed. Its file stays.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "closing the file ends the lock")] File);

impl Lock {
    /// Locks the copy at `path` by this file.
    ///
    /// # Errors
    /// Returns an error if another run has the lock, or the file cannot be opened.
    pub(super) fn take(path: &Path, file: PathBuf) -> Result<Self, Error> {
        let fail = |error| Error::File { action: "lock", path: file.clone(), error };
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(&file).map_err(fail)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self(lock)),
            Err(TryLockError::WouldBlock) => Err(Error::InUse { path: path.to_owned() }),
            Err(TryLockError::Error(error)) => Err(fail(error)),
        }
    }
}
