//! The sentences about bulk writes.

use std::fmt;

use super::OutcomeCounts;
use crate::Error;

/// What there is to say about a row, a chunk or the whole.
pub(super) enum Words<'a> {
    /// A row of the input is an error of whoever makes the rows.
    NoRow {
        reason: String,
    },
    /// A row without a value in the field by which rows are known.
    NoKey {
        field: &'a str,
    },
    /// Two rows of the input with one value in that field. Rows are counted from 0.
    SameKey {
        field: &'a str,
        first: u64,
    },
    /// Two changes of one record.
    SameId {
        first: u64,
    },
    NoId {
        model: &'a str,
    },
    /// An earlier error would have met the row too.
    NotSent {
        error: &'a Error,
    },
    /// Fewer or more records came back than were sent.
    Count {
        sent: usize,
        came: usize,
    },
    /// As many came back, which are not in the order of the rows, or not theirs.
    Values {
        row: usize,
    },
    /// Records without an id, or with one that came twice.
    BadIds,
    NoBatch {
        reason: String,
    },
    /// The service refused a chunk, of which it may have stored some.
    RefusedInPart {
        error: &'a Error,
    },
    /// The rows could not be looked for.
    NotRead {
        error: &'a Error,
    },
    /// The record with the row's key holds other values.
    OtherValues {
        field: &'a str,
    },
    Several {
        field: &'a str,
    },
    /// Records came back that are no row's.
    OtherKeys {
        field: &'a str,
    },
    /// The counts of a list of ids.
    OfIds {
        asked: usize,
        counted: u64,
    },
    NoCount {
        member: &'a str,
    },
    /// An id that the batch form would read as two.
    CommaInId,
    /// The task that sent a chunk is gone.
    Lost,
    /// The same of a read.
    LostRead,
    /// Of a read.
    NoIds,
    NotAll(Counted),
}

/// Rows that did not all succeed.
pub(super) struct Counted {
    pub tally: OutcomeCounts,
    /// The first that did not, counted from 1, and what went wrong with it.
    pub row: u64,
    pub first: Error,
}

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Words::NoRow { reason } => {
                write!(f, "the input gave no row but an error: {reason}; put it right there and send this row again")
            }
            Words::NoKey { field } => write!(
                f,
                "the row has no value in `{field}`, by which `unique_by` knows its rows; set one, or send such rows without \
                 `unique_by`"
            ),
            Words::SameKey { field, first } => write!(
                f,
                "row {} of the input has the same value in `{field}`, and `unique_by` says that no two have; leave one of \
                 them out",
                first + 1
            ),
            Words::SameId { first } => write!(
                f,
                "row {} of the input changes the same record, and which of both would come last is left to chance; put \
                 them into one patch, or send the second afterwards",
                first + 1
            ),
            Words::NoId { model } => write!(
                f,
                "the id of a record of model `{model}` is empty; use the `id` of a record that was read or created"
            ),
            Words::NotSent { error } => write!(f, "not sent, since what went wrong before would meet it too: {error}"),
            Words::Count { sent, came } => write!(
                f,
                "of {sent} records that were sent {came} came back, and nothing tells which; look for them, or use \
                 `unique_by`, which does"
            ),
            Words::Values { row } => write!(
                f,
                "what came back for row {row} of the call is not what was sent, so nothing tells which record is which \
                 row's; look for them, or use `unique_by`, which does"
            ),
            Words::BadIds => f.write_str(
                "records came back without an id or with the same, so nothing tells which record is which row's; look for \
                 them, or use `unique_by`, which does",
            ),
            Words::NoBatch { reason } => {
                write!(f, "the answer is no list of records: {reason}; look for the rows, or use `unique_by`, which does")
            }
            Words::RefusedInPart { error } => write!(
                f,
                "{error}; that is said of all rows of the call, and whether the service stores none of them then is not \
                 documented: use `unique_by`, or `max_rows_per_call(1)`, or, if your environment stores none, set \
                 `Dialect::atomic_batches(true)` on the client"
            ),
            Words::NotRead { error } => write!(f, "the rows could not be looked for: {error}"),
            Words::OtherValues { field } => write!(
                f,
                "a record with the row's value in `{field}` is stored, with other values than were sent; look at it, and \
                 change it or leave the row out"
            ),
            Words::Several { field } => write!(
                f,
                "more than one record has the row's value in `{field}`, and `unique_by` says that none have; look at them, \
                 and delete what is too much"
            ),
            Words::OtherKeys { field } => write!(
                f,
                "records came back whose value in `{field}` none of the rows has, and nothing tells which row they are; look \
                 at them, and send values that the service keeps as they are"
            ),
            Words::OfIds { asked, counted } => write!(
                f,
                "the service counts {counted} records of the {asked} whose ids were sent with commas: some may not exist, \
                 or it may read the list as one id; look which are left, and if it reads no lists, set \
                 `Dialect::comma_ids(false)` on the client"
            ),
            Words::NoCount { member } => {
                write!(f, "the answer has no `{member}`, so nothing tells what was done; look at the records")
            }
            Words::CommaInId => f.write_str(
                "the id has a comma in it, and a service may read it as two ids; use a call about one record, such as \
                 `update`",
            ),
            Words::Lost => f.write_str(
                "the chunk was under way when the Tokio runtime shut down; write in a runtime that stays until it ends",
            ),
            Words::LostRead => f.write_str(
                "the records could not be read: the Tokio runtime is shutting down; make the call in a runtime that stays \
                 until it ends",
            ),
            Words::NoIds => f.write_str(
                "records came back without an id, so nothing tells which record is which; give the request id to the \
                 vendor's support",
            ),
            Words::NotAll(Counted { tally, row, first }) => {
                write!(f, "of {} rows ", tally.rows())?;
                let parts = [
                    (tally.failed, "failed"),
                    (tally.unknown, "may or may not be stored"),
                    (tally.not_sent, "were not sent"),
                ];
                let parts: Vec<String> =
                    parts.iter().filter(|(rows, _)| *rows > 0).map(|(rows, what)| format!("{rows} {what}")).collect();
                write!(f, "{}; look at the outcomes one by one, the first of them is that of row {row}: {first}", parts.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests;
