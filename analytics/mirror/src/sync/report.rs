//! The results of a run, and those who watch it.

use crate::copy::ModelState;
use crate::copy::Totals;

/// The result of a run for one model.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelReport {
    /// The model.
    pub model: String,
    /// Number of records that were read, those that were read again included.
    pub read: u64,
    /// Number of records that the copy did not have, or had marked as deleted.
    pub inserted: u64,
    /// Number of records whose values had changed.
    pub updated: u64,
    /// Number of records that were marked as deleted.
    pub deleted: u64,
    /// The reason why missing records were not marked as deleted, if so.
    pub pending: Option<String>,
    /// Number of records of the copy that are not marked as deleted.
    pub records: u64,
    /// Number of records at the service.
    pub service_records: u64,
    /// Number of requests that were sent, if they are counted.
    pub requests: u64,
    /// Number of requests that repeated another one, if they are counted.
    pub retries: u64,
    /// The latest time of a change that was surely read, in Unix milliseconds of the service's clock.
    pub read_until: Option<i64>,
    /// The end of the last run without an error, in Unix milliseconds of this machine's clock.
    pub last_success: Option<i64>,
    /// Counts of all runs.
    pub totals: Totals,
}

impl ModelReport {
    pub(super) fn new(model: &str, state: &ModelState) -> Self {
        let mut report = Self {
            model: model.to_owned(),
            read: 0,
            inserted: 0,
            updated: 0,
            deleted: 0,
            pending: None,
            records: 0,
            service_records: 0,
            requests: 0,
            retries: 0,
            read_until: None,
            last_success: None,
            totals: Totals::default(),
        };
        report.take_state(state);
        report
    }

    pub(super) fn take_state(&mut self, state: &ModelState) {
        (self.read_until, self.last_success, self.totals) = (state.watermark, state.last_success, state.totals);
    }
}

/// Watches a run, and decides for its user.
pub trait Observer: Send {
    /// Number of requests that the client has sent so far; 0 if they are not counted.
    fn requests(&self) -> u64 {
        0
    }

    /// Called after each page, with the number of records that were read so far and of those there are, if known.
    fn progress(&mut self, model: &str, read: u64, of: Option<u64>) {
        let _ = (model, read, of);
    }

    /// Decides whether more records may be marked as deleted than allowed. Defaults to no.
    fn may_delete(&mut self, model: &str, deletions: u64, records: u64) -> bool {
        let _ = (model, deletions, records);
        false
    }
}

/// Watches nothing and allows nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct SilentObserver;

impl Observer for SilentObserver {}
