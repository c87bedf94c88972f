//! The file of rejected rows, in the format of the input.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use weda_definition::hash::{fnv_64, fnv_64_more};

use crate::failure::{Failure, ImportError};
use crate::output_file;
use crate::records::{RawRow, RejectForm};

/// Writes rejected rows with the reasons.
pub(super) struct Rejects {
    path: PathBuf,
    form: RejectForm,
    mode: u32,
    file: Option<File>,
    /// The file that will replace the one of earlier runs, and whether that one exists.
    draft: Option<(NamedTempFile, bool)>,
    mark: FileMark,
}

/// Length and hash of a file of rejected rows, to detect changes by others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileMark {
    length: u64,
    hash: u64,
}

impl Default for FileMark {
    fn default() -> Self {
        Self { length: 0, hash: fnv_64(b"") }
    }
}

impl FileMark {
    fn add(&mut self, text: &[u8]) {
        self.length += text.len() as u64;
        self.hash = fnv_64_more(self.hash, text);
    }
}

impl Rejects {
    /// Creates the file of a new import.
    ///
    /// # Errors
    /// Returns an error if the file exists and is not empty, or cannot be created.
    pub fn begin(path: PathBuf, form: RejectForm, mode: u32) -> Result<Self, Failure> {
        let mut rejects = Self { path, form, mode, file: None, draft: None, mark: FileMark::default() };
        if is_empty(&rejects.path) {
            fs::remove_file(&rejects.path).map_err(|error| rejects.unwritable(error))?;
        }
        // Created now and not with the first row, so that the import does not begin if this fails.
        rejects.file = Some(rejects.create()?);
        Ok(rejects)
    }

    /// Creates the file of a resumed import. It replaces that of earlier runs once it is [published](Self::publish).
    ///
    /// # Errors
    /// Returns an error if the file was changed since, or cannot be written.
    pub fn resume(path: PathBuf, form: RejectForm, mode: u32, earlier: &EarlierRejects<'_>) -> Result<Self, Failure> {
        let mut rejects = Self { path, form, mode, file: None, draft: None, mark: FileMark::default() };
        let is_there = match fs::symlink_metadata(&rejects.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(rejects.unwritable(error)),
            Ok(about) if !about.is_file() => return Err(rejects.is_changed()),
            Ok(_) => {
                let found = fs::read(&rejects.path).map_err(|error| rejects.unwritable(error))?;
                let is_same = earlier.name.is_some_and(|name| name == rejects.path.to_string_lossy());
                if !is_same && !found.is_empty() {
                    return Err(ImportError::RejectsExist { path: rejects.path.clone() }.into());
                }
                if !earlier.has_left(&found) {
                    return Err(rejects.is_changed());
                }
                true
            }
        };
        let draft = rejects.draft().map_err(|error| rejects.unwritable(error))?;
        rejects.file = Some(draft.as_file().try_clone().map_err(|error| rejects.unwritable(error))?);
        rejects.draft = Some((draft, is_there));
        Ok(rejects)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Atomically replaces the file of earlier runs by the rows that are still rejected. The checkpoint must contain the
    /// [`mark`](Self::mark) of the new file by then.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written, or was created by others.
    pub fn publish(&mut self) -> Result<(), Failure> {
        let Some((draft, is_there)) = self.draft.take() else { return Ok(()) };
        let published = if is_there { draft.persist(&self.path) } else { draft.persist_noclobber(&self.path) };
        published.map(drop).map_err(|error| self.uncreated(error.error))
    }

    fn draft(&self) -> io::Result<NamedTempFile> {
        let draft = output_file::private_beside(&self.path)?;
        #[cfg(unix)]
        draft.as_file().set_permissions(std::os::unix::fs::PermissionsExt::from_mode(self.mode))?;
        Ok(draft)
    }

    /// Length and hash of the content.
    pub fn mark(&self) -> FileMark {
        self.mark
    }

    /// # Errors
    /// Returns an error if the file cannot be written.
    pub fn write(&mut self, number: u64, raw: &RawRow, reason: &str) -> Result<(), Failure> {
        let mut text = if self.mark.length == 0 { self.form.head() } else { Vec::new() };
        text.extend(self.form.line(number, raw, reason));
        let written = self.file.as_mut().map_or(Ok(()), |file| file.write_all(&text));
        if let Err(error) = written {
            // A partial line would corrupt the next one.
            if let Some(file) = &self.file {
                let _ = file.set_len(self.mark.length);
            }
            return Err(self.unwritable(error));
        }
        self.mark.add(&text);
        Ok(())
    }

    fn create(&self) -> Result<File, Failure> {
        let mut options = OpenOptions::new();
        // Symbolic links are not followed: they may lead to another file of the user.
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, self.mode);
        options.open(&self.path).map_err(|error| self.uncreated(error))
    }

    fn uncreated(&self, error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::AlreadyExists => ImportError::RejectsExist { path: self.path.clone() }.into(),
            _ => self.unwritable(error),
        }
    }

    fn is_changed(&self) -> Failure {
        ImportError::RejectsChanged { path: self.path.clone() }.into()
    }

    fn unwritable(&self, error: io::Error) -> Failure {
        ImportError::RejectsUnwritable { path: self.path.clone(), error }.into()
    }
}

impl Drop for Rejects {
    /// Removes an empty file.
    fn drop(&mut self) {
        // An unpublished draft is not at the path.
        if self.file.take().is_some() && self.draft.is_none() && self.mark.length == 0 {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The file of earlier runs, according to the log.
#[derive(Debug)]
pub(super) struct EarlierRejects<'e> {
    /// The name of the file.
    pub name: Option<&'e str>,
    /// Its content after the last row in the log.
    pub mark: Option<FileMark>,
    /// Its contents before runs that replaced it and may have been killed first.
    pub marks_before: &'e [FileMark],
    /// The last run was killed, so that the file may contain a row that is not in the log.
    pub was_killed: bool,
}

impl EarlierRejects<'_> {
    /// Returns true if the file is unchanged.
    fn has_left(&self, found: &[u8]) -> bool {
        self.is_of(self.mark.unwrap_or_default(), found)
            || self.marks_before.iter().any(|mark| self.is_of(*mark, found))
    }

    fn is_of(&self, mark: FileMark, found: &[u8]) -> bool {
        let Some(known) = usize::try_from(mark.length).ok().and_then(|length| found.get(..length)) else {
            return found.is_empty();
        };
        let mut same = FileMark::default();
        same.add(known);
        same == mark && (self.was_killed || found.len() == known.len())
    }
}

fn is_empty(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|about| about.is_file() && about.len() == 0)
}
