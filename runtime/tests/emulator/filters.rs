//! Random filters on random records match a plain evaluation in Rust.

mod deep;
mod oracle;
mod parentheses;
mod random;
mod typed;

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
        error.kind() == ErrorKind::NotEnabled && filter.waits(false)
    });
}

/// All filters, with every switch on in client and emulator.
#[test]
fn filters_find_what_they_say_in_the_widest_dialect() {
    for (nulls, missing) in [(Nulls::Value, Missing::Differs), (Nulls::Unknown, Missing::IsNeverFound)] {
        let mut profile = Profile::lenient();
        profile.lists.nulls = nulls;
        holds(&profile, speaking_all, missing, |_, _| false);
    }
}

fn plain(emulator: &Emulator) -> Client {
    Client::for_emulator(emulator.address())
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
                let found: Vec<String> = found.into_iter().map(|book| book.id.to_string()).collect();
                let expected = records.iter().filter(|record| filter.finds(record, false, missing).unwrap_or(true));
                let expected: Vec<String> = expected.map(|record| record.id.clone()).collect();
                prop_assert_eq!(found, expected, "{:?}", query.preview().unwrap().map(|sent| sent.url));
            }
            Ok(())
        })
        .unwrap();
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

/// A filter by some thousand ids ended in "no answer from ..: Parsed Url is not a valid Uri; check the network". URLs
/// are limited to 65,534 bytes; the HTTP library reported a longer one as a failure to connect. It is now rejected
/// before anything is sent, with advice.
#[tokio::test]
async fn a_filter_that_no_address_can_hold() {
    let (emulator, client) = served();
    let by_ids = |number: u32| (0..number).map(|at| Id::<Book>::new(format!("{at:032x}")));
    assert_eq!(Book::query(&client).filter(Book::ID.one_of(by_ids(1000))).await.unwrap(), []);
    let requests = emulator.tokens_issued();
    let error = Book::query(&client).filter(Book::ID.one_of(by_ids(3000))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert_eq!(
        error.to_string(),
        format!(
            "the URL of the query would have {} bytes, but at most 65534 can be sent; \
             filter by fewer values at a time and combine the rows",
            client.base_url().len() + 171_092
        )
    );
    assert_eq!(emulator.tokens_issued(), requests);
}

/// Many fields with many ids exceeded the limit together, and the HTTP library failed to connect: only the filter was
/// measured, not `$select`. The whole URL is now measured: the longest accepted one is sent, and one value more is
/// rejected.
#[tokio::test]
async fn an_address_that_its_fields_make_too_long() {
    let emulator = Emulator::builder().definitions(definitions()).profile(Profile::lenient()).start().unwrap();
    let (plain, selecting) = (Client::for_emulator(emulator.address()), speaking_all(&emulator));
    let ids = |number: usize| (0..number).map(|at| Id::<Book>::new(format!("{at:032x}")));
    // A raw filter fills the URL to its last byte.
    let query = |client: &Client, number: usize, rest: usize| {
        let filler = Filter::<Book>::raw_unchecked(format!("title eq '{}'", "x".repeat(rest)));
        Book::query(client).filter(Book::ID.one_of(ids(number)) & filler)
    };
    for client in [&plain, &selecting] {
        let short = query(client, 1100, 0).skip(u64::MAX).preview().unwrap().unwrap().url.len();
        let rest = 65_533 - short;
        let longest = query(client, 1100, rest).skip(u64::MAX);
        assert_eq!(longest.preview().unwrap().unwrap().url.len(), 65_533);
        assert_eq!(query(client, 1100, rest).await.unwrap(), []);
        let error = query(client, 1100, rest + 1).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue, "{error}");
    }
}
