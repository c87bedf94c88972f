//! A local directory. Files are written under hidden names, flushed to the disk and renamed.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::error::{FileError, FileErrorKind};
use super::names::PROGRESS;

/// A directory.
pub(super) struct LocalStore {
    root: PathBuf,
    lock: Option<File>,
}

/// A file that is being written.
pub(super) struct Draft {
    file: File,
    hidden: PathBuf,
    path: PathBuf,
    is_complete: bool,
}

/// The name of the lock, which is never removed while it is held.
const LOCK: &str = "lock";

impl LocalStore {
    pub fn at(root: PathBuf) -> Self {
        Self { root, lock: None }
    }

    pub fn lock(&mut self) -> Result<(), FileError> {
        let path = self.root.join(PROGRESS).join(LOCK);
        create_parent(&path)?;
        let fail = |error| FileError::write(&shown(&path), error);
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(fail)?;
        match file.try_lock() {
            Ok(()) => {
                self.lock = Some(file);
                Ok(())
            }
            Err(TryLockError::WouldBlock) => Err(FileError::new(
                FileErrorKind::Occupied,
                format!(
                    "another process is exporting to `{}`; wait for it, or choose another directory",
                    shown(&self.root)
                ),
            )),
            // Some network file systems have no locks.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
            Err(TryLockError::Error(error)) => Err(fail(error)),
        }
    }

    pub fn list(&self) -> Result<Vec<String>, FileError> {
        let (mut names, mut folders) = (Vec::new(), vec![String::new()]);
        while let Some(folder) = folders.pop() {
            let path = self.root.join(&folder);
            let fail = |error| FileError::read(&shown(&path), error);
            let entries = match fs::read_dir(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                entries => entries.map_err(fail)?,
            };
            for entry in entries {
                let entry = entry.map_err(fail)?;
                // A name that is not Unicode is not ours, and is shown as far as possible.
                let name = entry.file_name().to_string_lossy().into_owned();
                let name = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                // Links are not followed.
                match entry.file_type().map_err(fail)?.is_dir() {
                    true => folders.push(name),
                    false if name == format!("{PROGRESS}/{LOCK}") => {}
                    false => names.push(name),
                }
            }
        }
        names.sort();
        Ok(names)
    }

    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, FileError> {
        let path = self.root.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(FileError::read(&shown(&path), error)),
        }
    }

    pub fn begin(&self, name: &str) -> Result<Draft, FileError> {
        let path = self.root.join(name);
        create_parent(&path)?;
        let file_name = path.file_name().unwrap_or_default().to_string_lossy();
        let hidden = path.with_file_name(format!(".{file_name}.tmp"));
        let fail = |error| FileError::write(&shown(&path), error);
        // A link left by someone else is not followed.
        match fs::remove_file(&hidden) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(fail(error)),
            _ => {}
        }
        let file = OpenOptions::new().write(true).create_new(true).open(&hidden).map_err(fail)?;
        Ok(Draft { file, hidden, path, is_complete: false })
    }

    pub fn delete(&self, name: &str) -> Result<(), FileError> {
        let path = self.root.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(FileError::write(&shown(&path), error));
            }
            _ => {}
        }
        // The folders of the file, as far as they are empty.
        let mut folder = path.parent();
        while let Some(path) = folder.filter(|path| *path != self.root && fs::remove_dir(path).is_ok()) {
            folder = path.parent();
        }
        Ok(())
    }
}

impl Drop for LocalStore {
    fn drop(&mut self) {
        if self.lock.take().is_some() && !self.root.join(PROGRESS).join("export.json").exists() {
            // The export is complete, or never began.
            let folder = self.root.join(PROGRESS);
            let _ = fs::remove_file(folder.join(LOCK));
            let _ = fs::remove_dir(folder);
        }
    }
}

impl Draft {
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), FileError> {
        self.file.write_all(bytes).map_err(|error| FileError::write(&shown(&self.path), error))
    }

    /// Flushes the file to the disk and renames it, so that what has its name is complete even after a power failure.
    pub fn complete(mut self) -> Result<(), FileError> {
        let fail = |error| FileError::write(&shown(&self.path), error);
        self.file.sync_all().map_err(fail)?;
        fs::rename(&self.hidden, &self.path).map_err(fail)?;
        self.is_complete = true;
        sync_folder(self.path.parent().unwrap_or(Path::new("."))).map_err(fail)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.is_complete {
            // After an error or Ctrl-C. After a kill, the next run does it.
            let _ = fs::remove_file(&self.hidden);
        }
    }
}

fn create_parent(path: &Path) -> Result<(), FileError> {
    let parent = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(|error| FileError::write(&shown(parent), error))
}

/// Makes a rename durable.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match File::open(folder)?.sync_all() {
        // Some network file systems cannot.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        result => result,
    }
}

pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}
