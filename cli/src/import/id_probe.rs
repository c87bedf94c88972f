//! Whether the service keeps ids that it is given: nobody documents it, so one row goes first.

use std::time::Duration;

use serde_json::value::RawValue;
use weda::dynamic::ModelHandle;

use super::checkpoint::Entry;
use super::content_lookup::by_content;
use super::lookup::{self, Found};
use super::pending_row::PendingRow;
use super::row_queue::{SharedState, lock};
use super::sender::is_about_row;
use super::waiting;
use crate::failure::{Failure, ImportError};

/// How often the row is sent whose answer does not come.
const TRIES: u32 = 3;

/// What became of the first row.
pub(super) enum Probed {
    /// It is stored, with its id.
    Kept,
    /// The service refuses this row.
    Refused(String),
}

/// Creates a row whose id is not there. It stays if its id was kept.
///
/// # Errors
/// The service gives ids of its own, or a call failed.
pub(super) async fn create(
    model: &ModelHandle,
    shared: &SharedState,
    row: &PendingRow,
    attempt: Duration,
) -> Result<Probed, Failure> {
    let id = row.id();
    let body =
        RawValue::from_string(row.body.clone()).map_err(|error| ImportError::NotSendable { row: row.number, error })?;
    lock(shared).checkpoint.will_send(row, std::iter::empty())?;
    // Whatever ends the import before this is cleared: the row may be stored.
    lock(shared).probing = Some(row.number);
    let not_stored = || lock(shared).probing = None;
    let mut tries = 0;
    loop {
        tries += 1;
        let error = match model.create(&body).await {
            Ok(record) if record.id() == id => {
                return kept(shared);
            }
            Ok(record) => {
                let id = record.id().to_owned();
                if model.delete(&id).await.is_ok() {
                    not_stored();
                    return Err(ImportError::IdsNotKept { row: row.number }.into());
                }
                lock(shared).checkpoint.note(&Entry::Unmatched { row: row.number })?;
                return Err(ImportError::IdsNotKeptOf { row: row.number, id }.into());
            }
            Err(error) => error,
        };
        if error.in_doubt().is_none() {
            not_stored();
            return if is_about_row(&error) {
                Ok(Probed::Refused(crate::failure::reason(&error)))
            } else {
                Err(error.into())
            };
        }
        waiting::until_answered([&error].into_iter(), attempt).await;
        if let Some(Found::Same { .. }) =
            lookup::by_key(model, None, "_id", [row].into_iter()).await?.remove(&row.number)
        {
            return kept(shared);
        }
        // Under another id it may be there all the same.
        if row.since.is_some()
            && let Some(id) = by_content(model, None, &[&row.without_id()], shared).await?.ids.remove(&row.number)
        {
            return Err(ImportError::IdsNotKeptOf { row: row.number, id }.into());
        }
        if tries == TRIES {
            return Err(ImportError::IdsUnknown { row: row.number, error }.into());
        }
    }
}

fn kept(shared: &SharedState) -> Result<Probed, Failure> {
    let mut shared = lock(shared);
    shared.ids_kept = true;
    shared.checkpoint.note(&Entry::IdsKept)?;
    Ok(Probed::Kept)
}
