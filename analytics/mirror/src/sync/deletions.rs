//! Marks of deletion.

use std::collections::HashSet;

use weda::Record;

use super::Sync;
use crate::error::Error;

impl Sync<'_> {
    /// Marks the records as deleted that were not seen while all were read, and that the service does not find by their id.
    ///
    /// # Errors
    /// Returns an error if a call fails, or more records are missing than the consent allows.
    pub(super) async fn mark_deleted(&mut self) -> Result<(), Error> {
        // A first copy that went on has not seen the records of the runs before; if the counts differed, all were read again.
        let Some(seen) = self.seen.as_ref().filter(|seen| !seen.is_partial) else { return Ok(()) };
        let unseen = self.copy.unseen(self.model, &seen.keys)?;
        if unseen.is_empty() {
            return Ok(());
        }
        if !seen.is_complete() {
            self.report.pending = Some(format!(
                "{} records of the copy were not found, but records came or went while all were read ({} before, {} after, {} \
                 read)",
                unseen.len(),
                seen.before,
                seen.after,
                seen.listed
            ));
            return Ok(());
        }
        self.consent(unseen.len() as u64)?;
        let found = self.source.by_ids(&unseen).await?;
        let ids: HashSet<String> = found.iter().map(|record: &Record| record.id().to_owned()).collect();
        self.accept(found)?;
        let missing: Vec<String> = unseen.into_iter().filter(|id| !ids.contains(id)).collect();
        self.report.deleted += missing.len() as u64;
        self.state.totals.deleted += missing.len() as u64;
        match self.options.dry_run {
            true => Ok(()),
            false => self.copy.delete(self.model, &missing, weda::DateTime::now().as_millis()),
        }
    }

    /// # Errors
    /// Returns an error if more records are missing than may be marked as deleted.
    fn consent(&mut self, deletions: u64) -> Result<(), Error> {
        let (model, records) = (self.model.identifier(), self.copy.live(self.model)?);
        let allowed = self.options.consent.allowed(records);
        if deletions <= allowed || self.options.dry_run || self.observer.may_delete(model, deletions, records) {
            return Ok(());
        }
        Err(Error::Deletions { model: model.to_owned(), deletions, records, allowed })
    }
}
