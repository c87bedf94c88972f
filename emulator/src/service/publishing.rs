//! How `prod` comes to have what `pre` has.

use std::mem;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use weda_definition::Definition;

use super::Service;
use crate::locked::locked;
use crate::store::Unfit;

/// The definitions on their way to `prod`.
#[derive(Default)]
pub(super) struct Publishing {
    /// In the order in which they were asked for: of two of one model the later one shall stay.
    waiting: Mutex<Vec<Waiting>>,
    /// What the log shall say of those that did not arrive.
    failed: Mutex<Vec<String>>,
}

struct Waiting {
    /// The second in which `prod` has it.
    due: i64,
    /// As it stood when it was published: `pre` may have another one by now.
    definition: Arc<Definition>,
}

impl Service {
    /// Lets `prod` have the definition that `pre` has now, once the profile's time is over; `Ok(false)` where there is no
    /// such model. A misfit that is there already is told at once.
    pub(crate) fn publish(&self, identifier: &str) -> Result<bool, Unfit> {
        let seconds = self.profile.answers.publishing_seconds;
        let mut store = self.store();
        let Some(definition) = store.publishable(identifier) else { return Ok(false) };
        if seconds == 0 {
            store.publish(definition)?;
        } else {
            store.check_publishable(&definition)?;
            let due = self.clock.now().as_second() + i64::from(seconds);
            locked(&self.publishing.waiting).push(Waiting { due, definition });
        }
        Ok(true)
    }

    /// Gives `prod` what is due. A record may have come that does not fit; that is for the log to say, and no fault of the
    /// call that happens to be next.
    pub(crate) fn publish_what_is_due(&self, now: Timestamp) {
        let due: Vec<_> = {
            let mut waiting = locked(&self.publishing.waiting);
            waiting.extract_if(.., |waiting| waiting.due <= now.as_second()).collect()
        };
        for Waiting { definition, .. } in due {
            let model = definition.identifier.clone();
            if let Err(unfit) = self.store().publish(definition) {
                let note = format!("`{model}` was not published, and prod keeps the definition it has: {unfit}");
                locked(&self.publishing.failed).push(note);
            }
        }
    }

    /// What the log shall say of definitions that did not reach `prod`, once.
    pub(crate) fn unpublished_notes(&self) -> Vec<String> {
        mem::take(&mut locked(&self.publishing.failed))
    }
}
