//! The identity and the clock of a store.

use std::time::Duration;

use weda::dynamic::ModelHandle;
use weda::{Client, Error, ErrorKind};

use super::creation_time::{created_at, created_since};

/// Maximum number of recently created records that are listed at the start of an import.
const MAX_PRESENT: u64 = 20_000;

/// Maximum number of reads of a store that keeps changing, and the time between them.
const MAX_READS: u32 = 5;
const PAUSE: Duration = Duration::from_millis(300);

/// A store of records.
pub(super) struct Store {
    /// Its id. Only emulators have one.
    pub id: Option<String>,
    /// The creation time of its newest record, 0 if it is empty; `None` if unknown.
    pub since: Option<i64>,
}

/// Reads id and clock.
///
/// # Errors
/// Returns an error if a call fails, except for lack of permission to read, which does not prevent writing.
pub(super) async fn read(client: &Client, model: &str) -> Result<Store, Error> {
    let newest = client.model(model).query().order_by(weda::dynamic::field("createdAt").desc()).first().await;
    let since = match newest {
        Ok(None) => Some(0),
        Ok(Some(record)) => created_at(&record),
        Err(error) if error.is_permission() => None,
        Err(error) => return Err(error),
    };
    let path = format!("/weda/odata/v1/{}/{model}", client.env_type());
    let id = match client.request("GET", path).query("$top", 1).query("$skip", 0).await {
        Ok(answer) => answer.header("x-weda-store").map(str::to_owned),
        Err(error) if error.is_permission() => None,
        // A checkpoint without an id would match any store.
        Err(error) => return Err(error),
    };
    Ok(Store { id, since })
}

/// Returns the ids of records that were created at about the time of the newest one; `None` if there are too many, or if
/// they change while they are read. Records of an import then cannot be distinguished from those of others.
///
/// # Errors
/// Returns an error if a call fails.
pub(super) async fn present(model: &ModelHandle, since: i64) -> Result<Option<Vec<String>>, Error> {
    let mut reads = 0;
    let records = loop {
        reads += 1;
        match model.query().filter(created_since(since)).top(MAX_PRESENT + 1).await {
            Ok(records) => break records,
            // Concurrent writes.
            Err(error) if error.kind() != ErrorKind::UnstableOrder => return Err(error),
            Err(_) if reads == MAX_READS => return Ok(None),
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    };
    let ids = records.iter().map(|record| record.id().to_owned()).collect::<Vec<_>>();
    Ok((ids.len() as u64 <= MAX_PRESENT).then_some(ids))
}
