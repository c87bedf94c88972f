//! Which store answers, and what its clock says.

use std::time::Duration;

use weda::dynamic::ModelHandle;
use weda::{Client, Error, ErrorKind};

use super::creation_time::{created_at, created_since};

/// So many records may have been created just before an import, without making it impossible to tell its own from them.
const MOST_PRESENT: u64 = 20_000;

/// Reads before a store that keeps changing is given up on, and the time between them.
const READS: u32 = 5;
const PAUSE: Duration = Duration::from_millis(300);

/// A store of records.
pub(super) struct Store {
    /// What it calls itself. The service has no such name, an emulator does.
    pub id: Option<String>,
    /// The time of its newest record, 0 where it has none; `None` where it does not tell.
    pub since: Option<i64>,
}

/// Asks for the newest record.
///
/// # Errors
/// See the errors of calls; records that may not be read are no reason not to write some.
pub(super) async fn look(client: &Client, model: &str) -> Result<Store, Error> {
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
        // A checkpoint without it would be believed of any store.
        Err(error) => return Err(error),
    };
    Ok(Store { id, since })
}

/// The ids of records that were created at about the time of the newest one; `None` if there are too many to keep, or if
/// they change faster than they can be read. Records of an import then cannot be distinguished from those of others.
///
/// # Errors
/// See the errors of calls.
pub(super) async fn present(model: &ModelHandle, since: i64) -> Result<Option<Vec<String>>, Error> {
    let mut reads = 0;
    let records = loop {
        reads += 1;
        match model.query().filter(created_since(since)).top(MOST_PRESENT + 1).await {
            Ok(records) => break records,
            // Others write at the same time.
            Err(error) if error.kind() != ErrorKind::UnstableOrder => return Err(error),
            Err(_) if reads == READS => return Ok(None),
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    };
    let ids = records.iter().map(|record| record.id().to_owned()).collect::<Vec<_>>();
    Ok((ids.len() as u64 <= MOST_PRESENT).then_some(ids))
}
