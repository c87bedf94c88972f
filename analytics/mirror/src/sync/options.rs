//! The settings of a run.

use std::time::Duration;

use super::Consent;

/// The settings of a run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SyncOptions {
    /// Time by which the range of changes overlaps the one of the last run. It covers clocks that differ and writes that are
    /// committed late. Defaults to 10 minutes.
    pub overlap: Duration,
    /// Reads all records and compares them, instead of those that were changed. Defaults to false.
    pub full: bool,
    /// Makes the copies of the models anew. Defaults to false.
    pub rebuild: bool,
    /// Writes nothing, and reports what would be written. Defaults to false.
    pub dry_run: bool,
    /// The share of records that may be marked as deleted. Defaults to 20 %.
    pub consent: Consent,
    /// Number of rows at which a copy of Parquet files is committed, and of a full file. Defaults to 20,000.
    pub rows_per_file: usize,
}

impl Default for SyncOptions {
    fn default() -> Self {
        Self {
            overlap: Duration::from_secs(600),
            full: false,
            rebuild: false,
            dry_run: false,
            consent: Consent::default(),
            rows_per_file: 20_000,
        }
    }
}
