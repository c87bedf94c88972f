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

/// A round of one row, with the kind of its last error.
fn round(last: Option<ErrorKind>) -> Round {
    let encoded =
        EncodedRow { key: Some(Value(WireValue::Text("1".into()))), id: None, ..EncodedRow::delete(String::new()) };
    Round { rows: vec![PositionedRow { position: 3, encoded }], sent: 0, last: last.map(|kind| (error(kind), doubt())) }
}

fn outcome(done: ChunkResult) -> Outcome<String> {
    assert_eq!(done.outcomes.len(), 1);
    done.outcomes.into_iter().next().unwrap().1
}

/// A write that timed out may still be applied, whatever the last answer.
#[test]
fn an_earlier_timeout_leaves_rows_unknown() {
    let end = |last| {
        let mut done = ChunkResult::default();
        round(last).end(&job(), error(ErrorKind::QuotaExceeded), &mut done);
        assert!(done.stop.is_some(), "it would fail the others as well");
        outcome(done)
    };
    let Outcome::Unknown(unconfirmed) = end(Some(ErrorKind::Timeout)) else { panic!("it may be stored later") };
    assert_eq!(unconfirmed.error().in_doubt().map(InDoubt::sent_at), Some(DateTime::from_millis(7)));
    assert!(matches!(end(Some(ErrorKind::Network)), Outcome::Failed(_)), "it was looked up");
    assert!(matches!(end(None), Outcome::Failed(_)));
}

/// Only rows that no round has sent are reported as not sent.
#[test]
fn rows_of_an_earlier_round_were_sent() {
    let stopped = |last| {
        let mut done = ChunkResult::default();
        round(last).stopped(&job(), &error(ErrorKind::QuotaExceeded), &mut done);
        outcome(done)
    };
    assert!(matches!(stopped(None), Outcome::NotSent(_)));
    assert!(matches!(stopped(Some(ErrorKind::Conflict)), Outcome::Failed(error) if error.is_conflict()));
    assert!(matches!(stopped(Some(ErrorKind::Timeout)), Outcome::Unknown(_)));
}
