//! When a bulk stops sending, and how many calls are concurrent.

odata_only! {
    mod odata;
}

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

/// A service that rejects so many tokens.
async fn rejecting(tokens: usize) -> FakeService {
    let service = FakeService::start().await;
    (0..tokens).for_each(|_| service.answer(401, DEAD));
    service
}

/// Rows that fail before anything is sent would starve other tasks without yielding.
#[tokio::test]
async fn an_endless_input_of_errors_can_be_cancelled() {
    let (_emulator, client) = served();
    let rows = |good: usize| {
        (0..).map(move |row| if row < good { Ok(numbered(row)) } else { Err(io::Error::other("no row")) })
    };
    for (good, at_once) in [(0, 100), (1, 100), (1, usize::MAX)] {
        let bulk = Book::create_many(&client, rows(good)).max_rows_per_call(at_once).into_future();
        assert!(tokio::time::timeout(Duration::from_millis(50), bulk).await.is_err());
    }
}

/// The maximum of every limit is accepted.
#[tokio::test]
async fn limits_may_be_the_maximum() {
    let (emulator, client) = served();
    let widest = crate::fixture::builder().base_url(emulator.url()).secret("emulator-id", "emulator-key");
    let widest = widest.max_concurrent_calls(usize::MAX).build().unwrap();
    let outcomes = Book::create_many(&widest, (0..300).map(numbered)).await.unwrap();
    assert_eq!((outcomes.counts().succeeded, stored(&emulator).len()), (300, 300));
    let books = Book::query(&client).prefetch(usize::MAX).await.unwrap();
    assert_eq!(books.len(), 300);
    assert!(emulator.call_counts()[crate::LIST] <= 20, "{:?}", emulator.call_counts());
}

#[tokio::test]
async fn an_empty_patch_does_not_conflict_with_another() {
    let (emulator, client) = served();
    emulator.load("book", [json!({ "_id": "1", "title": "一" })]).unwrap();
    let id = Id::<Book>::new("1");
    let changes = [(&id, Book::patch()), (&id, Book::patch().set(Book::PAGES, 7))];
    assert_eq!(letters(&Book::update_many(&client, changes).await.unwrap()), "ss");
    assert_eq!(emulator.records("book").unwrap()[0]["pages"], 7);
}
