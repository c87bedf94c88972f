//! Messages about bulk writes and reads.

use std::fmt;

use super::OutcomeCounts;
use crate::Error;

/// A message about a row, a chunk or the whole bulk call.
pub(super) enum Message<'a> {
    /// An item of the input is an error of the caller.
    InvalidItem {
        reason: String,
    },
    /// A row has no value in the key field.
    MissingKey {
        field: &'a str,
    },
    /// Two rows have the same key. Rows count from 0.
    DuplicateKey {
        field: &'a str,
        first: u64,
    },
    /// Two rows change the same record.
    DuplicateId {
        first: u64,
    },
    EmptyId {
        model: &'a str,
    },
    /// An earlier error would fail the row as well.
    NotSent {
        error: &'a Error,
    },
    /// The number of returned records differs from that of sent rows.
    CountMismatch {
        sent: usize,
        received: usize,
    },
    /// The returned records are in another order than the rows, or belong to other rows.
    ValueMismatch {
        row: usize,
    },
    /// Records without an id, or with the same id.
    InvalidIds,
    InvalidAnswer {
        reason: String,
    },
    /// The service refused a chunk, and may have stored some of it.
    BatchRefused {
        error: &'a Error,
    },
    /// Looking up the rows failed.
    LookupFailed {
        error: &'a Error,
    },
    /// The record with the row's key has other values.
    StoredWithOtherValues {
        field: &'a str,
    },
    SeveralRecords {
        field: &'a str,
    },
    /// Records were returned whose key no row has.
    UnknownKeys {
        field: &'a str,
    },
    /// The service counts another number of records than ids were sent.
    AffectedMismatch {
        sent: usize,
        counted: u64,
    },
    MissingCount {
        member: &'a str,
    },
    /// The batch form would read the id as two ids.
    CommaInId,
    /// The task that sent a chunk was aborted.
    TaskLost,
    Failures(FailureSummary),
}

/// The rows that did not succeed.
pub(super) struct FailureSummary {
    pub counts: OutcomeCounts,
    /// The first of them, counted from 1, and its error.
    pub row: u64,
    pub first: Error,
}

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::InvalidItem { reason } => {
                write!(f, "the input returned an error in place of a row: {reason}; fix it and send this row again")
            }
            Message::MissingKey { field } => write!(
                f,
                "the row has no value in `{field}`, the field of `unique_by`; set one, or send such rows without `unique_by`"
            ),
            Message::DuplicateKey { field, first } => write!(
                f,
                "row {} of the input has the same value in `{field}`, the field of `unique_by`; leave one of them out",
                first + 1
            ),
            Message::DuplicateId { first } => write!(
                f,
                "row {} of the input changes the same record, and their order is not defined; merge the patches, or send \
                 the second one afterwards",
                first + 1
            ),
            Message::EmptyId { model } => write!(
                f,
                "the id of a record of model `{model}` is empty; use the `id` of a record that was read or created"
            ),
            Message::NotSent { error } => {
                write!(f, "skipped: an earlier error would fail this row as well: {error}")
            }
            Message::CountMismatch { sent, received } => write!(
                f,
                "{sent} rows were sent but {received} records were returned, so rows cannot be matched to ids; look the \
                 rows up, or use `unique_by`, which does"
            ),
            Message::ValueMismatch { row } => write!(
                f,
                "the record returned for row {row} of the call differs from the row, so rows cannot be matched to ids; \
                 look the rows up, or use `unique_by`, which does"
            ),
            Message::InvalidIds => f.write_str(
                "records were returned without ids or with duplicate ids, so rows cannot be matched to ids; look the rows \
                 up, or use `unique_by`, which does",
            ),
            Message::InvalidAnswer { reason } => {
                write!(f, "invalid list of records: {reason}; look the rows up, or use `unique_by`, which does")
            }
            Message::BatchRefused { error } => write!(
                f,
                "{error}; the refusal is for all rows of the call, and whether the service then stores none of them is not \
                 documented: use `unique_by`, or `max_rows_per_call(1)`, or, if your environment stores none, set \
                 `Dialect::atomic_batches(true)` on the client"
            ),
            Message::LookupFailed { error } => write!(f, "the rows could not be looked up: {error}"),
            Message::StoredWithOtherValues { field } => write!(
                f,
                "a record with the row's value in `{field}` is stored with other values; update that record or leave the \
                 row out"
            ),
            Message::SeveralRecords { field } => write!(
                f,
                "several records have the row's value in `{field}`, the field of `unique_by`; check them and delete the \
                 duplicates"
            ),
            Message::UnknownKeys { field } => write!(
                f,
                "records were returned whose value in `{field}` no row has, so they cannot be matched to rows; check them, \
                 and send values that the service stores unchanged"
            ),
            Message::AffectedMismatch { sent, counted } => write!(
                f,
                "the service counts {counted} records for {sent} ids sent as a comma list: some may not exist, or it may \
                 read the list as one id; check which records are left, and if the service does not support lists, set \
                 `Dialect::comma_ids(false)` on the client"
            ),
            Message::MissingCount { member } => {
                write!(f, "the answer has no `{member}`, so the effect of the call is unknown; check the records")
            }
            Message::CommaInId => f.write_str(
                "the id contains a comma, and a service may read it as two ids; use a call on one record, such as `update`",
            ),
            Message::TaskLost => f.write_str(
                "the chunk was in flight when the Tokio runtime shut down; make the call in a runtime that outlives it",
            ),
            Message::Failures(FailureSummary { counts, row, first }) => {
                write!(f, "of {} rows ", counts.rows())?;
                let parts = [
                    (counts.failed, "failed"),
                    (counts.unknown, "may or may not be stored"),
                    (counts.not_sent, "were not sent"),
                ];
                let parts: Vec<String> =
                    parts.iter().filter(|(rows, _)| *rows > 0).map(|(rows, what)| format!("{rows} {what}")).collect();
                write!(f, "{}; check each outcome; the first error is that of row {row}: {first}", parts.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests;
