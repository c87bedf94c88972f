//! How far the import is, judged by the bytes that were read.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::progress::Progress;

/// The line that shows how many rows have outcomes.
pub(super) struct ProgressLine {
    pub progress: Progress,
    /// Bytes of the file that have been read.
    pub read: Arc<AtomicU64>,
    /// Bytes of the file, where that is known.
    pub size: Option<u64>,
    /// Rows that have been read.
    pub rows: Arc<AtomicU64>,
}

impl ProgressLine {
    pub fn show(&mut self, done: u64) {
        let (read, rows) = (self.read.load(Ordering::Relaxed), self.rows.load(Ordering::Relaxed));
        // How many rows there are is judged by the bytes that those so far took.
        let total = self.size.filter(|_| read > 0 && rows > 0).map(|size| {
            let total = u128::from(rows) * u128::from(size) / u128::from(read);
            u64::try_from(total).unwrap_or(u64::MAX).max(done)
        });
        self.progress.show(done, total);
    }

    /// Takes the line away; the time since the beginning.
    pub fn end(&mut self) -> Duration {
        self.progress.end()
    }
}
