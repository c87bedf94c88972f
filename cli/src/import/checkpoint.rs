//! The write-ahead log of an import.
//!
//! It is only appended to, so that a process that is killed leaves at most an incomplete last line. A row that may have
//! been sent and has no outcome in the log is in doubt.

mod earlier;
mod entry;

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _};
use std::iter;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

pub(super) use earlier::{Earlier, RowOutcome};
use entry::Header;
pub(super) use entry::{Entry, Target};

use super::pending_row::PendingRow;
use crate::failure::{Failure, ImportError, TransferError};
use crate::row_ranges::RowRanges;

/// Number of rows announced in one entry. If the process is killed, up to so many rows that were never sent are looked up.
const ROWS_PER_ENTRY: usize = 100;

/// The log of one import.
pub(super) struct Checkpoint {
    path: PathBuf,
    /// Opened with the first entry, so that an import that sends nothing leaves no file.
    file: Option<BufWriter<File>>,
    header: Header,
    /// The mode of the input file, on systems with modes, since the log describes its rows.
    mode: u32,
    /// Maximum duration of a call in milliseconds.
    within: u64,
    /// Rows that were announced and not sent yet.
    announced: HashSet<u64>,
}

impl Checkpoint {
    /// Opens the log and reads the entries of earlier runs.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, is not the log of an import, or is that of another import.
    pub fn open(path: PathBuf, target: Target, mode: u32, within: Duration) -> Result<(Self, Earlier), Failure> {
        let header = Header::new(target);
        let earlier = Earlier::read(&path, &header)?;
        if earlier.is_bare {
            fs::remove_file(&path).map_err(|error| ImportError::CheckpointUnwritable { path: path.clone(), error })?;
        }
        let within = u64::try_from(within.as_millis()).unwrap_or(u64::MAX);
        let mut checkpoint = Self { path, file: None, header, mode, within, announced: HashSet::new() };
        if earlier.is_there {
            checkpoint.file = Some(BufWriter::new(checkpoint.reopen(earlier.length)?));
        }
        Ok((checkpoint, earlier))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Records the name of the file of rejected rows before it is created, so that a later run recognizes the file. The
    /// entry is flushed.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written.
    pub fn begin(&mut self, rejects: &Path) -> Result<(), Failure> {
        self.note(&Entry::Begun { rejects: rejects.to_string_lossy().into_owned() })?;
        self.flush()
    }

    /// Records that a row is about to be sent, together with some of the following rows. The entry is flushed.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written.
    pub fn will_send<'r>(
        &mut self,
        row: &'r PendingRow,
        following: impl Iterator<Item = &'r PendingRow>,
    ) -> Result<(), Failure> {
        if self.announced.remove(&row.number) {
            return Ok(());
        }
        let following = following.take_while(|next| next.since == row.since).take(ROWS_PER_ENTRY - 1);
        let rows: Vec<(u64, u64)> = iter::once(row).chain(following).map(|row| (row.number, row.hash)).collect();
        self.announced.extend(rows[1..].iter().map(|(row, _)| row));
        self.note(&Entry::Sent { since: row.since, within: self.within, rows })?;
        self.flush()
    }

    /// Appends an entry, which is written with the next [`flush`](Self::flush) at the latest.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written.
    pub fn note(&mut self, entry: &Entry) -> Result<(), Failure> {
        let mut line = serde_json::to_vec(entry).map_err(|error| self.unwritable(error.into()))?;
        line.push(b'\n');
        if self.file.is_none() {
            self.file = Some(BufWriter::with_capacity(1 << 15, self.create()?));
        }
        let written = self.file.as_mut().map_or(Ok(()), |file| file.write_all(&line));
        written.map_err(|error| self.unwritable(error))
    }

    /// Records the orderly end of a run, and the rows that may be stored.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written.
    pub fn end(&mut self, in_doubt: RowRanges) -> Result<(), Failure> {
        self.note(&Entry::Ended { in_doubt, at: now() })?;
        self.flush()
    }

    /// # Errors
    /// Returns an error if the file cannot be written.
    pub fn flush(&mut self) -> Result<(), Failure> {
        let flushed = self.file.as_mut().map_or(Ok(()), std::io::Write::flush);
        flushed.map_err(|error| self.unwritable(error))
    }

    /// Removes the ids of records that this import has created, in any run.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read.
    pub fn without_created(&mut self, ids: &mut HashSet<String>) -> Result<(), Failure> {
        self.without(ids, false)
    }

    /// Removes the ids of records that this import has created, or that existed before rows were sent.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read.
    pub fn without_known(&mut self, ids: &mut HashSet<String>) -> Result<(), Failure> {
        self.without(ids, true)
    }

    fn without(&mut self, ids: &mut HashSet<String>, and_present: bool) -> Result<(), Failure> {
        self.flush()?;
        if self.file.is_none() || ids.is_empty() {
            return Ok(());
        }
        let fail = |error| TransferError::Unreadable { path: self.path.clone(), error };
        let file = BufReader::new(File::open(&self.path).map_err(fail)?);
        for line in file.lines() {
            match serde_json::from_str::<Entry>(&line.map_err(fail)?) {
                Ok(Entry::Created { id, .. }) => _ = ids.remove(&id),
                Ok(Entry::Present { ids: present }) if and_present => present.iter().for_each(|id| _ = ids.remove(id)),
                _ => {}
            }
        }
        Ok(())
    }

    /// Removes the file.
    ///
    /// # Errors
    /// Returns an error if the file cannot be removed.
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
        // Symbolic links are not followed: they may lead to another file of the user.
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, self.mode);
        let mut file = options.open(&self.path).map_err(|error| self.unwritable(error))?;
        file.write_all(&self.header.line()).map_err(|error| self.unwritable(error))?;
        Ok(file)
    }

    /// Opens the log for appending, after removing an incomplete last line.
    fn reopen(&self, length: u64) -> Result<File, Failure> {
        // Windows does not truncate a file that is opened to append.
        let mut file = OpenOptions::new().write(true).open(&self.path).map_err(|error| self.unwritable(error))?;
        file.set_len(length).map_err(|error| self.unwritable(error))?;
        file.seek(SeekFrom::End(0)).map_err(|error| self.unwritable(error))?;
        Ok(file)
    }

    fn unwritable(&self, error: std::io::Error) -> Failure {
        ImportError::CheckpointUnwritable { path: self.path.clone(), error }.into()
    }
}

/// Milliseconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
