//! The times at which the service says that records were created: by them the records of an import are told from older ones.

use weda::Error;
use weda::dynamic::{ModelHandle, field};
use weda::{Filter, Record};

/// Nodes of a service may have clocks that differ by so many milliseconds.
const SKEW: i64 = 1_000;

/// The time of the newest record. Source: "Data source management API", where `createdAt` is a number of milliseconds.
///
/// # Errors
/// As every call. `None` where no record tells its time.
pub(super) async fn newest(model: &ModelHandle) -> Result<Option<i64>, Error> {
    let newest = model.query().order_by(field("createdAt").desc()).first().await?;
    Ok(newest.as_ref().and_then(created_at))
}

/// When a record was created.
pub(super) fn created_at(record: &Record) -> Option<i64> {
    record.get::<Option<f64>>("createdAt").ok().flatten().map(|millis| millis as i64)
}

/// Records that were created at this time or later.
pub(super) fn created_since(since: i64) -> Filter<Record> {
    field("createdAt").gt(since.saturating_sub(SKEW + 1))
}

/// Whether a record that was created at one time may be created since another.
pub(super) fn is_since(created_at: Option<i64>, since: Option<i64>) -> bool {
    match (created_at, since) {
        (Some(created_at), Some(since)) => created_at >= since.saturating_sub(SKEW),
        _ => true,
    }
}
