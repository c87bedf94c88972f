//! Queries read every match, page by page, or return an error.

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
    let query = Book::query(&Client::for_emulator(service.address())).skip(skip);
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

#[tokio::test]
async fn a_service_that_cuts_pages_short_is_read_to_its_end() {
    let service = FakeService::start().await;
    let count = Some(250);
    let pages = [page(0..100, count), page(100..200, count), page(200..250, count)];
    assert_eq!(read(&service, &pages, 0, None).await.unwrap(), expected(0..250));
    assert_eq!(asked(&service), [(0, 200), (100, 200), (200, 200)]);

    let service = FakeService::start().await;
    let pages = [page(10..20, count), page(20..30, count), page(30..35, count)];
    assert_eq!(read(&service, &pages, 10, Some(25)).await.unwrap(), expected(10..35));
    assert_eq!(asked(&service), [(10, 25), (20, 15), (30, 5)]);
}

#[tokio::test]
async fn a_service_that_counts_nothing_is_read_until_a_page_is_empty() {
    let service = FakeService::start().await;
    let pages = [page(0..100, None), page(100..130, None), page(0..0, None)];
    assert_eq!(read(&service, &pages, 0, None).await.unwrap(), expected(0..130));
    assert_eq!(asked(&service), [(0, 200), (100, 200), (130, 200)]);
}

#[tokio::test]
async fn a_service_that_ignores_top_gives_no_more_than_was_asked_for() {
    let service = FakeService::start().await;
    assert_eq!(read(&service, &[page(0..50, Some(50))], 0, Some(20)).await.unwrap(), expected(0..20));
    assert_eq!(asked(&service), [(0, 20)]);
}

#[tokio::test]
async fn new_records_behind_the_page_are_read_too() {
    let service = FakeService::start().await;
    let pages = [page(0..200, Some(300)), page(200..301, Some(301))];
    assert_eq!(read(&service, &pages, 0, None).await.unwrap(), expected(0..301));
}

/// Of 300 records 50 were deleted between pages; 50 others were in neither page, without an error. They had moved to
/// positions that were already read, and the new count was reached. A count that decreases or is exceeded now ends in
/// `UnstableOrder`.
#[tokio::test]
async fn pages_that_may_have_lost_records_are_an_error() {
    for (pages, words) in [
        (vec![page(0..200, Some(300)), page(250..300, Some(250))], "the count fell from 300 to 250 records"),
        (vec![page(0..200, Some(300)), page(199..300, Some(300))], "a page repeats a record of an earlier page"),
        (vec![page(0..200, Some(300)), page(0..200, Some(300))], "a page repeats a record of an earlier page"),
        (vec![page(0..3, Some(9)), page(0..0, Some(9))], "the pages end after 3 of 9 records"),
        (vec![page(0..200, Some(3))], "the pages have 200 records, but the count is 3"),
        (vec![page(0..2, Some(0))], "the pages have 2 records, but the count is 0"),
    ] {
        let service = FakeService::start().await;
        let error = read(&service, &pages, 0, None).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnstableOrder);
        assert_eq!(
            error.to_string(),
            format!(
                "GET /weda/odata/v1/pre/book: {words}: sorted by `_id`, the records changed places between pages, or \
                 were changed meanwhile; sort by a field with unique values or without `order_by`, and retry \
                 (request id {})",
                error.request_id().unwrap()
            )
        );
    }
}

#[tokio::test]
async fn a_page_within_one_answer_holds_no_record_twice() {
    let service = FakeService::start().await;
    let twice = json!({ "@odata.count": 2, "value": [{ "_id": "a", "title": "1" }, { "_id": "a", "title": "1" }] });
    let error = read(&service, &[twice], 0, None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnstableOrder);
}
