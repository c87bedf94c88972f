//! Questions about writes by filter in one call.

use serde_json::{Value, json};
use weda::error::OperationKind;
use weda::prelude::*;
use weda::{ErrorKind, Filter};
use weda_emulator::{Definition, Definitions, Effect, Emulator, Fault, Profile};

use super::served;
use crate::fixture::{Author, Book, connect};

/// Books with the prices 0 to `count`; the even ones have 10 pages.
fn books(count: usize) -> Vec<Value> {
    let pages = |number: usize| number.is_multiple_of(2).then_some(10);
    (0..count)
        .map(|number| json!({ "_id": format!("b{number}"), "title": "t", "price": number, "pages": pages(number) }))
        .collect()
}

fn prices(emulator: &Emulator) -> Vec<i64> {
    emulator.records("book").unwrap().iter().map(|book| book["price"].as_f64().unwrap() as i64).collect()
}

#[tokio::test]
async fn all_that_match_are_written_in_one_call() {
    for profile in [Profile::documented(), Profile::strict(), Profile::lenient()] {
        let (emulator, client) = served(|chosen| *chosen = profile);
        emulator.load("book", books(300)).unwrap();
        let patch = Book::patch().set(Book::PRICE, 1000);
        let updated = Book::update_where(&client, Book::PRICE.lt(250), patch).at_most(250).await.unwrap();
        assert_eq!((updated, prices(&emulator).iter().filter(|price| **price == 1000).count()), (250, 250));
        let deleted =
            Book::delete_where(&client, Book::PRICE.lt(1000) & Book::PAGES.eq(10)).at_most(300).await.unwrap();
        assert_eq!((deleted, prices(&emulator).len()), (25, 275));
        let counts = emulator.call_counts();
        assert_eq!((counts["model update many"], counts["model delete many"]), (1, 1));
    }
}

#[tokio::test]
async fn more_than_allowed_or_nothing_sends_no_write() {
    let (emulator, client) = served(|_| {});
    emulator.load("book", books(5)).unwrap();
    for most in [0, 4] {
        let error = Book::delete_where(&client, Book::PRICE.le(5)).at_most(most).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
        assert!(error.to_string().contains(&format!("than `at_most({most})` allows, so none was written")), "{error}");
    }
    assert_eq!(Book::delete_where(&client, Book::PRICE.gt(5)).at_most(9).await.unwrap(), 0);
    assert_eq!(Book::delete_where(&client, Filter::<Book>::any([])).at_most(9).await.unwrap(), 0);
    assert_eq!(Book::update_where(&client, Book::PRICE.le(5), Book::patch()).at_most(9).await.unwrap(), 0);
    let error = Book::delete_where(&client.read_only(), Book::PRICE.le(5)).at_most(9).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnlyClient);
    assert_eq!(emulator.call_counts().get("model delete many"), None);
    assert_eq!(emulator.call_counts()["model list"], 3, "those that may match are counted");
}

/// A `None` in place of a filter must not write to every record.
#[tokio::test]
async fn a_filter_that_says_nothing_is_refused_unless_it_says_everything() {
    for refused in [false, true] {
        let (emulator, client) = served(|profile| profile.model_api.empty_filter_refused = refused);
        emulator.load("book", books(3)).unwrap();
        for filter in [
            None,
            Some(Filter::default()),
            Some(Filter::all([])),
            Some(Filter::when(false, || Book::PRICE.gt(0))),
            Some(!Filter::<Book>::any([])),
            Some(Filter::<Book>::everything() & Filter::<Book>::everything()),
            Some(Filter::<Book>::everything() | Book::PRICE.gt(0)),
        ] {
            let error = Book::delete_where(&client, filter.clone()).at_most(10).await.unwrap_err();
            assert!(error.to_string().starts_with("without a filter all records of `book`"), "{error}");
            let error = Book::update_where(&client, filter, Book::patch().set(Book::PRICE, 1)).at_most(10).await;
            assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidValue);
        }
        assert!(emulator.call_counts().is_empty(), "{:?}", emulator.call_counts());
        match Book::delete_where(&client, Filter::<Book>::everything()).at_most(3).await {
            Ok(deleted) => assert_eq!((refused, deleted, prices(&emulator).len()), (false, 3, 0)),
            Err(error) => assert!(refused && error.in_doubt().is_none() && prices(&emulator).len() == 3, "{error}"),
        }
    }
}

/// A definition that is older than the service's must not empty a model, whatever the service does with unknown names.
#[tokio::test]
async fn a_field_that_the_service_does_not_have_writes_nothing() {
    let text = r#"{ "properties": { "title": { "type": "string", "title": "书名" }, "price": { "type": "number", "title": "价格" } } }"#;
    for ignored in [false, true] {
        let definitions: Definitions = [Definition::parse("book", "book.json", text).unwrap()].into_iter().collect();
        let profile = Profile::documented().with(|profile| {
            profile.model_api.unknown_names_ignored = ignored;
            profile.model_api.search_ci = false;
            profile.model_api.regex = false;
        });
        let emulator = Emulator::builder().definitions(definitions).profile(profile).start().unwrap();
        let client = connect(emulator.address());
        emulator.load("book", (0..6).map(|price| json!({ "title": "t", "price": price }))).unwrap();
        for filter in [
            Book::PAGES.eq(10),
            !Book::PAGES.eq(10),
            Book::PAGES.one_of([1, 2]),
            Book::PAGES.is_null(),
            Book::ISBN.contains("x"),
            Book::PRICE.ge(0) & Book::PAGES.gt(10),
            Book::PRICE.ge(0) & (Book::PAGES.gt(10) | Book::ISBN.eq("x")),
            Book::PRICE.eq(1) | Book::PAGES.gt(10),
        ] {
            let error = Book::delete_where(&client, filter.clone()).at_most(1000).await.unwrap_err();
            assert!(error.kind() == ErrorKind::InvalidRequest && error.in_doubt().is_none(), "{error}");
            assert!(!ignored || error.to_string().contains("nothing was written: the service ignores"), "{error}");
            let patch = || Book::patch().set(Book::PRICE, 1000);
            assert!(Book::update_where(&client, filter.clone(), patch()).at_most(1000).await.is_err());
            // By ids, which the same filter finds.
            let query = Book::query(&client).filter(filter);
            let error = query.clone().delete_all().at_most(1000).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
            assert!(query.update_all(patch()).at_most(1000).await.is_err());
        }
        assert_eq!(prices(&emulator), [0, 1, 2, 3, 4, 5]);
        assert_eq!(emulator.call_counts().get("model delete many"), None);
        // Fields that exist are written, whether records have values or not.
        assert_eq!(Book::delete_where(&client, Book::PRICE.ge(4) & Book::TITLE.eq("t")).at_most(2).await.unwrap(), 2);
    }
}

/// A document excludes relations from calls on several records.
#[tokio::test]
async fn relations_in_a_patch_are_refused_before_anything_is_sent() {
    let (emulator, client) = served(|_| {});
    emulator.load("book", books(3)).unwrap();
    let patch = Book::patch().set(Book::AUTHOR, Id::<Author>::new("a1"));
    let error = Book::update_where(&client, Book::PRICE.ge(0), patch).at_most(3).await.unwrap_err();
    assert!(error.kind() == ErrorKind::NotEnabled && error.to_string().contains("`Query::update_all"), "{error}");
    assert!(emulator.call_counts().is_empty());
}

#[tokio::test]
async fn a_lost_answer_of_a_write_by_filter_is_in_doubt_and_not_repeated() {
    for effect in [Effect::DropAfter, Effect::Half] {
        let (emulator, client) = served(|_| {});
        emulator.load("book", books(4)).unwrap();
        emulator.inject_fault(Fault::new(effect).path("/deleteMany").times(1)).unwrap();
        let error = Book::delete_where(&client, Book::PRICE.lt(2)).at_most(2).await.unwrap_err();
        assert_eq!(error.in_doubt().unwrap().operation(), OperationKind::Delete);
        assert_eq!((prices(&emulator), emulator.call_counts()["model delete many"]), (vec![2, 3], 1));
    }
}

/// The operator is not documented everywhere, and a service that ignores it would match every record.
#[tokio::test]
async fn a_search_without_case_writes_nothing() {
    let (emulator, _) = served(|_| {});
    emulator.load("book", books(3)).unwrap();
    let dialect = weda::Dialect::documented().contains_ignore_case(true);
    let client = crate::fixture::speaking(&emulator, dialect);
    let filter = || Book::TITLE.contains_ignore_case("T") & Book::PRICE.lt(2);
    let patch = || Book::patch().set(Book::PRICE, 9);
    for error in [
        Book::delete_where(&client, filter()).at_most(9).await.unwrap_err(),
        Book::update_where(&client, filter(), patch()).at_most(9).await.unwrap_err(),
        Book::query(&client).filter(filter()).delete_all().at_most(9).await.unwrap_err(),
        Book::query(&client).filter(filter()).update_all(patch()).at_most(9).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::NotEnabled, "{error}");
        assert!(error.to_string().contains("in a write by filter"), "{error}");
    }
    assert_eq!(prices(&emulator), [0, 1, 2]);
}
