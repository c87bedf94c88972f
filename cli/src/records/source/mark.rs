//! What has been read of a file, to know it again by.

use std::io::{self, BufRead, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

/// A beginning of a file, to know it again by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    /// The row that it ends with; 0 before all of them.
    pub row: u64,
    bytes: u64,
    hash: u64,
}

impl Default for Mark {
    fn default() -> Self {
        Self { row: 0, bytes: 0, hash: 0xcbf2_9ce4_8422_2325 }
    }
}

impl Mark {
    /// The same, with the row that it ends with.
    pub(super) fn at(self, row: u64) -> Self {
        Self { row, ..self }
    }

    /// FNV-1a (64 bits): the hash of the standard library may be another one in the next program.
    fn read(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        self.hash = bytes.iter().fold(self.hash, step);
    }
}

/// What some programs put before the first character of a UTF-8 text.
pub(super) const MARK: &[u8] = "\u{feff}".as_bytes();

/// A file without that, which keeps account of what is taken from it.
pub(super) struct Unmarked<F> {
    file: F,
    at_start: bool,
    mark: Arc<Mutex<Mark>>,
}

pub(super) fn lock(mark: &Mutex<Mark>) -> MutexGuard<'_, Mark> {
    // Nothing panics while it holds the lock.
    mark.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<F: BufRead> Unmarked<F> {
    pub fn new(file: F, mark: Arc<Mutex<Mark>>) -> Self {
        Self { file, at_start: true, mark }
    }

    fn skip_mark(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.at_start) && self.file.fill_buf()?.starts_with(MARK) {
            self.consume(MARK.len());
        }
        Ok(())
    }
}

impl<F: BufRead> Read for Unmarked<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<F: BufRead> BufRead for Unmarked<F> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.skip_mark()?;
        self.file.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // What is consumed has been asked for, so that nothing is read here.
        if let Ok(buffer) = self.file.fill_buf() {
            lock(&self.mark).read(buffer.get(..amount).unwrap_or_default());
        }
        self.file.consume(amount);
    }
}
