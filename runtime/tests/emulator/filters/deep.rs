//! Filters as large as loops create them, on a very small stack.

use std::thread;

use weda::call::RequestPreview;
use weda::prelude::*;
use weda::{Error, ErrorKind, Filter};

use crate::fixture::Book;

/// Runs on a stack of a few pages, so that recursion is detected.
fn on_a_small_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    thread::Builder::new().stack_size(192 * 1024).spawn(run).unwrap().join().unwrap()
}

fn preview(filter: Filter<Book>) -> Result<Option<RequestPreview>, Error> {
    Book::query(&Client::for_emulator("127.0.0.1:4010")).filter(filter).preview()
}

fn many(number: i64) -> impl DoubleEndedIterator<Item = Filter<Book>> {
    (0..number).map(|pages| Book::PAGES.eq(pages))
}

/// A filter combined from thousands of others overflowed the stack. Each `|` added a level, and writing was recursive.
/// A chain is now a flat list.
#[test]
fn a_long_chain_is_no_deep_one() {
    let sent = preview(many(2000).reduce(|all, one| all | one).unwrap()).unwrap().unwrap();
    assert_eq!(sent.url.matches("pages%20eq%20").count(), 2000);
    let sent = preview(many(2000).map(|one| !one).reduce(|all, one| all & one).unwrap()).unwrap().unwrap();
    assert_eq!(sent.url.matches("pages%20ne%20").count(), 2000);
    assert!(!sent.url.contains('('), "one joiner needs no parentheses");
}

#[test]
fn a_hundred_thousand_terms() {
    on_a_small_stack(|| {
        for filter in [
            many(100_000).reduce(|all, one| all | one).unwrap(),
            many(100_000).reduce(|all, one| one & all).unwrap(),
            Filter::all(many(100_000)),
            Filter::any(many(100_000).rev()),
            Book::PAGES.one_of(0..100_000_i64),
        ] {
            let copy = filter.clone();
            assert_eq!(preview(filter).unwrap_err().kind(), ErrorKind::InvalidValue);
            assert!(format!("{copy:?}").len() > 100_000);
        }
    });
}

#[test]
fn ten_thousand_negations() {
    on_a_small_stack(|| {
        let turned = (0..10_001).fold(Book::PAGES.gt(1) & Book::PAGES.lt(9), |filter, _| !filter);
        let sent = preview(turned).unwrap().unwrap();
        assert!(
            sent.url.contains("?$filter=pages%20lt%201%20or%20pages%20eq%201%20or%20pages%20gt%209"),
            "{}",
            sent.url
        );

        let turned = many(10_000).fold(Book::PAGES.gt(1), |filter, one| !(filter & one));
        assert_eq!(preview(turned.clone()).unwrap_err().kind(), ErrorKind::InvalidValue);
        assert!(!format!("{turned:?}").is_empty());
    });
}

/// Short enough to be sent: a thousand nested parentheses.
#[test]
fn a_thousand_levels() {
    let sent = on_a_small_stack(|| {
        let nested = many(1000).enumerate().fold(Book::PAGES.gt(1), |filter, (level, one)| match level % 2 {
            0 => filter & one,
            _ => one | filter,
        });
        preview(nested).unwrap().unwrap()
    });
    assert_eq!((sent.url.matches('(').count(), sent.url.matches(')').count()), (999, 999));
}
