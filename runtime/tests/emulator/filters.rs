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

use crate::fixture::{Book, definitions, served, speaking_all, titles};

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

/// Null tests, a negated search and a second sort field need no switch on the gateway. The refusal of OData names it, and
/// with the switches both find the same.
#[tokio::test]
async fn what_the_gateway_documents_finds_the_same_on_both() {
    let emulator = Emulator::builder().definitions(definitions()).profile(Profile::lenient()).start().unwrap();
    let books = [
        json!({ "title": "红楼梦", "pages": 2, "isbn": "a" }),
        json!({ "title": "围城", "pages": 1, "isbn": "b" }),
        json!({ "title": "边城", "pages": 1 }),
    ];
    emulator.load("book", books).unwrap();
    let (narrow, wide) = (plain(&emulator), speaking_all(&emulator));
    let all = |client: &Client| Book::query(client).order_by(Book::TITLE.asc());
    type Ask<'a> = Box<dyn Fn(&Client) -> weda::Query<Book> + 'a>;
    let cases: [(Ask<'_>, bool, &[&str]); 6] = [
        (Box::new(|client| all(client).filter(Book::ISBN.one_of(["a", "b"]))), false, &["围城", "红楼梦"]),
        (Box::new(|client| all(client).filter(!Book::ISBN.one_of(["a", "x"]))), false, &["围城", "边城"]),
        (Box::new(|client| all(client).filter(Book::ISBN.is_null())), true, &["边城"]),
        (Box::new(|client| all(client).filter(Book::ISBN.is_not_null())), true, &["围城", "红楼梦"]),
        (Box::new(|client| all(client).filter(!Book::TITLE.contains("城"))), true, &["红楼梦"]),
        (
            Box::new(|client| Book::query(client).order_by(Book::PAGES.asc()).order_by(Book::ISBN.desc())),
            true,
            &["围城", "边城", "红楼梦"],
        ),
    ];
    for (number, (ask, waits, expected)) in cases.iter().enumerate() {
        assert_eq!(titles(ask(&wide).await.unwrap()), *expected, "{number}");
        match ask(&narrow).await {
            Ok(found) => assert_eq!(titles(found), *expected, "{number}"),
            Err(error) => {
                assert!(*waits && crate::GATEWAY == weda::GatewayKind::OData, "{number} {error}");
                let words = "; a client of the data-model gateway (`GatewayKind::Model`) needs no switch for it";
                assert!(error.to_string().ends_with(words), "{error}");
            }
        }
    }
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
