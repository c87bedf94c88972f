//! Rows that may be stored are never sent again, and never reported as failed.

use serde_json::{Value, json};
use weda::prelude::*;
use weda::{Dialect, ErrorKind, Outcome};
use weda_emulator::profile::Count;
use weda_emulator::{Effect, Emulator, Fault, Profile};

use super::{assert_stored, letters, numbered};
use crate::fixture::{Book, Shelf, definitions, new};
use crate::service::FakeService;

fn refusal(code: &str) -> String {
    json!({ "Response": { "RequestId": "r", "Error": { "Code": code, "Message": "m" } } }).to_string()
}

fn list(records: impl IntoIterator<Item = Value>) -> String {
    json!({ "@odata.context": "c", "value": records.into_iter().collect::<Vec<_>>() }).to_string()
}

async fn service() -> (FakeService, Client) {
    let service = FakeService::start().await;
    let client = Client::for_emulator(service.address());
    (service, client)
}

/// A service that trims spaces returns as many records as rows, and none has the key of a row.
#[tokio::test]
async fn keys_that_the_service_changes_are_not_sent_again() {
    let trimmed = || list([json!({ "_id": "1", "title": "a" }), json!({ "_id": "2", "title": "b" })]);
    let rows = || ["a ", " b"].map(new);

    let (service, client) = service().await;
    service.answer(201, &trimmed());
    let outcomes = Book::create_many(&client, rows()).unique_by(Book::TITLE).await.unwrap();
    assert_eq!((letters(&outcomes).as_str(), service.calls().len()), ("uu", 2), "the token, and the batch once");
    let Outcome::Unknown(unconfirmed) = &outcomes[0] else { panic!() };
    assert_eq!(unconfirmed.ids(), ["1", "2"].map(Id::<Book>::new));
    let text = unconfirmed.error().to_string();
    assert!(text.contains("records were returned whose value in `title` no row has"), "{text}");

    // The same in a lookup.
    service.answer(500, "");
    service.answer(200, &trimmed());
    let outcomes = Book::create_many(&client, rows()).unique_by(Book::TITLE).await.unwrap();
    assert_eq!(letters(&outcomes), "uu");
    let batches = service.calls().iter().filter(|call| call.line.starts_with("POST /weda/odata/v1/batch/")).count();
    assert_eq!(batches, 2, "one each time");
}

/// A text is compared even if it begins like JSON.
#[tokio::test]
async fn texts_with_brackets_tell_rows_apart() {
    let (service, client) = service().await;
    service.answer(201, &list([json!({ "_id": "1", "title": "[新] B" }), json!({ "_id": "2", "title": "[新] A" })]));
    let outcomes = Book::create_many(&client, ["[新] A", "[新] B"].map(new)).await.unwrap();
    assert_eq!(letters(&outcomes), "uu");
}

/// The quota may be exhausted in the middle of a call.
#[tokio::test]
async fn a_quota_that_ends_at_row_sixty() {
    let quota = refusal("FailedOperation.FlexdbResourceOverdue");
    let (service, client) = service().await;
    service.answer(200, &quota);
    let outcomes = Book::create_many(&client, (0..250).map(numbered)).concurrency(1).await.unwrap();
    assert_eq!(letters(&outcomes), "u".repeat(100) + &"n".repeat(150), "it would fail the rest as well");
    assert_eq!(outcomes[0].error().unwrap().kind(), ErrorKind::QuotaExceeded);

    // With keys it is known which rows were stored before.
    service.answer(200, &quota);
    let record = |number: usize| {
        let title = format!("第{number}册 \"图书\"");
        json!({ "_id": number.to_string(), "title": title, "isbn": format!("978-{number:08}"), "pages": number })
    };
    service.answer(200, &list((0..60).map(record)));
    let bulk = Book::create_many(&client, (0..250).map(numbered)).unique_by(Book::ISBN).concurrency(1);
    assert_eq!(letters(&bulk.await.unwrap()), "s".repeat(60) + &"f".repeat(40) + &"n".repeat(150));
}

/// A refusal of a single row, or by a check before the business service, stores nothing.
#[tokio::test]
async fn a_certain_refusal_is_a_failure() {
    let (service, client) = service().await;
    let rows = || ["a", "b", "c"].map(new);
    service.answer(200, &refusal("FailedOperation.DataSourceOperationAuthFailure"));
    for title in ["b", "c"] {
        service.answer(201, &list([json!({ "_id": title, "title": title })]));
    }
    let outcomes = Book::create_many(&client, rows()).max_rows_per_call(1).concurrency(1).await.unwrap();
    assert_eq!(letters(&outcomes), "fss", "permissions may concern one record");

    service.answer(403, r#"{"code":"PERMISSION_DENIED","message":"m"}"#);
    let error = Book::create_many(&client, rows()).max_rows_per_call(2).concurrency(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Permission, "none is stored");
    assert_eq!(service.calls().len(), 1 + 3 + 1);
}

/// A list of ids falls back to single calls only if that can help.
#[tokio::test]
async fn a_list_of_ids_that_is_refused_for_other_reasons() {
    let service = FakeService::start().await;
    let dialect = Dialect::documented().comma_ids(true);
    let address = format!("http://{}", service.address());
    let client =
        Client::builder("lowcode-emulator").base_url(address).secret("id", "key").dialect(dialect).build().unwrap();
    let ids = || ["1", "2", "3"].map(Id::<Book>::new);
    service.answer(200, &refusal("FailedOperation.FlexdbResourceOverdue"));
    let outcomes = Book::delete_many(&client, ids()).max_rows_per_call(2).concurrency(1).await.unwrap();
    assert_eq!(letters(&outcomes), "uun");
    service.answer(403, r#"{"code":"PERMISSION_DENIED","message":"m"}"#);
    let error = Book::delete_many(&client, ids()).max_rows_per_call(2).concurrency(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Permission);
    assert_eq!(service.calls().len(), 1 + 1 + 1);
}

/// A service that cuts pages and counts the records of each page.
#[tokio::test]
async fn cut_pages_with_counts_of_their_own_are_read_to_the_end() {
    let mut profile = Profile::documented();
    profile.lists.top_max = 30;
    profile.lists.count = Count::Page;
    let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
    let client = Client::for_emulator(emulator.address());
    emulator.inject_fault(Fault::new(Effect::DropAfter).path("/batch/").times(1)).unwrap();
    let outcomes = Book::create_many(&client, (0..100).map(numbered)).unique_by(Book::ISBN).await.unwrap();
    assert_eq!((outcomes.counts().succeeded, emulator.call_counts()["batch create"]), (100, 1), "all are found");
    assert_stored(&emulator, &outcomes);
    let ids = outcomes.into_ids().unwrap();
    let absent = (0..20).map(|number| Id::<Book>::new(format!("none-{number}")));
    assert_eq!(Book::get_many(&client, absent.chain(ids)).await.unwrap().len(), 100);
}

/// Shelves without their ids.
#[weda_model("shelf")]
#[derive(Debug)]
struct Named {
    name: Option<String>,
}

/// One record without an id would shift the ids of the others.
#[tokio::test]
async fn records_without_ids_are_not_returned() {
    let (service, client) = service().await;
    service.answer(200, &list([json!({ "name": "a" }), json!({ "_id": "2", "name": "b" })]));
    let error = Named::get_many(&client, ["1", "2"].map(Id::<Shelf>::new)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("without ids"), "{error}");

    service.answer(200, &list([json!({ "_id": "2", "name": "b" })]));
    let found = Named::get_many(&client, ["1", "2"].map(Id::<Shelf>::new)).await.unwrap();
    assert_eq!(found[&Id::new("2")].name.as_deref(), Some("b"));
}
