//! The words and the answers of OData.

use super::*;

/// Two rejected tokens in a row may be chance; many are a service that accepts none.
#[tokio::test]
async fn many_rejected_tokens_stop_the_bulk() {
    let service = rejecting(2).await;
    service.answer(201, &json!({ "value": [{ "_id": "1", "title": "a" }, { "_id": "2", "title": "b" }] }).to_string());
    let client = crate::fixture::connect(service.address());
    let outcomes = Book::create_many(&client, ["a", "b"].map(new)).await.unwrap();
    assert_eq!(letters(&outcomes), "ss", "nothing was applied, so it is sent once more");

    let service = rejecting(1_000).await;
    let client = crate::fixture::connect(service.address());
    let bulk = || Book::create_many(&client, (0..5_000).map(numbered)).max_rows_per_call(10);
    assert_eq!(bulk().await.unwrap_err().kind(), ErrorKind::Authentication);
    assert!(service.calls().len() < 100, "{}", service.calls().len());

    // A rejected token that cannot be replaced stops the bulk.
    let service = rejecting(1_000).await;
    let address = format!("http://{}", service.address());
    let client = crate::fixture::builder().base_url(address).token("dead").build().unwrap();
    let bulk = Book::create_many(&client, (0..5_000).map(numbered)).max_rows_per_call(10).concurrency(1);
    assert_eq!(bulk.await.unwrap_err().kind(), ErrorKind::Authentication);
    assert_eq!(service.calls().len(), 1);
}

#[tokio::test]
async fn a_key_that_cannot_be_looked_up_fails_before_it_is_sent() {
    let (emulator, client) = served();
    let outcomes = Book::create_many(&client, ["x".repeat(70_000), "y".to_owned()].map(|title| new(&title)));
    let outcomes = outcomes.unique_by(Book::TITLE).await.unwrap();
    assert_eq!((letters(&outcomes).as_str(), stored(&emulator).len()), ("fs", 1));
    assert_eq!(outcomes[0].error().unwrap().kind(), ErrorKind::InvalidValue);
}
