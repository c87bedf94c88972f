//! The time limit of reads, which hold the store while programs wait for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::refusal::{stopped, too_slow};
use super::{Emulator, Refusal, RefusalKind};

/// Stops reads from another thread: [`Emulator::sql`] and those of [`Emulator::stoppable`]. Clones stop the same reads.
#[derive(Debug, Clone, Default)]
pub struct ReadStop(pub(super) Arc<AtomicBool>);

impl ReadStop {
    /// A switch that nobody has used.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops the reads, or prevents their start.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Emulator {
    /// Runs reads that a switch stops, such as [`list`](Self::list) or [`group`](Self::group): they then return a refusal of
    /// kind [`Stopped`](RefusalKind::Stopped), and programs no longer wait for them. Short reads may still end.
    ///
    /// ```
    /// use weda_emulator::{Definition, Emulator, ListRequest, ReadStop};
    ///
    /// let text = r#"{ "properties": { "title": { "type": "string" } } }"#;
    /// let emulator = Emulator::builder().definitions(Definition::parse("book", "book.json", text)?).start()?;
    /// // Another thread has a clone of the switch.
    /// let stop = ReadStop::new();
    /// let page = emulator.stoppable(&stop, |emulator| emulator.list("book", &ListRequest::default()))?;
    /// assert_eq!(page.count, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn stoppable<T>(&self, stop: &ReadStop, reads: impl FnOnce(&Self) -> T) -> T {
        let _limited = self.service.limit_time_or_stop(&stop.0);
        reads(self)
    }

    /// Runs a read within the time limit of requests.
    pub(super) fn limited<T>(&self, read: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
        let limited = self.service.limit_time();
        read().map_err(|refusal| match refusal.kind {
            RefusalKind::Timeout if limited.is_stopped() => stopped(),
            RefusalKind::Timeout => too_slow(limited.limit()),
            _ => refusal,
        })
    }
}
