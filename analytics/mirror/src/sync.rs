//! Bringing a copy up to date.
//!
//! A run reads the records that were changed since the last one, by `updatedAt` with an overlap, and counts. If the copy has
//! another number of records than the service, it reads all records: those that were not found are marked as deleted, after
//! their absence was confirmed by their ids.

mod consent;
mod deletions;
mod options;
mod pass;
mod report;
mod source;
mod walk;

use std::collections::HashMap;

use weda::Client;

use crate::copy::{Copy, ModelState, PassKind};
use crate::error::Error;
use crate::model::Model;
use crate::row::Digest;
pub use consent::Consent;
pub use options::SyncOptions;
use pass::Seen;
pub use report::{ModelReport, Observer, SilentObserver};
pub(crate) use source::Source;
pub(crate) use walk::{Step, Walk};

/// Number of times that changes are read because the service has more records than the copy.
const CHANGE_READS: u32 = 2;
/// Number of times that all records are read because the counts differ.
const FULL_READS: u32 = 2;

/// Brings the copy of one model up to date.
struct Sync<'a> {
    source: Source<'a>,
    copy: &'a mut dyn Copy,
    model: &'a Model,
    options: &'a SyncOptions,
    observer: &'a mut dyn Observer,
    state: ModelState,
    report: ModelReport,
    /// The records that were seen since all records were last read in this run.
    seen: Option<Seen>,
    /// In a trial, the records that would have been written.
    trial: HashMap<u128, Digest>,
    /// Number of requests of the process when this model began.
    requests_before: u64,
}

/// Brings the copy of one model up to date, and commits as it goes. The report goes up to the error, if there is one: a call
/// failed, a record does not fit its definition, the copy is damaged, or more records are missing than the consent allows.
/// What was committed before stays.
pub(crate) async fn sync_model(
    client: &Client,
    copy: &mut dyn Copy,
    model: &Model,
    options: &SyncOptions,
    observer: &mut dyn Observer,
) -> (ModelReport, Option<Error>) {
    let mut state = match copy.prepare(model, options.rebuild) {
        Ok(prepared) => ModelState { needs_all: prepared.state.needs_all || prepared.has_changed, ..prepared.state },
        Err(error) => return (ModelReport::new(model.identifier(), &ModelState::default()), Some(error)),
    };
    if options.rebuild {
        state = ModelState::default();
    }
    let mut sync = Sync {
        source: Source::new(client, model),
        requests_before: observer.requests(),
        copy,
        model,
        options,
        observer,
        report: ModelReport::new(model.identifier(), &state),
        state,
        seen: None,
        trial: HashMap::new(),
    };
    let error = sync.run().await.err();
    sync.report.take_state(&sync.state);
    (sync.report, error)
}

impl Sync<'_> {
    async fn run(&mut self) -> Result<(), Error> {
        let state = &self.state;
        if self.options.full || !state.is_whole || state.needs_all || !self.model.has_updated_at() {
            self.read(PassKind::All).await?;
        }
        self.read_changes().await?;
        let (mut changes, mut all) = (CHANGE_READS, FULL_READS);
        loop {
            self.report.service_records = self.source.count().await?;
            let (there, here) = (self.report.service_records, self.live()?);
            // If the reading was complete, it is known which records are missing.
            if there == here || self.seen.as_ref().is_some_and(Seen::is_complete) {
                break;
            }
            // New records are found by their time, missing ones only by reading all.
            if there > here && changes > 0 && self.state.watermark.is_some() {
                changes -= 1;
            } else if all > 0 {
                all -= 1;
                self.read(PassKind::All).await?;
            } else {
                break;
            }
            self.read_changes().await?;
        }
        self.mark_deleted().await?;
        self.finish()
    }

    /// Reads the records that were changed since the last time. Without times there is nothing to ask for.
    async fn read_changes(&mut self) -> Result<(), Error> {
        let Some(watermark) = self.state.watermark else { return Ok(()) };
        let overlap = i64::try_from(self.options.overlap.as_millis()).unwrap_or(i64::MAX);
        self.read(PassKind::Since(watermark.saturating_sub(overlap))).await
    }

    /// Number of records of the copy that are not marked as deleted. In a trial nothing is written, so those that would be
    /// new are added.
    fn live(&mut self) -> Result<u64, Error> {
        let live = self.copy.live(self.model)?;
        Ok(if self.options.dry_run { (live + self.report.inserted).saturating_sub(self.report.deleted) } else { live })
    }

    fn finish(&mut self) -> Result<(), Error> {
        if self.report.pending.is_none() {
            self.state.last_success = Some(weda::DateTime::now().as_millis());
        }
        let requests = self.observer.requests().saturating_sub(self.requests_before);
        self.report.requests = requests;
        self.report.retries = requests.saturating_sub(self.source.calls());
        self.state.totals.requests += self.report.requests;
        self.state.totals.retries += self.report.retries;
        self.commit()?;
        self.report.records = self.live()?;
        self.report.take_state(&self.state);
        Ok(())
    }

    /// Commits what is staged, with the state.
    fn commit(&mut self) -> Result<(), Error> {
        match self.options.dry_run {
            true => Ok(()),
            false => self.copy.commit(self.model, &self.state),
        }
    }
}
