//! Requests of the client where the documents leave open what the service accepts.

use std::time::{Duration, Instant};

use weda::prelude::*;
use weda::{Dialect, ErrorKind};
use weda_emulator::profile::{Given, Nullify};
use weda_emulator::{Definition, Emulator, Profile};

use super::served;
use crate::fixture::{Book, new, speaking};

/// Fields that the service fills in are never sent, so one that refuses them takes every record.
#[tokio::test]
async fn what_the_service_fills_in_is_never_sent() {
    for given in [Given::Ignored, Given::Kept, Given::Refused] {
        let (_emulator, client) =
            served(|profile| (profile.writes.system_fields, profile.writes.auto_numbers) = (given, given));
        let book = Book::create(&client, new("围城")).await.unwrap();
        assert!(book.created_at.is_some() && book.owner.is_some() && book.serial.is_some(), "{given:?}");
        Book::update(&client, &book.id, Book::patch().set(Book::PAGES, 1)).await.unwrap();
    }
}

/// The program was generated from a newer definition than the service has.
#[tokio::test]
async fn a_field_that_the_service_does_not_have_is_refused_by_its_words_or_left_out() {
    let text = r#"{ "properties": { "title": { "type": "string" } } }"#;
    for refuse in [true, false] {
        let mut profile = Profile::documented();
        profile.writes.refuse_unknown_fields = refuse;
        let old = Definition::parse("book", "database-schemas/book.json", text).unwrap();
        let emulator = Emulator::builder().definitions(old).profile(profile).start().unwrap();
        let client = Client::for_emulator(emulator.address());
        let result = Book::create(&client, new("围城").set(Book::PAGES, 359)).await;
        match refuse {
            true => {
                let error = result.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
                assert!(error.to_string().contains("`pages`"), "the service's words: {error}");
                assert!(error.to_string().ends_with("if the model has changed, regenerate the types"), "{error}");
            }
            false => assert_eq!(result.unwrap().pages, None, "the record says what was stored"),
        }
    }
}

/// Null is sent by `clear` alone; what it does is the service's affair, and the next read tells.
#[tokio::test]
async fn null_is_sent_by_clear_alone() {
    for (null, left) in [(Nullify::Clears, None), (Nullify::Ignored, Some(39.5))] {
        let (_emulator, client) = served(|profile| profile.writes.null = null);
        let book = Book::create(&client, new("围城").set(Book::PRICE, 39.5)).await.unwrap();
        Book::update(&client, &book.id, Book::patch().set(Book::PAGES, 1)).await.unwrap();
        assert_eq!(Book::get(&client, &book.id).await.unwrap().unwrap().price, Some(39.5));
        Book::update(&client, &book.id, Book::patch().clear(Book::PRICE)).await.unwrap();
        assert_eq!(Book::get(&client, &book.id).await.unwrap().unwrap().price, left, "{null:?}");
    }
}

#[tokio::test]
async fn lists_and_objects_travel_as_text_which_every_service_takes() {
    for native in [true, false] {
        let (_emulator, client) = served(|profile| profile.writes.native_json = native);
        let new = new("围城").set(Book::TAGS, vec!["小说".to_owned(), "O'Brien \"x\"".to_owned()]);
        let book = Book::create(&client, new.set(Book::EXTRA, serde_json::json!({ "a": [1, null] }))).await.unwrap();
        assert_eq!(book.tags.unwrap(), ["小说", "O'Brien \"x\""], "native {native}");
    }
}

/// Sixty calls at once, where twenty are taken in a second: all are made in the end.
#[tokio::test]
async fn a_service_that_takes_few_calls_in_a_second_gets_no_more() {
    for retry_after in [true, false] {
        let (emulator, client) =
            served(|profile| (profile.gateway.calls_per_second, profile.gateway.retry_after) = (20, retry_after));
        let before = Instant::now();
        let tasks: Vec<_> = (0..60)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { Book::query(&client).exists().await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert!(before.elapsed() > Duration::from_secs(1), "it was one too many");
        assert!(emulator.call_counts()["list"] >= 60);
    }
}

#[tokio::test]
async fn the_environment_type_is_a_name_and_not_a_choice_of_two() {
    for accepted in [true, false] {
        let (_emulator, client) = served(|profile| profile.accept.dev = accepted);
        let result = Book::create(&client.with_env_type(EnvType::Other("dev".into())), new("围城")).await;
        assert_eq!(result.map_err(|error| error.kind()).err(), (!accepted).then_some(ErrorKind::Settings));
    }
}

/// PATCH, unless the dialect says PUT; each where the service takes it, and where it does not.
#[tokio::test]
async fn updates_are_sent_by_the_method_of_the_dialect() {
    for (put, accepted) in [(false, false), (false, true), (true, true), (true, false)] {
        let (emulator, client) = served(|profile| profile.accept.put = accepted);
        let book = Book::create(&client, new("围城")).await.unwrap();
        let dialect = Dialect::documented().put(put);
        let client = speaking(&emulator, dialect);
        let update = Book::update(&client, &book.id, Book::patch().set(Book::PAGES, 359));
        let method = update.preview().unwrap().unwrap().method;
        assert_eq!(method, if put { "PUT" } else { "PATCH" });
        let result = update.await;
        let pages = Book::get(&client, &book.id).await.unwrap().unwrap().pages;
        if put && !accepted {
            let error = result.unwrap_err();
            assert!(error.to_string().contains("PATCH"), "{error}");
            assert_eq!((error.kind(), pages), (ErrorKind::InvalidRequest, None));
        } else {
            result.unwrap();
            assert_eq!(pages, Some(359), "{put} {accepted}");
        }
    }
}
