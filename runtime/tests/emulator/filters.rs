//! Random filters on random records match a plain evaluation in Rust.

mod oracle;
mod random;
mod typed;

odata_only! {
    mod deep;
    mod odata;
    mod parentheses;
}

gateway_only! {
    mod related;
}

use std::cell::Cell;

use oracle::{Expr, Missing, Record};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use random::{expr, records};
use serde_json::json;
use weda::prelude::*;
use weda::{Date, ErrorKind, Filter};
use weda_emulator::profile::Nulls;
use weda_emulator::{Emulator, Profile};

use crate::fixture::{Book, definitions, served, speaking_all};

/// Filters within the documented grammar.
#[test]
fn filters_find_what_they_say() {
    holds(&Profile::documented(), plain, Missing::Differs, |filter, error| {
        // Text of the caller, and an order of texts.
        let is_of_odata =
            crate::GATEWAY == weda::GatewayKind::Model && error.to_string().contains("(`GatewayKind::OData`)");
        error.kind() == ErrorKind::NotEnabled && (filter.waits(false) || is_of_odata)
    });
}

fn plain(emulator: &Emulator) -> Client {
    crate::fixture::connect(emulator.address())
}

fn holds(
    profile: &Profile,
    client: fn(&Emulator) -> Client,
    missing: Missing,
    may_fail: fn(&Expr, &weda::Error) -> bool,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let cases = (records(40), prop::collection::vec(expr(), 20));
    let config = Config { cases: 32, failure_persistence: None, ..Config::default() };
    let answered = Cell::new(0);
    TestRunner::new(config)
        .run(&cases, |(records, filters)| {
            let emulator = Emulator::builder().definitions(definitions()).profile(profile.clone()).start().unwrap();
            let client = client(&emulator);
            emulator.load("book", records.iter().map(Record::json)).unwrap();
            for filter in filters {
                let query = Book::query(&client).filter(filter.typed());
                let found = match runtime.block_on(query.clone().into_future()) {
                    Err(error) if may_fail(&filter, &error) => continue,
                    found => found.map_err(|error| TestCaseError::fail(error.to_string()))?,
                };
                answered.set(answered.get() + 1);
                let found: Vec<String> = found.into_iter().map(|book| book.id.to_string()).collect();
                let expected = records.iter().filter(|record| filter.finds(record, false, missing).unwrap_or(true));
                let expected: Vec<String> = expected.map(|record| record.id.clone()).collect();
                prop_assert_eq!(found, expected, "{:?}", query.preview().unwrap().map(|sent| sent.url));
            }
            Ok(())
        })
        .unwrap();
    assert!(answered.get() > 100, "{} filters were answered", answered.get());
}

/// Views, operators and missing filters, without randomness.
#[tokio::test]
async fn records_without_a_value() {
    let (emulator, client) = served();
    let books = [json!({ "title": "a", "price": 1, "published": 0 }), json!({ "title": "b" })];
    emulator.load("book", books).unwrap();
    let found = async |filter: Filter<Book>| Book::query(&client).filter(filter).count().await.unwrap();
    assert_eq!(found(Book::PRICE.ne(1)).await, 1);
    assert_eq!(found(!Book::PRICE.eq(1)).await, 1);
    assert_eq!(found(!Book::PRICE.ne(1)).await, 1);
    assert_eq!(found(Book::PRICE.gt(1)).await, 0);
    assert_eq!(found(!Book::PRICE.gt(1)).await, 1, "it is `le`, which finds no record without a value");
    assert_eq!(found(!Book::PRICE.one_of([1, 2])).await, 1);
    assert_eq!(found(Book::PUBLISHED.ne(Date::from_millis(0))).await, 0, "a date's `ne` is a range");
    assert_eq!(found(Filter::when(false, || Book::PRICE.eq(7))).await, 2);
}
