//! Questions about upserts.

use serde_json::json;
use weda::ErrorKind;
use weda::error::OperationKind;
use weda::prelude::*;
use weda::row::Upserted;
use weda_emulator::profile::SeveralMatches;
use weda_emulator::{Definition, Definitions, Effect, Emulator, Fault, Profile};

use super::served;
use crate::fixture::{Book, connect, new};

const ISBN: &str = "9787020002207";

#[tokio::test]
async fn a_record_is_created_once_and_then_updated() {
    for profile in [Profile::documented(), Profile::strict(), Profile::lenient()] {
        let (emulator, client) = served(|chosen| *chosen = profile);
        let upsert = |price: f64| {
            let new = new("红楼梦").set(Book::ISBN, ISBN).set(Book::PRICE, 1);
            Book::upsert(&client, Book::ISBN, new, Book::patch().set(Book::PRICE, price))
        };
        let Upserted::Created(id) = upsert(2.0).await.unwrap() else { panic!("it is new") };
        let stored = |field: &str| emulator.records("book").unwrap()[0][field].clone();
        assert_eq!((stored("_id"), stored("price")), (json!(id.as_str()), json!(1)));
        assert_eq!(upsert(3.0).await.unwrap(), Upserted::Updated);
        assert_eq!((stored("_id"), stored("price")), (json!(id.as_str()), json!(3)));
        assert_eq!(emulator.records("book").unwrap().len(), 1);
        assert_eq!(emulator.call_counts()["model upsert"], 2);
    }
}

/// The record exists; nothing of it is changed.
#[tokio::test]
async fn an_empty_patch_leaves_the_record_as_it_is() {
    let (emulator, client) = served(|_| {});
    let book = Book::create(&client, new("围城").set(Book::ISBN, ISBN).set(Book::PRICE, 7)).await.unwrap();
    let again = Book::upsert(&client, Book::ISBN, new("other").set(Book::ISBN, ISBN), Book::patch());
    let body = again.preview().unwrap().unwrap().body.unwrap();
    assert!(!body.contains(r#""update":{}"#) && !body.contains(r#""_id""#), "{body}");
    assert_eq!(again.await.unwrap(), Upserted::Updated);
    let stored = &emulator.records("book").unwrap()[0];
    assert_eq!((&stored["title"], &stored["price"], &stored["isbn"]), (&json!("围城"), &json!(7), &json!(ISBN)));
    assert_eq!(stored["_id"], book.id.as_str());
}

#[tokio::test]
async fn the_key_is_in_the_new_record_and_not_changed() {
    let (emulator, client) = served(|_| {});
    let book = || new("围城");
    for (new, patch, expected) in [
        (book().set(Book::PRICE, 1), Book::patch(), "has no value in `isbn`"),
        (book().set(Book::ISBN, None::<&str>), Book::patch(), "has no value in `isbn`"),
        (book().set(Book::ISBN, "a").set(Book::ISBN, None::<&str>), Book::patch(), "has no value in `isbn`"),
        (book().set(Book::ISBN, "a"), Book::patch().set(Book::ISBN, "b"), "the patch changes `isbn`"),
        (book().set(Book::ISBN, "a"), Book::patch().clear(Book::ISBN), "the patch changes `isbn`"),
    ] {
        let error = Book::upsert(&client, Book::ISBN, new, patch).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
        assert!(error.to_string().contains(expected), "{error}");
    }
    let same = Book::upsert(&client, Book::ISBN, book().set(Book::ISBN, "a"), Book::patch().set(Book::ISBN, "a"));
    assert!(matches!(same.await.unwrap(), Upserted::Created(_)));
    assert_eq!(emulator.call_counts()["model upsert"], 1, "the others are refused before anything is sent");
}

/// The service does not enforce unique values, or enforces them since yesterday.
#[tokio::test]
async fn several_records_with_the_key_are_refused_or_the_first_is_updated() {
    let text = r#"{ "properties": { "title": { "type": "string", "title": "书名" }, "isbn": { "type": "string", "title": "书号" } } }"#;
    for several in [SeveralMatches::Refused, SeveralMatches::First] {
        let definition = Definition::parse("book", "book.json", text).unwrap();
        let profile = Profile::documented().with(|profile| profile.model_api.upsert_several = several);
        let definitions: Definitions = [definition].into_iter().collect();
        let emulator = Emulator::builder().definitions(definitions).profile(profile).start().unwrap();
        let client = connect(emulator.address());
        let twins = ["t0", "t1"].map(|title| json!({ "_id": title, "title": title, "isbn": ISBN }));
        emulator.load("book", twins).unwrap();
        let patch = Book::patch().set(Book::TITLE, "x");
        let result = Book::upsert(&client, Book::ISBN, new("y").set(Book::ISBN, ISBN), patch).await;
        let titles: Vec<_> = emulator.records("book").unwrap().iter().map(|book| book["title"].clone()).collect();
        match result {
            Ok(done) => assert_eq!(
                (several, done, titles),
                (SeveralMatches::First, Upserted::Updated, vec![json!("x"), json!("t1")])
            ),
            Err(error) => {
                assert_eq!((several, titles), (SeveralMatches::Refused, vec![json!("t0"), json!("t1")]));
                assert!(error.kind() == ErrorKind::InvalidRequest && error.in_doubt().is_none(), "{error}");
            }
        }
    }
}

/// A repetition would take the record that it created for an old one.
#[tokio::test]
async fn a_lost_answer_is_in_doubt_and_not_repeated() {
    for (effect, is_stored) in [(Effect::DropAfter, true), (Effect::Half, true), (Effect::Drop, false)] {
        let (emulator, client) = served(|_| {});
        emulator.inject_fault(Fault::new(effect.clone()).path("/upsert").times(1)).unwrap();
        let new = new("围城").set(Book::ISBN, ISBN);
        let error = Book::upsert(&client, Book::ISBN, new, Book::patch().set(Book::TITLE, "again")).await.unwrap_err();
        let doubt = error.in_doubt().unwrap();
        assert_eq!((doubt.operation(), doubt.model()), (OperationKind::Upsert, Some("book")));
        let records = emulator.records("book").unwrap();
        assert_eq!(records.len(), usize::from(is_stored), "{effect:?}");
        assert!(records.iter().all(|record| record["title"] == "围城"));
    }
    // What was surely not carried out is repeated.
    let (emulator, client) = served(|_| {});
    emulator
        .inject_fault(Fault::new(Effect::Refuse("REQUEST_LIMIT_EXCEEDED".into())).path("/upsert").times(1))
        .unwrap();
    let done = Book::upsert(&client, Book::ISBN, new("围城").set(Book::ISBN, ISBN), Book::patch()).await.unwrap();
    assert!(matches!(done, Upserted::Created(_)));
}
