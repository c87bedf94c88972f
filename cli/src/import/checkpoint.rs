//! What an import has done so far, in a log that is always ahead of what is sent.
//!
//! The log only grows, so that a process that is killed leaves nothing but an incomplete last line. A row that may have been
//! sent and has no outcome in the log is in doubt.

mod earlier;
mod entry;

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

pub(super) use earlier::{Earlier, EarlierRow, Fate};
use entry::Header;
pub(super) use entry::{Entry, Target};

use crate::failure::{Failure, ImportError, Trouble};

/// Rows between two notes of what may be sent. Where the process is killed, so many rows may be looked for that were never
/// sent.
const STRIDE: u64 = 100;

/// The log of one import.
pub(super) struct Checkpoint {
    path: PathBuf,
    /// Opened with the first entry: an import that begins nothing leaves nothing.
    file: Option<BufWriter<File>>,
    header: Header,
    /// The mode of the input, on systems that have modes: the log tells of its rows.
    mode: u32,
    /// No row behind this one may have been sent.
    sent: u64,
}

impl Checkpoint {
    /// Opens the log, and reads what earlier runs have done.
    ///
    /// # Errors
    /// The file cannot be read, is not a log of an import, or is the log of another one.
    pub fn open(path: PathBuf, target: Target, mode: u32) -> Result<(Self, Earlier), Failure> {
        let header = Header::new(target);
        let earlier = Earlier::read(&path, &header)?;
        if earlier.is_bare {
            fs::remove_file(&path).map_err(|error| ImportError::CheckpointUnwritable { path: path.clone(), error })?;
        }
        let mut checkpoint = Self { path, file: None, header, mode, sent: earlier.sent() };
        if earlier.is_there {
            checkpoint.file = Some(BufWriter::new(checkpoint.reopen(earlier.length)?));
        }
        Ok((checkpoint, earlier))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Notes that a row is about to be sent, whose record is created no earlier than `since`. When this returns, the log
    /// tells so.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn will_send(&mut self, row: u64, since: Option<i64>) -> Result<(), Failure> {
        if row <= self.sent {
            return Ok(());
        }
        self.sent = row.saturating_add(STRIDE - 1);
        self.note(&Entry::Sent { row: self.sent, since })?;
        self.flush()
    }

    /// Adds an entry, which reaches the file with the next [`flush`](Self::flush) at the latest.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn note(&mut self, entry: &Entry) -> Result<(), Failure> {
        let mut line = serde_json::to_vec(entry).map_err(|error| self.unwritable(error.into()))?;
        line.push(b'\n');
        if self.file.is_none() {
            self.file = Some(BufWriter::with_capacity(1 << 15, self.create()?));
        }
        let written = self.file.as_mut().map_or(Ok(()), |file| file.write_all(&line));
        written.map_err(|error| self.unwritable(error))
    }

    /// Notes the end of a run that was not killed: up to which row the file was read, and which rows were not sent after
    /// all.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn end(&mut self, read: u64, not_sent: super::row_ranges::RowRanges) -> Result<(), Failure> {
        self.sent = read;
        self.note(&Entry::Ended { read, not_sent })?;
        self.flush()
    }

    /// # Errors
    /// The file cannot be written.
    pub fn flush(&mut self) -> Result<(), Failure> {
        let flushed = self.file.as_mut().map_or(Ok(()), std::io::Write::flush);
        flushed.map_err(|error| self.unwritable(error))
    }

    /// Takes those ids away that are of records which this import has created, in any run.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn without_own(&mut self, ids: &mut HashSet<String>) -> Result<(), Failure> {
        self.flush()?;
        if self.file.is_none() || ids.is_empty() {
            return Ok(());
        }
        let fail = |error| Trouble::Unreadable { path: self.path.clone(), error };
        let file = BufReader::new(File::open(&self.path).map_err(fail)?);
        for line in file.lines() {
            match serde_json::from_str::<Entry>(&line.map_err(fail)?) {
                Ok(Entry::Created { id, .. }) => _ = ids.remove(&id),
                Ok(Entry::Present { ids: present }) => present.iter().for_each(|id| _ = ids.remove(id)),
                _ => {}
            }
        }
        Ok(())
    }

    /// Removes the file: nothing is left to go on from.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn remove(&mut self) -> Result<(), Failure> {
        match self.file.take() {
            Some(file) => {
                drop(file);
                fs::remove_file(&self.path).map_err(|error| self.unwritable(error))
            }
            None => Ok(()),
        }
    }

    fn create(&self) -> Result<File, Failure> {
        let mut options = OpenOptions::new();
        // A link of that name is not followed: it may lead to somebody's file.
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, self.mode);
        let mut file = options.open(&self.path).map_err(|error| self.unwritable(error))?;
        file.write_all(&self.header.line()).map_err(|error| self.unwritable(error))?;
        Ok(file)
    }

    /// Opens the log to add to it, without an incomplete last line.
    fn reopen(&self, length: u64) -> Result<File, Failure> {
        let file = OpenOptions::new().append(true).open(&self.path).map_err(|error| self.unwritable(error))?;
        file.set_len(length).map_err(|error| self.unwritable(error))?;
        Ok(file)
    }

    fn unwritable(&self, error: std::io::Error) -> Failure {
        ImportError::CheckpointUnwritable { path: self.path.clone(), error }.into()
    }
}
