//! Publishing definitions from `pre` to `prod`.

use std::mem;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use weda_definition::Definition;

use super::Service;
use crate::locked::locked;
use crate::store::CatalogError;

/// The definitions that are being published.
#[derive(Default)]
pub(super) struct Publishing {
    /// In the order of the requests, so that the later of two definitions of a model wins.
    scheduled: Mutex<Vec<Scheduled>>,
    /// The notes on those that failed, for the log.
    failed: Mutex<Vec<String>>,
}

struct Scheduled {
    /// The time of publication, in Unix seconds.
    due: i64,
    /// The definitions at the time of the request: `pre` may have other ones by now.
    definitions: Vec<Arc<Definition>>,
}

impl Service {
    /// Publishes the current definition of a model after the profile's delay; returns `Ok(false)` if the model does not
    /// exist. Records that do not fit now are an error immediately.
    pub(crate) fn publish(&self, identifier: &str) -> Result<bool, CatalogError> {
        let is_there = self.store().publishable(identifier).is_some();
        self.publish_all(&[identifier])?;
        Ok(is_there)
    }

    /// Publishes the current definitions of several models like [`publish`](Self::publish), all or none. Ignores models
    /// that do not exist.
    pub(crate) fn publish_all(&self, identifiers: &[&str]) -> Result<(), CatalogError> {
        let seconds = self.profile().answers.publishing_seconds;
        let mut store = self.store();
        let definitions: Vec<_> = identifiers.iter().filter_map(|identifier| store.publishable(identifier)).collect();
        if seconds == 0 {
            return store.publish(&definitions);
        }
        definitions.iter().try_for_each(|definition| store.check_publishable(definition))?;
        let due = self.clock.now().as_second() + i64::from(seconds);
        locked(&self.publishing.scheduled).push(Scheduled { due, definitions });
        Ok(())
    }

    /// Creates the models and publishes the definitions that are due. Failures of publishing are noted in the log: the
    /// call that happens to be next is not their cause.
    pub(crate) fn apply_due_changes(&self, now: Timestamp) {
        self.carry_out_tasks(now);
        let due: Vec<_> = {
            let mut scheduled = locked(&self.publishing.scheduled);
            scheduled.extract_if(.., |scheduled| scheduled.due <= now.as_second()).collect()
        };
        for Scheduled { definitions, .. } in due {
            if let Err(error) = self.store().publish(&definitions) {
                let note = |definition: &Arc<Definition>| {
                    format!("`{}` was not published; prod keeps its definition: {error}", definition.identifier)
                };
                locked(&self.publishing.failed).extend(definitions.iter().map(note));
            }
        }
    }

    /// Takes the notes on failed publications.
    pub(crate) fn unpublished_notes(&self) -> Vec<String> {
        mem::take(&mut locked(&self.publishing.failed))
    }
}
