use super::*;
use crate::error::ErrorKind;

/// Every message names its subject and ends in advice.
#[test]
fn messages_of_bulk_calls() {
    let error = Error::new(ErrorKind::Service, crate::error::Problem::Text("no answer; try again".to_owned()));
    let counts = OutcomeCounts { succeeded: 375, failed: 5, unknown: 100, not_sent: 20 };
    for (message, text) in [
        (
            Message::InvalidItem { reason: "line 7 has three columns".to_owned() },
            "the input returned an error in place of a row: line 7 has three columns; fix it and send this row again",
        ),
        (
            Message::MissingKey { field: "isbn" },
            "the row has no value in `isbn`, the field of `unique_by`; set one, or send such rows without `unique_by`",
        ),
        (
            Message::DuplicateKey { field: "isbn", first: 2 },
            "row 3 of the input has the same value in `isbn`, the field of `unique_by`; leave one of them out",
        ),
        (
            Message::DuplicateId { first: 0 },
            "row 1 of the input changes the same record, and their order is not defined; merge the patches, or send the \
             second one afterwards",
        ),
        (
            Message::EmptyId { model: "book" },
            "the id of a record of model `book` is empty; use the `id` of a record that was read or created",
        ),
        (
            Message::NotSent { error: &error },
            "skipped: an earlier error would fail this row as well: no answer; try again",
        ),
        (
            Message::CountMismatch { sent: 100, received: 99 },
            "100 rows were sent but 99 records were returned, so rows cannot be matched to ids; look the rows up, or use \
             `unique_by`, which does",
        ),
        (
            Message::ValueMismatch { row: 3 },
            "the record returned for row 3 of the call differs from the row, so rows cannot be matched to ids; look the \
             rows up, or use `unique_by`, which does",
        ),
        (
            Message::InvalidIds,
            "records were returned without ids or with duplicate ids, so rows cannot be matched to ids; look the rows up, \
             or use `unique_by`, which does",
        ),
        (
            Message::InvalidAnswer { reason: "missing field `value`".to_owned() },
            "invalid list of records: missing field `value`; look the rows up, or use `unique_by`, which does",
        ),
        (
            Message::BatchRefused { error: &error },
            "no answer; try again; the refusal is for all rows of the call, and whether the service then stores none of \
             them is not documented: use `unique_by`, or `max_rows_per_call(1)`, or, if your environment stores none, set \
             `Dialect::atomic_batches(true)` on the client",
        ),
        (Message::LookupFailed { error: &error }, "the rows could not be looked up: no answer; try again"),
        (
            Message::StoredWithOtherValues { field: "isbn" },
            "a record with the row's value in `isbn` is stored with other values; update that record or leave the row out",
        ),
        (
            Message::SeveralRecords { field: "isbn" },
            "several records have the row's value in `isbn`, the field of `unique_by`; check them and delete the duplicates",
        ),
        (
            Message::UnknownKeys { field: "isbn" },
            "records were returned whose value in `isbn` no row has, so they cannot be matched to rows; check them, and \
             send values that the service stores unchanged",
        ),
        (
            Message::AffectedMismatch { sent: 4, counted: 0 },
            "the service counts 0 records for 4 ids sent as a comma list: some may not exist, or it may read the list as \
             one id; check which records are left, and if the service does not support lists, set \
             `Dialect::comma_ids(false)` on the client",
        ),
        (
            Message::MissingCount { member: "updateCount" },
            "the answer has no `updateCount`, so the effect of the call is unknown; check the records",
        ),
        (
            Message::CommaInId,
            "the id contains a comma, and a service may read it as two ids; use a call on one record, such as `update`",
        ),
        (
            Message::TaskLost,
            "the chunk was in flight when the Tokio runtime shut down; make the call in a runtime that outlives it",
        ),
        (
            Message::Failures(FailureSummary { counts, row: 17, first: error.clone() }),
            "of 500 rows 5 failed, 100 may or may not be stored, 20 were not sent; check each outcome; the first error is \
             that of row 17: no answer; try again",
        ),
    ] {
        assert_eq!(message.to_string(), text);
    }
}
