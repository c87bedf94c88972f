//! Writes by filter.

odata_only! {
    mod odata;
}

use weda::prelude::*;
use weda::{Client, ErrorKind, Filter};

use crate::fixture::{Book, new, served, titles};

/// Creates books with the prices 1 to `books`.
async fn shelved(client: &Client, books: i32) {
    let rows = (1..=books).map(|price| new(&price.to_string()).set(Book::PRICE, price));
    Book::create_many(client, rows).await.unwrap().into_ids().unwrap();
}

async fn of_price(client: &Client, price: i32) -> u64 {
    Book::query(client).filter(Book::PRICE.eq(price)).count().await.unwrap()
}

#[tokio::test]
async fn all_that_match_are_changed_and_no_others() {
    let (_emulator, client) = served();
    shelved(&client, 450).await;
    let most = Book::query(&client).filter(Book::PRICE.le(420));
    let outcomes = most.update_all(Book::patch().set(Book::PRICE, 1000)).at_most(420).await.unwrap();
    assert_eq!((outcomes.counts().succeeded, outcomes.failures().count()), (420, 0));
    assert_eq!((of_price(&client, 1000).await, Book::query(&client).count().await.unwrap()), (420, 450));

    let outcomes = Book::query(&client).filter(Book::PRICE.eq(1000)).delete_all().at_most(1000).await.unwrap();
    assert_eq!(outcomes.into_ids().unwrap().len(), 420);
    assert_eq!(Book::query(&client).count().await.unwrap(), 30);
}

#[tokio::test]
async fn where_more_match_than_may_nothing_is_written() {
    let (_emulator, client) = served();
    shelved(&client, 5).await;
    for most in [0, 4] {
        let all = Book::query(&client).filter(Book::PRICE.le(5));
        let error = all.update_all(Book::patch().set(Book::PRICE, 1000)).at_most(most).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
        assert!(error.to_string().contains(&format!("than `at_most({most})` allows, so none was written")), "{error}");
        assert_eq!(of_price(&client, 1000).await, 0);
    }
    // `top` and `skip` of the query apply, too.
    let dearest = Book::query(&client).filter(Book::PRICE.le(5)).order_by(Book::PRICE.desc()).top(2);
    dearest.delete_all().at_most(2).await.unwrap().into_ids().unwrap();
    let rest = Book::query(&client).order_by(Book::PRICE.asc()).await.unwrap();
    assert_eq!(titles(rest), ["1", "2", "3"]);
}

/// A `None` in place of a filter must not write to every record.
#[tokio::test]
async fn a_filter_that_says_nothing_is_refused() {
    let (_emulator, client) = served();
    shelved(&client, 3).await;
    let nothing = [
        Filter::default(),
        Filter::all([]),
        Filter::when(false, || Book::PRICE.gt(0)),
        !Filter::<Book>::any([]),
        Filter::<Book>::everything() & Filter::<Book>::everything(),
    ];
    let queries = nothing.map(|filter| Book::query(&client).filter(filter));
    for query in queries.into_iter().chain([Book::query(&client).top(1)]) {
        let error = query.clone().delete_all().at_most(10).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
        assert!(error.to_string().starts_with("without a filter all records of `book`"), "{error}");
    }
    assert_eq!(Book::query(&client).count().await.unwrap(), 3);

    let none = Book::query(&client).filter(Filter::<Book>::any([]));
    assert!(none.delete_all().at_most(10).await.unwrap().is_empty());
    let all = Book::query(&client).filter(Filter::<Book>::everything());
    assert_eq!(all.delete_all().at_most(3).await.unwrap().into_ids().unwrap().len(), 3);
}

/// A cursor counts records of its query, but a write has its own limit; too few records were written, without an error.
#[tokio::test]
async fn a_write_begins_at_no_cursor_and_not_by_a_client_for_reads() {
    let (_emulator, client) = served();
    shelved(&client, 250).await;
    let all = Book::query(&client).filter(Book::PRICE.ge(1));
    let cursor = all.clone().page().await.unwrap().next.unwrap();
    for most in [100, 300] {
        let error = all.clone().resume_from(cursor.clone()).delete_all().at_most(most).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
        assert!(error.to_string().contains("cannot start at a cursor"), "{error}");
    }
    let reader = client.read_only();
    let error = Book::query(&reader).filter(Book::PRICE.ge(1)).delete_all().at_most(300).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnlyClient);
    assert_eq!(Book::query(&client).count().await.unwrap(), 250);
}

#[tokio::test]
async fn a_page_knows_how_many_there_are() {
    let (_emulator, client) = served();
    shelved(&client, 5).await;
    for (query, rows, total) in [
        (Book::query(&client).top(2), 2, 5),
        (Book::query(&client).skip(4).filter(Book::PRICE.gt(0)), 1, 5),
        (Book::query(&client).filter(Book::PRICE.gt(3)).top(0), 0, 2),
        (Book::query(&client).filter(Filter::<Book>::any([])), 0, 0),
    ] {
        let (page, all) = query.page_with_total().await.unwrap();
        assert_eq!((page.rows.len(), all), (rows, total));
    }
}
