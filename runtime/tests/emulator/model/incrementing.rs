//! Questions about increments.

use serde_json::json;
use weda::prelude::*;
use weda::{Client, ErrorKind};
use weda_emulator::{Definition, Definitions, Effect, Emulator, Fault, Profile};

use super::served;
use crate::fixture::{Book, connect};

fn id() -> Id<Book> {
    Id::new("b")
}

async fn load(emulator: &Emulator, pages: serde_json::Value, price: serde_json::Value) {
    emulator.reset().unwrap();
    emulator.load("book", [json!({ "_id": "b", "title": "t", "pages": pages, "price": price })]).unwrap();
}

#[tokio::test]
async fn numbers_grow_and_shrink_and_begin_at_zero() {
    for profile in [Profile::documented(), Profile::strict(), Profile::lenient()] {
        let (emulator, client) = served(|chosen| *chosen = profile);
        load(&emulator, json!(5), json!(1.5)).await;
        let pages: i64 = Book::increment(&client, &id(), Book::PAGES, 2).await.unwrap();
        assert_eq!((pages, Book::increment(&client, &id(), Book::PAGES, -3_i64).await.unwrap()), (7, 4));
        let price: f64 = Book::increment(&client, &id(), Book::PRICE, 0.25).await.unwrap();
        assert_eq!((price, Book::increment(&client, &id(), Book::PRICE, 1).await.unwrap()), (1.75, 2.75));
        load(&emulator, json!(null), json!(null)).await;
        assert_eq!(Book::increment(&client, &id(), Book::PAGES, 2).await.unwrap(), 2);
        assert_eq!(Book::increment(&client, &id(), Book::PRICE, 2).await.unwrap(), 2.0);
        let stored = &emulator.records("book").unwrap()[0];
        assert_eq!((stored["pages"].as_f64(), stored["price"].as_f64()), (Some(2.0), Some(2.0)));
        let error = Book::increment(&client, &Id::<Book>::new("none"), Book::PAGES, 1).await.unwrap_err();
        assert!(error.is_not_found(), "{error}");
    }
}

#[tokio::test]
async fn a_sum_that_is_not_exact_is_refused() {
    let (emulator, client) = served(|_| {});
    load(&emulator, json!(i64::MAX), json!(1e300)).await;
    let refused = |result: weda::Result<()>| {
        let error = result.unwrap_err();
        assert!(error.kind() == ErrorKind::InvalidValue && error.in_doubt().is_none(), "{error}");
    };
    refused(Book::increment(&client, &id(), Book::PAGES, 1).await.map(drop));
    refused(Book::increment(&client, &id(), Book::PAGES, u64::MAX).await.map(drop));
    refused(Book::increment(&client, &id(), Book::PRICE, 1).await.map(drop));
    refused(Book::increment(&client, &id(), Book::PRICE, f64::NAN).await.map(drop));
    assert_eq!(Book::increment(&client, &id(), Book::PAGES, -1).await.unwrap(), i64::MAX - 1);
    load(&emulator, json!(1), json!(f64::MAX)).await;
    refused(Book::increment(&client, &id(), Book::PRICE, f64::MAX).await.map(drop));
    assert_eq!(emulator.call_counts()["model update"], 1);
}

/// A service that ignores unknown fields would accept the write and store nothing.
#[tokio::test]
async fn a_number_that_the_service_does_not_have_is_not_incremented() {
    let text = r#"{ "properties": { "title": { "type": "string", "title": "书名" } } }"#;
    for ignored in [false, true] {
        let definitions: Definitions = [Definition::parse("book", "book.json", text).unwrap()].into_iter().collect();
        let profile = Profile::documented().with(|profile| profile.model_api.unknown_names_ignored = ignored);
        let emulator = Emulator::builder().definitions(definitions).profile(profile).start().unwrap();
        let client = connect(emulator.address());
        emulator.load("book", [json!({ "_id": "b", "title": "t" })]).unwrap();
        let error = Book::increment(&client, &id(), Book::PAGES, 1).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    }
}

#[tokio::test]
async fn only_a_miss_is_repeated_and_only_as_often_as_allowed() {
    let (emulator, client) = served(|_| {});
    load(&emulator, json!(0), json!(null)).await;
    emulator.inject_fault(Fault::new(Effect::DropAfter).path("/update").times(1)).unwrap();
    let error = Book::increment(&client, &id(), Book::PAGES, 1).await.unwrap_err();
    assert_eq!(error.in_doubt().unwrap().id(), Some("b"));
    assert_eq!(emulator.call_counts()["model update"], 1);

    // Another one is always faster.
    let rival = tokio::spawn(rivalry(client.clone()));
    let error = loop {
        if let Err(error) = Book::increment(&client, &id(), Book::PAGES, 1).attempts(1).await {
            break error;
        }
    };
    rival.abort();
    assert!(error.is_conflict() && error.in_doubt().is_none() && error.to_string().contains("`attempts`"), "{error}");
}

/// Changes the number without end.
async fn rivalry(client: Client) {
    for pages in 1000.. {
        Book::update(&client, &id(), Book::patch().set(Book::PAGES, pages)).await.unwrap();
    }
}

#[tokio::test]
async fn concurrent_increments_are_all_counted() {
    let (emulator, client) = served(|_| {});
    load(&emulator, json!(0), json!(null)).await;
    let one = || {
        let client = client.clone();
        async move { Book::increment(&client, &id(), Book::PAGES, 1).attempts(100).await.unwrap() }
    };
    let tasks: Vec<_> = (0..20).map(|_| tokio::spawn(one())).collect();
    let mut sums = Vec::new();
    for task in tasks {
        sums.push(task.await.unwrap());
    }
    sums.sort_unstable();
    assert_eq!(sums, (1..=20).collect::<Vec<i64>>());
}
