//! The words and the answers of OData.

use super::*;

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

/// A list of ids falls back to single calls only if that can help.
#[tokio::test]
async fn a_list_of_ids_that_is_refused_for_other_reasons() {
    let service = FakeService::start().await;
    let dialect = Dialect::documented().comma_ids(true);
    let address = format!("http://{}", service.address());
    let client = crate::fixture::builder().base_url(address).secret("id", "key").dialect(dialect).build().unwrap();
    let ids = || ["1", "2", "3"].map(Id::<Book>::new);
    service.answer(200, &refusal("FailedOperation.FlexdbResourceOverdue"));
    let outcomes = Book::delete_many(&client, ids()).max_rows_per_call(2).concurrency(1).await.unwrap();
    assert_eq!(letters(&outcomes), "uun");
    service.answer(403, r#"{"code":"PERMISSION_DENIED","message":"m"}"#);
    let error = Book::delete_many(&client, ids()).max_rows_per_call(2).concurrency(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Permission);
    assert_eq!(service.calls().len(), 1 + 1 + 1);
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
