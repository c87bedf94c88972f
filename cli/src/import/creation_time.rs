//! Creation times of records, which distinguish the records of an import from older ones.

use weda::Error;
use weda::dynamic::{ModelHandle, field};
use weda::{Filter, Record};

/// Assumed clock skew between nodes of the service, in milliseconds.
const SKEW: i64 = 1_000;

/// Returns the creation time of the newest record, if there is one. Source: "Data source management API", where
/// `createdAt` is a number of milliseconds.
///
/// # Errors
/// Returns an error if the call fails.
pub(super) async fn newest(model: &ModelHandle) -> Result<Option<i64>, Error> {
    let newest = model.query().order_by(field("createdAt").desc()).first().await?;
    Ok(newest.as_ref().and_then(created_at))
}

/// The creation time of a record.
pub(super) fn created_at(record: &Record) -> Option<i64> {
    record.get::<Option<f64>>("createdAt").ok().flatten().map(|millis| millis as i64)
}

/// Filters for records that were created at this time or later.
pub(super) fn created_since(since: i64) -> Filter<Record> {
    field("createdAt").gt(since.saturating_sub(SKEW + 1))
}

/// Returns true if a record with this creation time may have been created since `since`.
pub(super) fn is_since(created_at: Option<i64>, since: Option<i64>) -> bool {
    match (created_at, since) {
        (Some(created_at), Some(since)) => created_at >= since.saturating_sub(SKEW),
        _ => true,
    }
}
