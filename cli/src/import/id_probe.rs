//! Whether the service keeps ids that it is given: nobody documents it, so one row goes first.

use std::time::Duration;

use serde_json::value::RawValue;
use weda::dynamic::AnyModel;

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
    model: &AnyModel,
    shared: &SharedState,
    row: &PendingRow,
    attempt: Duration,
) -> Result<Probed, Failure> {
    let id = row.id();
    let body =
        RawValue::from_string(row.body.clone()).map_err(|error| ImportError::NotSendable { row: row.number, error })?;
    lock(shared).checkpoint.will_send(row.number, row.since)?;
    let mut tries = 0;
    loop {
        tries += 1;
        let error = match model.create(&body).await {
            Ok(record) if record.id() == id => {
                lock(shared).checkpoint.note(&Entry::IdsKept)?;
                return Ok(Probed::Kept);
            }
            Ok(record) => {
                let id = record.id().to_owned();
                return Err(match model.delete(&id).await {
                    Ok(_) => ImportError::IdsNotKept { row: row.number },
                    Err(_) => {
                        look_again(shared, row);
                        ImportError::IdsNotKeptOf { row: row.number, id }
                    }
                }
                .into());
            }
            Err(error) => error,
        };
        if error.in_doubt().is_none() {
            return if is_about_row(&error) {
                Ok(Probed::Refused(crate::failure::reason(&error)))
            } else {
                Err(error.into())
            };
        }
        look_again(shared, row);
        waiting::until_answered([&error].into_iter(), attempt).await;
        if let Some(Found::Same { .. }) = lookup::by_key(model, "_id", [row].into_iter()).await?.remove(&row.number) {
            lock(shared).checkpoint.note(&Entry::IdsKept)?;
            return Ok(Probed::Kept);
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

/// Makes the next run look for this row, whatever this one finds out.
fn look_again(shared: &SharedState, row: &PendingRow) {
    let mut shared = lock(shared);
    shared.last = row.number.max(shared.last);
}
