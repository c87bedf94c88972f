//! Tests with the first row whether the service preserves given ids, which is not documented.

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

/// Maximum number of attempts if the response is lost.
const MAX_TRIES: u32 = 3;

/// The outcome of the first row.
pub(super) enum Probed {
    /// It is stored with its id.
    Kept,
    /// The service rejected the row.
    Refused(String),
}

/// Creates a row whose id is not stored yet. If its id was not preserved, the record is deleted again.
///
/// # Errors
/// Returns an error if the service assigns its own ids, or if a call fails.
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
    // If the import ends before this is cleared, the row may be stored.
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
                    return Err(ImportError::IdReassigned { row: row.number }.into());
                }
                lock(shared).checkpoint.note(&Entry::Unmatched { row: row.number })?;
                return Err(ImportError::IdProbablyReassigned { row: row.number, id }.into());
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
        // It may be stored under another id.
        if row.since.is_some()
            && let Some(id) = by_content(model, None, &[&row.without_id()], shared).await?.ids.remove(&row.number)
        {
            return Err(ImportError::IdProbablyReassigned { row: row.number, id }.into());
        }
        if tries == MAX_TRIES {
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
