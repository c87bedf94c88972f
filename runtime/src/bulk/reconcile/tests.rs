use http::Method;

use super::*;
use crate::DateTime;
use crate::bulk::encoded_row::EncodedRow;
use crate::bulk::job::Work;
use crate::bulk::sending::Calls;
use crate::client::Client;
use crate::request::{Idempotency, OperationKind, Request};
use crate::value::{Value, WireValue};

fn job() -> Job {
    let work = Work::Create { key: Some("isbn".into()) };
    Job { client: Client::for_emulator("127.0.0.1:1"), model: "book".into(), work, calls: Calls::default() }
}

fn error(kind: ErrorKind) -> Error {
    Error::new(kind, Problem::Text("m; try again".to_owned()))
}

fn doubt() -> InDoubt {
    let path = "/weda/odata/v1/batch/pre/book".to_owned();
    let request = Request {
        method: Method::POST,
        path,
        body: None,
        expect: 201,
        operation: OperationKind::Create,
        model: Some("book".into()),
        record: None,
        idempotency: Idempotency::Once,
    };
    InDoubt::new(&request, DateTime::from_millis(7), Vec::new())
}

/// A round of one row, in which this went wrong before.
fn round(before: Option<ErrorKind>) -> Round {
    let line =
        EncodedRow { key: Some(Value(WireValue::Text("1".into()))), id: None, ..EncodedRow::delete(String::new()) };
    Round { rows: vec![Placed { position: 3, line }], sent: 0, before: before.map(|kind| (error(kind), doubt())) }
}

fn outcome(done: Done) -> Outcome<String> {
    assert_eq!(done.outcomes.len(), 1);
    done.outcomes.into_iter().next().unwrap().1
}

/// What timed out may still be carried out, whatever the last answer was.
#[test]
fn a_time_out_before_the_end_leaves_rows_unknown() {
    let end = |before| {
        let mut done = Done::default();
        round(before).end(&job(), error(ErrorKind::QuotaExceeded), &mut done);
        assert!(done.stop.is_some(), "the others would meet it too");
        outcome(done)
    };
    let Outcome::Unknown(unsettled) = end(Some(ErrorKind::Timeout)) else { panic!("it may be stored later") };
    assert_eq!(unsettled.error().in_doubt().map(InDoubt::sent_at), Some(DateTime::from_millis(7)));
    assert!(matches!(end(Some(ErrorKind::Network)), Outcome::Failed(_)), "it was looked for");
    assert!(matches!(end(None), Outcome::Failed(_)));
}

/// Only what no round has sent is said not to have been sent.
#[test]
fn rows_of_an_earlier_round_were_sent() {
    let stopped = |before| {
        let mut done = Done::default();
        round(before).stopped(&job(), &error(ErrorKind::QuotaExceeded), &mut done);
        outcome(done)
    };
    assert!(matches!(stopped(None), Outcome::NotSent(_)));
    assert!(matches!(stopped(Some(ErrorKind::Conflict)), Outcome::Failed(error) if error.is_conflict()));
    assert!(matches!(stopped(Some(ErrorKind::Timeout)), Outcome::Unknown(_)));
}
