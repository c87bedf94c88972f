//! Queries read every match, page by page, or return an error.

odata_only! {
    mod odata;
}

use serde_json::{Value, json};
use weda::prelude::*;
use weda::{Error, ErrorKind};
use weda_emulator::Emulator;

use crate::fixture::{Book, served, titles};
use crate::service::FakeService;

/// More than two pages of 200.
const MANY: usize = 470;

fn many(emulator: &Emulator) {
    // Ids descend while titles ascend, so that orders differ.
    let books = (0..MANY).map(
        |at| json!({ "_id": format!("id{:04}", MANY - at), "title": format!("t{at:04}"), "pages": at % 3, "price": 1 }),
    );
    emulator.load("book", books).unwrap();
}

fn expected(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|at| format!("t{at:04}")).collect()
}

#[tokio::test]
async fn every_match_is_read() {
    let (emulator, client) = served();
    many(&emulator);
    let query = || Book::query(&client);
    let mut by_id = expected(0..MANY);
    by_id.reverse();
    assert_eq!(titles(query().await.unwrap()), by_id, "without an order, by id");
    assert_eq!(titles(query().order_by(Book::TITLE.asc()).await.unwrap()), expected(0..MANY));
    assert_eq!(titles(query().order_by(Book::TITLE.desc()).await.unwrap()), by_id);

    let ordered = || query().order_by(Book::TITLE.asc());
    assert_eq!(titles(ordered().top(300).await.unwrap()), expected(0..300));
    assert_eq!(titles(ordered().skip(100).top(300).await.unwrap()), expected(100..400));
    assert_eq!(titles(ordered().skip(300).await.unwrap()), expected(300..MANY));
    assert_eq!(titles(ordered().skip(300).top(1000).await.unwrap()), expected(300..MANY));
    assert_eq!(titles(ordered().top(200).await.unwrap()), expected(0..200));
    assert!(ordered().skip(MANY as u64).await.unwrap().is_empty());
    assert!(ordered().skip(u64::MAX).await.unwrap().is_empty());

    assert_eq!(query().count().await.unwrap(), MANY as u64);
    assert_eq!(query().skip(300).top(5).count().await.unwrap(), MANY as u64, "whatever `top` and `skip` say");
    assert_eq!(query().filter(Book::PAGES.eq(1)).count().await.unwrap(), 157);
    assert_eq!(ordered().first().await.unwrap().unwrap().title, "t0000");
    assert_eq!(ordered().skip(469).first().await.unwrap().unwrap().title, "t0469");
    assert_eq!(ordered().skip(470).first().await.unwrap(), None);
    assert_eq!(emulator.tokens_issued(), 1);
}

#[tokio::test]
async fn an_order_by_equal_values_loses_nothing() {
    let (emulator, client) = served();
    many(&emulator);
    for order in [Book::PRICE.asc(), Book::PRICE.desc(), Book::PAGES.asc(), Book::PAGES.desc(), Book::SHELF.asc()] {
        let mut found = titles(Book::query(&client).order_by(order.clone()).await.unwrap());
        found.sort();
        assert_eq!(found, expected(0..MANY), "{order:?}");
    }
}

/// Reads all pages that the service is scripted to return.
async fn read(service: &FakeService, pages: &[Value], skip: u64, top: Option<u64>) -> Result<Vec<String>, Error> {
    for page in pages {
        service.answer(200, &page.to_string());
    }
    let query = Book::query(&crate::fixture::connect(service.address())).skip(skip);
    let query = if let Some(top) = top { query.top(top) } else { query };
    Ok(titles(query.await?))
}

/// Returns a page with these records; `count` is the number of matches.
fn page(records: std::ops::Range<usize>, count: Option<usize>) -> Value {
    let records: Vec<Value> =
        records.map(|at| json!({ "_id": format!("i{at}"), "title": format!("t{at:04}") })).collect();
    match count {
        Some(count) => json!({ "@odata.context": "c", "@odata.count": count, "value": records }),
        None => json!({ "@odata.context": "c", "value": records }),
    }
}

/// Returns `$skip` and `$top` of the requested lists.
fn asked(service: &FakeService) -> Vec<(u64, u64)> {
    let number = |line: &str, name: &str| {
        let rest = &line[line.find(name).unwrap() + name.len()..];
        rest[..rest.find('&').unwrap()].parse().unwrap()
    };
    let lists = service.calls().into_iter().filter(|call| call.line.starts_with("GET"));
    lists.map(|call| (number(&call.line, "$skip="), number(&call.line, "$top="))).collect()
}
