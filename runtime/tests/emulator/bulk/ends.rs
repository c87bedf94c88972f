//! Where the sending ends, and how much of it there is at once.

use std::future::IntoFuture;
use std::io;
use std::time::Duration;

use serde_json::json;
use weda::ErrorKind;
use weda::prelude::*;

use super::{letters, numbered, stored};
use crate::fixture::{Book, new, served};
use crate::service::FakeService;

const DEAD: &str = r#"{"code":"INVALID_ACCESS_TOKEN","message":"m"}"#;

/// A service that refuses so many tokens.
async fn refusing(tokens: usize) -> FakeService {
    let service = FakeService::start().await;
    (0..tokens).for_each(|_| service.answer(401, DEAD));
    service
}

/// Two tokens that die in a row are bad luck; many are a service that takes none.
#[tokio::test]
async fn dead_tokens_end_the_sending_after_a_while() {
    let service = refusing(2).await;
    service.answer(201, &json!({ "value": [{ "_id": "1", "title": "a" }, { "_id": "2", "title": "b" }] }).to_string());
    let client = Client::for_emulator(service.address());
    let outcomes = Book::create_many(&client, ["a", "b"].map(new)).await.unwrap();
    assert_eq!(letters(&outcomes), "ss", "nothing was done, and so it is sent once more");

    let service = refusing(1_000).await;
    let client = Client::for_emulator(service.address());
    let bulk = || Book::create_many(&client, (0..5_000).map(numbered)).max_rows_per_call(10);
    assert_eq!(bulk().await.unwrap_err().kind(), ErrorKind::Authentication);
    assert!(service.calls().len() < 100, "{}", service.calls().len());

    // A token that cannot be replaced is dead for good.
    let service = refusing(1_000).await;
    let address = format!("http://{}", service.address());
    let client = Client::builder("lowcode-emulator").base_url(address).token("dead").build().unwrap();
    let bulk = Book::create_many(&client, (0..5_000).map(numbered)).max_rows_per_call(10).concurrency(1);
    assert_eq!(bulk.await.unwrap_err().kind(), ErrorKind::Authentication);
    assert_eq!(service.calls().len(), 1);
}

/// Rows that fail before anything is sent leave no time to others, unless it is taken from them.
#[tokio::test]
async fn an_endless_input_of_errors_can_be_given_up() {
    let (_emulator, client) = served();
    let rows = |good: usize| {
        (0..).map(move |row| if row < good { Ok(numbered(row)) } else { Err(io::Error::other("no row")) })
    };
    for (good, at_once) in [(0, 100), (1, 100), (1, usize::MAX)] {
        let bulk = Book::create_many(&client, rows(good)).max_rows_per_call(at_once).into_future();
        assert!(tokio::time::timeout(Duration::from_millis(50), bulk).await.is_err());
    }
}

/// As many as there can be is a number like others.
#[tokio::test]
async fn as_many_at_once_as_there_can_be() {
    let (emulator, client) = served();
    let widest = Client::builder("lowcode-emulator").base_url(emulator.url()).secret("emulator-id", "emulator-key");
    let widest = widest.max_concurrent_calls(usize::MAX).build().unwrap();
    let outcomes = Book::create_many(&widest, (0..300).map(numbered)).await.unwrap();
    assert_eq!((outcomes.counts().succeeded, stored(&emulator).len()), (300, 300));
    let books = Book::query(&client).prefetch(usize::MAX).await.unwrap();
    assert_eq!(books.len(), 300);
    assert!(emulator.call_counts()["list"] <= 20, "{:?}", emulator.call_counts());
}

#[tokio::test]
async fn a_key_that_cannot_be_looked_for_fails_before_it_is_sent() {
    let (emulator, client) = served();
    let outcomes = Book::create_many(&client, ["x".repeat(70_000), "y".to_owned()].map(|title| new(&title)));
    let outcomes = outcomes.unique_by(Book::TITLE).await.unwrap();
    assert_eq!((letters(&outcomes).as_str(), stored(&emulator).len()), ("fs", 1));
    assert_eq!(outcomes[0].error().unwrap().kind(), ErrorKind::InvalidValue);
}

#[tokio::test]
async fn a_patch_without_fields_does_not_stand_in_the_way_of_another() {
    let (emulator, client) = served();
    emulator.load("book", [json!({ "_id": "1", "title": "一" })]).unwrap();
    let id = Id::<Book>::new("1");
    let changes = [(&id, Book::patch()), (&id, Book::patch().set(Book::PAGES, 7))];
    assert_eq!(letters(&Book::update_many(&client, changes).await.unwrap()), "ss");
    assert_eq!(emulator.records("book").unwrap()[0]["pages"], 7);
}
