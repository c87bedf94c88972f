//! The file of rows that were not stored, in the form of the file that they come from.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use weda_definition::hash::{fnv_64, fnv_64_more};

use crate::failure::{Failure, ImportError};
use crate::output_file;
use crate::records::{RawRow, RejectForm};

/// Takes rows, each with the reason why it was not stored. There is a file once there is a row.
pub(super) struct Rejects {
    path: PathBuf,
    form: RejectForm,
    mode: u32,
    file: Option<File>,
    /// What takes the place of the file of earlier runs, and whether there is one.
    draft: Option<(NamedTempFile, bool)>,
    mark: FileMark,
}

/// What a file of rejected rows holds, to notice that somebody has changed it.
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
    /// A file for an import that begins.
    ///
    /// # Errors
    /// There is a file of that name, which may hold somebody's rows, or none can be made there.
    pub fn begin(path: PathBuf, form: RejectForm, mode: u32) -> Result<Self, Failure> {
        let mut rejects = Self { path, form, mode, file: None, draft: None, mark: FileMark::default() };
        if is_empty(&rejects.path) {
            fs::remove_file(&rejects.path).map_err(|error| rejects.unwritable(error))?;
        }
        // Made now and not with the first reject: where it cannot be made, nothing is begun.
        rejects.file = Some(rejects.create()?);
        Ok(rejects)
    }

    /// A file for an import that goes on, in the place of that of earlier runs once it is [published](Self::publish).
    ///
    /// # Errors
    /// The file is not as the import has left it, or cannot be written.
    pub fn go_on(path: PathBuf, form: RejectForm, mode: u32, earlier: &EarlierRejects<'_>) -> Result<Self, Failure> {
        let mut rejects = Self { path, form, mode, file: None, draft: None, mark: FileMark::default() };
        let is_there = match fs::symlink_metadata(&rejects.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(rejects.unwritable(error)),
            Ok(about) if !about.is_file() => return Err(rejects.is_changed()),
            Ok(_) => {
                let found = fs::read(&rejects.path).map_err(|error| rejects.unwritable(error))?;
                let is_same = earlier.name.is_some_and(|name| name == rejects.path.to_string_lossy());
                if !is_same && !found.is_empty() {
                    return Err(ImportError::RejectsThere { path: rejects.path.clone() }.into());
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

    /// Puts the rows that are still rejected in the place of the file of earlier runs. The checkpoint knows their
    /// [`mark`](Self::mark) by then: a process that is killed leaves the one file or the other, and never a part of one.
    ///
    /// # Errors
    /// The file cannot be written, or somebody has made one of that name.
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

    /// What the file holds.
    pub fn mark(&self) -> FileMark {
        self.mark
    }

    /// # Errors
    /// The file cannot be written.
    pub fn write(&mut self, number: u64, raw: &RawRow, reason: &str) -> Result<(), Failure> {
        let mut text = if self.mark.length == 0 { self.form.head() } else { Vec::new() };
        text.extend(self.form.line(number, raw, reason));
        let written = self.file.as_mut().map_or(Ok(()), |file| file.write_all(&text));
        if let Err(error) = written {
            // Half a line would spoil the next one.
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
        // A link of that name is not followed: it may lead to somebody's file.
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, self.mode);
        options.open(&self.path).map_err(|error| self.uncreated(error))
    }

    fn uncreated(&self, error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::AlreadyExists => ImportError::RejectsThere { path: self.path.clone() }.into(),
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
    /// A file in which nothing came to stand is not left behind.
    fn drop(&mut self) {
        // What was not put in its place is no file of this run.
        if self.file.take().is_some() && self.draft.is_none() && self.mark.length == 0 {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// What earlier runs have written.
#[derive(Debug)]
pub(super) struct EarlierRejects<'e> {
    /// The name of the file.
    pub name: Option<&'e str>,
    /// What the file held when a row was last added, as far as the log tells.
    pub mark: Option<FileMark>,
    /// What it held before runs wrote it anew that may have been killed first.
    pub marks_before: &'e [FileMark],
    /// The last run was killed: a row may stand in the file of which the log does not tell.
    pub was_killed: bool,
}

impl EarlierRejects<'_> {
    /// Whether the file is as the import has left it.
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
