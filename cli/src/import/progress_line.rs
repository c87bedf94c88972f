//! Progress of an import, estimated from the bytes read.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::progress::Progress;

/// The progress line.
pub(super) struct ProgressLine {
    pub progress: Progress,
    /// Bytes of the file read so far.
    pub read: Arc<AtomicU64>,
    /// Size of the file in bytes, if known.
    pub size: Option<u64>,
    /// Rows read so far.
    pub rows: Arc<AtomicU64>,
}

impl ProgressLine {
    pub fn show(&mut self, done: u64) {
        let (read, rows) = (self.read.load(Ordering::Relaxed), self.rows.load(Ordering::Relaxed));
        // The number of rows is extrapolated from the average size so far.
        let total = self.size.filter(|_| read > 0 && rows > 0).map(|size| {
            let total = u128::from(rows) * u128::from(size) / u128::from(read);
            u64::try_from(total).unwrap_or(u64::MAX).max(done)
        });
        self.progress.show(done, total);
    }

    /// Removes the line and returns the elapsed time.
    pub fn end(&mut self) -> Duration {
        self.progress.end()
    }
}
