use super::*;
use crate::error::ErrorKind;

/// Every sentence says what it is about, and ends in what to do.
#[test]
fn the_sentences() {
    let error = Error::new(ErrorKind::Service, crate::error::Problem::Text("no answer; try again".to_owned()));
    let tally = OutcomeCounts { succeeded: 375, failed: 5, unknown: 100, not_sent: 20 };
    for (words, text) in [
        (
            Words::NoRow { reason: "line 7 has three columns".to_owned() },
            "the input gave no row but an error: line 7 has three columns; put it right there and send this row again",
        ),
        (
            Words::NoKey { field: "isbn" },
            "the row has no value in `isbn`, by which `unique_by` knows its rows; set one, or send such rows without \
             `unique_by`",
        ),
        (
            Words::SameKey { field: "isbn", first: 2 },
            "row 3 of the input has the same value in `isbn`, and `unique_by` says that no two have; leave one of them out",
        ),
        (
            Words::SameId { first: 0 },
            "row 1 of the input changes the same record, and which of both would come last is left to chance; put them \
             into one patch, or send the second afterwards",
        ),
        (
            Words::NoId { model: "book" },
            "the id of a record of model `book` is empty; use the `id` of a record that was read or created",
        ),
        (
            Words::NotSent { error: &error },
            "not sent, since what went wrong before would meet it too: no answer; try again",
        ),
        (
            Words::Count { sent: 100, came: 99 },
            "of 100 records that were sent 99 came back, and nothing tells which; look for them, or use `unique_by`, which \
             does",
        ),
        (
            Words::Values { row: 3 },
            "what came back for row 3 of the call is not what was sent, so nothing tells which record is which row's; look \
             for them, or use `unique_by`, which does",
        ),
        (
            Words::BadIds,
            "records came back without an id or with the same, so nothing tells which record is which row's; look for \
             them, or use `unique_by`, which does",
        ),
        (
            Words::NoBatch { reason: "missing field `value`".to_owned() },
            "the answer is no list of records: missing field `value`; look for the rows, or use `unique_by`, which does",
        ),
        (
            Words::RefusedInPart { error: &error },
            "no answer; try again; that is said of all rows of the call, and whether the service stores none of them then \
             is not documented: use `unique_by`, or `max_rows_per_call(1)`, or, if your environment stores none, set \
             `Dialect::atomic_batches(true)` on the client",
        ),
        (Words::NotRead { error: &error }, "the rows could not be looked for: no answer; try again"),
        (
            Words::OtherValues { field: "isbn" },
            "a record with the row's value in `isbn` is stored, with other values than were sent; look at it, and change \
             it or leave the row out",
        ),
        (
            Words::Several { field: "isbn" },
            "more than one record has the row's value in `isbn`, and `unique_by` says that none have; look at them, and \
             delete what is too much",
        ),
        (
            Words::OtherKeys { field: "isbn" },
            "records came back whose value in `isbn` none of the rows has, and nothing tells which row they are; look at \
             them, and send values that the service keeps as they are",
        ),
        (
            Words::NoIds,
            "records came back without an id, so nothing tells which record is which; give the request id to the vendor's \
             support",
        ),
        (
            Words::OfIds { asked: 4, counted: 0 },
            "the service counts 0 records of the 4 whose ids were sent with commas: some may not exist, or it may read the \
             list as one id; look which are left, and if it reads no lists, set `Dialect::comma_ids(false)` on the client",
        ),
        (
            Words::NoCount { member: "updateCount" },
            "the answer has no `updateCount`, so nothing tells what was done; look at the records",
        ),
        (
            Words::CommaInId,
            "the id has a comma in it, and a service may read it as two ids; use a call about one record, such as `update`",
        ),
        (
            Words::Lost,
            "the chunk was under way when the Tokio runtime shut down; write in a runtime that stays until it ends",
        ),
        (
            Words::LostRead,
            "the records could not be read: the Tokio runtime is shutting down; make the call in a runtime that stays \
             until it ends",
        ),
        (
            Words::NotAll(Counted { tally, row: 17, first: error.clone() }),
            "of 500 rows 5 failed, 100 may or may not be stored, 20 were not sent; look at the outcomes one by one, the \
             first of them is that of row 17: no answer; try again",
        ),
    ] {
        assert_eq!(words.to_string(), text);
    }
}
