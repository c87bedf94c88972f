//! Random filters through a relation find the records whose related record the plain evaluation finds.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use weda::prelude::*;
use weda::{Dialect, ErrorKind, Field, Record as AnyRecord, dynamic};
use weda_emulator::{Definition, Definitions, Emulator};

use super::oracle::{Missing, Record};
use super::random::{expr, records};
use crate::fixture::{Book, definitions, speaking};

/// The book of a review.
const BOOK: Field<AnyRecord, Id<Book>> = weda::__private::v1::relation("book");

fn review() -> Definition {
    let text = r#"{ "title": "评论", "properties": {
        "stars": { "type": "number", "title": "星" },
        "book": { "type": "object", "format": "many-one", "title": "图书", "x-parent": { "parentDataSourceName": "book" } }
    } }"#;
    Definition::parse("review", "review.json", text).unwrap()
}

#[test]
fn filters_through_a_relation_find_what_they_say() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let reviews = prop::collection::vec((prop::option::of(0..20_usize), 0..4_i64), 30);
    let filters = prop::collection::vec((expr(), prop::option::of(0..4_i64)), 20);
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    let answered = Cell::new(0);
    TestRunner::new(config)
        .run(&(records(20), reviews, filters), |(books, reviews, filters)| {
            let all: Definitions = definitions().into_iter().chain([review()]).collect();
            let emulator = Emulator::builder().definitions(all).start().unwrap();
            let client = speaking(&emulator, Dialect::documented().relation_filters(true));
            emulator.load("book", books.iter().map(Record::json)).unwrap();
            let records = reviews.iter().enumerate().map(|(at, (book, stars))| {
                let book = book.map(|book| json!({ "_id": books[book].id }));
                json!({ "_id": format!("v{at:02}"), "stars": stars, "book": book })
            });
            emulator.load("review", records).unwrap();
            for (filter, stars) in filters {
                let through = BOOK.matches(filter.typed());
                let more = stars.map(|stars| dynamic::field("stars").ge(stars));
                let found = client.model("review").query().filter(through & more);
                let found = match runtime.block_on(found.into_future()) {
                    // Text of the caller, an order of texts, and what waits for a switch.
                    Err(error) if error.kind() == ErrorKind::NotEnabled => continue,
                    found => found.map_err(|error| TestCaseError::fail(error.to_string()))?,
                };
                answered.set(answered.get() + 1);
                let found: Vec<String> = found.iter().map(|review| review.id().to_owned()).collect();
                // A neutral filter is neutral for every record.
                let is_neutral = filter.finds(&books[0], false, Missing::Differs).is_none();
                let finds = |book: Option<usize>| {
                    is_neutral
                        || book.is_some_and(|book| filter.finds(&books[book], false, Missing::Differs) == Some(true))
                };
                let expected = reviews.iter().enumerate().filter(|(_, (book, has))| {
                    finds(*book) && stars.is_none_or(|stars| *has >= stars)
                });
                let expected: Vec<String> = expected.map(|(at, _)| format!("v{at:02}")).collect();
                prop_assert_eq!(found, expected, "{:?}", filter);
            }
            Ok(())
        })
        .unwrap();
    assert!(answered.get() > 100, "{} filters were answered", answered.get());
}
