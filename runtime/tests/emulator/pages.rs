//! Queries that read pages concurrently.

use std::time::{Duration, Instant};

use weda::prelude::*;
use weda::{Cursor, ErrorKind, Query};

use crate::fixture::{Book, page_body, titles};
use crate::service::FakeService;

fn expected(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|at| format!("t{at:06}")).collect()
}

/// Starts a service with `records` records in limited pages, and returns a query for all of them.
async fn served(records: usize, longest: usize) -> (FakeService, Query<Book>) {
    let service = FakeService::start().await;
    service.serve(records, longest);
    let query = Book::query(&crate::fixture::connect(service.address()));
    (service, query)
}

fn lists(service: &FakeService) -> usize {
    service.calls().iter().filter(|call| !call.line.contains("/auth/")).count()
}

#[tokio::test]
async fn pages_come_whole_and_in_order_however_many_are_read_at_once() {
    for records in [0, 1, 199, 200, 201, 1000, 1730] {
        for ahead in [0, 1, 2, 3, 8] {
            let (service, query) = served(records, 200).await;
            let mut pages = query.clone().prefetch(ahead).pages();
            let mut found = Vec::new();
            while let Some(page) = pages.next().await {
                let page = page.unwrap();
                assert_eq!(page.count, Some(records as u64));
                // A full first page may be the last one, which only the next page shows.
                assert_eq!(page.next.is_none(), found.len() + page.rows.len() == records && records != 200);
                found.extend(titles(page.rows));
            }
            assert_eq!(found, expected(0..records), "{ahead}");
            assert!(pages.next().await.is_none());
            let pages = if records == 200 { 2 } else { records.div_ceil(200).max(1) };
            let asked = lists(&service);
            assert!((pages..=pages.max(ahead)).contains(&asked), "{asked} calls for {pages} pages, {ahead} at once");

            let mut rows = query.clone().prefetch(ahead).skip(100).top(700).stream();
            let mut found = Vec::new();
            while let Some(row) = rows.next().await {
                found.push(row.unwrap().title);
            }
            assert_eq!(found, expected(100.min(records)..800.min(records)));
            assert_eq!(titles(query.prefetch(ahead).await.unwrap()), expected(0..records));
        }
    }
}

/// If the service shortens pages, gaps are requested before further pages.
#[tokio::test]
async fn pages_that_are_cut_short_lose_nothing() {
    for longest in [1, 7, 30, 150] {
        for ahead in [1, 2, 8] {
            let (_service, query) = served(310, longest).await;
            assert_eq!(titles(query.prefetch(ahead).await.unwrap()), expected(0..310), "{longest} {ahead}");
        }
    }
}

/// A page that was short by chance reduced the size of all later pages: with one page of a single record, 10,000
/// records took 9,800 calls. Its length was taken for the service's maximum. The gap is now requested separately, and
/// only two pages of the same length count as a maximum.
#[tokio::test]
async fn one_short_page_does_not_shrink_the_others() {
    for ahead in [2, 4, 8] {
        let (service, query) = served(10_000, 200).await;
        service.cut(400, 1);
        assert_eq!(titles(query.prefetch(ahead).await.unwrap()), expected(0..10_000), "{ahead}");
        assert_eq!(lists(&service), 51, "one call for each page, and one for what the short one left out");
    }
}

#[tokio::test]
async fn pages_that_are_always_short_are_soon_asked_for_as_they_come() {
    let (service, query) = served(10_000, 100).await;
    assert_eq!(titles(query.prefetch(4).await.unwrap()), expected(0..10_000));
    let asked = lists(&service);
    assert!((100..=110).contains(&asked), "{asked}");
}

#[tokio::test]
async fn the_first_pages_are_asked_for_together() {
    let (service, query) = served(4000, 200).await;
    service.delay(Duration::from_millis(50));
    let before = Instant::now();
    let mut pages = query.prefetch(4).pages();
    pages.next().await.unwrap().unwrap();
    assert_eq!(service.most_in_flight(), 4, "{:?}", before.elapsed());
}

#[tokio::test]
async fn no_more_pages_are_under_way_or_held_than_allowed() {
    let (service, query) = served(4000, 200).await;
    service.delay(Duration::from_millis(5));
    let mut pages = query.prefetch(3).pages();
    for given in 1..=20 {
        pages.next().await.unwrap().unwrap();
        tokio::time::sleep(Duration::from_millis(25)).await;
        let asked = lists(&service);
        assert!(asked <= given + 2, "{given} were given and {asked} asked for: with the one in hand there are three");
    }
    assert!(pages.next().await.is_none());
    assert!((2..=3).contains(&service.most_in_flight()));
}

#[tokio::test]
async fn pages_that_nobody_waits_for_are_given_up() {
    let (service, query) = served(4000, 200).await;
    let mut pages = query.prefetch(8).pages();
    pages.next().await.unwrap().unwrap();
    service.delay(Duration::from_secs(60));
    let mut given = 1;
    while tokio::time::timeout(Duration::from_millis(50), pages.next()).await.is_ok() {
        given += 1;
    }
    assert!(given <= 8, "what was on its way before");
    drop(pages);
    service.delay(Duration::ZERO);
    // All ten permits are free again, and the client is usable.
    let client = crate::fixture::connect(service.address());
    assert!(Book::query(&client).exists().await.unwrap());
}

#[tokio::test]
async fn a_query_goes_on_from_a_cursor() {
    let (service, query) = served(1000, 200).await;
    for ahead in [1, 4] {
        let mut found = Vec::new();
        let mut after = None::<String>;
        let (before, mut pages) = (lists(&service), 0);
        loop {
            let query = query.clone().skip(50).top(900).prefetch(ahead);
            let page = match &after {
                Some(text) => query.resume_from(serde_json::from_str(text).unwrap()).page().await.unwrap(),
                None => query.page().await.unwrap(),
            };
            found.extend(titles(page.rows));
            pages += 1;
            match page.next {
                Some(next) => after = Some(serde_json::to_string(&next).unwrap()),
                None => break,
            }
        }
        assert_eq!(found, expected(50..950));
        assert_eq!(lists(&service) - before, pages, "one page is one call, however many might be read ahead");
    }

    let page = query.clone().page().await.unwrap();
    let cursor: Cursor = page.next.unwrap();
    let rest = query.clone().resume_from(cursor.clone());
    assert_eq!(rest.clone().first().await.unwrap().unwrap().title, "t000200");
    assert!(rest.clone().exists().await.unwrap() && !rest.clone().top(200).exists().await.unwrap());
    let next = rest.preview().unwrap().unwrap();
    match next.body {
        Some(body) => assert!(body.contains(r#""pageSize":200,"pageNumber":2"#), "{body}"),
        None => assert!(next.url.contains("$skip=200&$top=200"), "{}", next.url),
    }
    assert!(rest.top(200).preview().unwrap().is_none(), "all of them were read before the cursor");
    assert_eq!(titles(query.clone().resume_from(cursor.clone()).await.unwrap()), expected(200..1000));
    let before = lists(&service);
    for other in
        [query.clone().skip(1), query.clone().order_by(Book::TITLE.asc()), query.clone().filter(Book::PAGES.eq(1))]
    {
        let error = other.resume_from(cursor.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
        assert!(error.to_string().starts_with("the cursor belongs to another query; resume with "), "{error}");
    }
    assert_eq!(lists(&service), before, "nothing was sent");
    service.serve(900, 200);
    assert_eq!(query.resume_from(cursor).await.unwrap_err().kind(), ErrorKind::UnstableOrder, "100 records are gone");
}

#[tokio::test]
async fn an_error_ends_the_pages_and_the_cursor_goes_on() {
    let (service, query) = served(600, 200).await;
    let mut pages = query.clone().pages();
    pages.next().await.unwrap().unwrap();
    service.answer(200, r#"{"code":"PERMISSION_DENIED","message":"m"}"#);
    assert!(pages.next().await.unwrap().unwrap_err().is_permission());
    assert!(pages.next().await.is_none());
    let cursor = pages.cursor().unwrap();
    assert_eq!(titles(query.resume_from(cursor).await.unwrap()), expected(200..600));
}

#[tokio::test]
async fn records_that_do_not_fit_are_told_apart() {
    let (service, query) = served(0, 200).await;
    let first = r#"{"_id":"a","title":"1"},{"_id":"b","title":"2","price":"ninety"},{"title":"3"},
        {"_id":"d","title":null}"#;
    let first = &page_body(first, "6.0");
    let second = page_body(r#"{"_id":"e","title":"5"},{"_id":"f","title":"6"}"#, 6);
    service.answer(200, first);
    // A numbered page that is shorter than it could be is requested again.
    if crate::GATEWAY == weda::GatewayKind::Model {
        service.answer(200, first);
    }
    service.answer(200, &second);
    let books = query.clone().allow_invalid().await.unwrap();
    assert_eq!(titles(books.rows), ["1", "5", "6"]);
    let ids: Vec<_> = books.invalid.iter().map(|reject| reject.id()).collect();
    assert_eq!(ids, [Some("b"), None, Some("d")]);
    let texts: Vec<_> = books.invalid.iter().map(|reject| reject.to_string()).collect();
    assert_eq!(texts[0], "model `book`, the record (_id b), field `price`: expected a number, found text \"ninety\"");
    assert_eq!(texts[1], "model `book`: a record of the page has no `_id`; inspect the page");
    assert!(texts[2].contains("(_id d), field `title`: it is null, but every record should have it"), "{}", texts[2]);

    service.answer(200, first);
    assert_eq!(query.clone().await.unwrap_err().kind(), ErrorKind::Decode, "without it the first one ends the query");
    service.answer(200, r#"{"values":[]}"#);
    assert_eq!(query.clone().allow_invalid().await.unwrap_err().kind(), ErrorKind::Decode, "a body that is not a page");
}

/// One invalid record made it impossible to export a model.
#[tokio::test]
async fn records_without_a_type_that_cannot_be_read_are_told_apart() {
    let service = FakeService::start().await;
    let page = r#"{"_id":"a","name":"好"},{"_id":"b","name":"x\ud83d"},{"name":"c"},{"_id":"d"}"#;
    let page = page_body(page, 4);
    service.answer(200, &page);
    service.answer(200, &page);
    let students = crate::fixture::connect(service.address()).model("student");
    let mut pages = students.query().allow_invalid().pages();
    let found = pages.next().await.unwrap().unwrap();
    let ids: Vec<_> = found.rows.iter().map(|record| record.id()).collect();
    assert_eq!(ids, ["a", "d"]);
    let rejects: Vec<_> = found.invalid.iter().map(|reject| reject.id()).collect();
    assert_eq!(rejects.len(), 2, "{:?}", found.invalid);
    assert_eq!(rejects[1], None);
    assert!(pages.next().await.is_none());
    assert_eq!(
        students.query().await.unwrap_err().kind(),
        ErrorKind::Decode,
        "without it the first one ends the query"
    );
}

/// Invalid records count as read, and their repetition is detected.
#[tokio::test]
async fn a_record_that_does_not_fit_is_noticed_when_it_comes_twice() {
    let (service, query) = served(0, 200).await;
    let misfit = page_body(r#"{"_id":"a","title":"1"},{"_id":"b","title":7}"#, 4);
    let again = page_body(r#"{"_id":"b","title":"7"},{"_id":"c","title":"8"}"#, 4);
    let (misfit, again) = (&misfit, &again);
    for (first, second) in [(misfit, again), (again, misfit)] {
        service.answer(200, first);
        service.answer(200, second);
        assert_eq!(query.clone().allow_invalid().await.unwrap_err().kind(), ErrorKind::UnstableOrder);
    }
}

#[tokio::test]
async fn whether_a_record_exists_takes_one_record() {
    let (service, query) = served(5, 200).await;
    assert!(query.clone().exists().await.unwrap());
    assert!(!query.clone().skip(5).exists().await.unwrap());
    assert!(!query.clone().top(0).exists().await.unwrap());
    let first = &service.calls()[1];
    let asked = format!("{} {}", first.line, first.body);
    let window = ["$skip=0&$top=1&$count=true", r#""pageSize":1,"pageNumber":1,"getCount":true}"#];
    assert!(window.iter().any(|window| asked.trim_end().ends_with(window)), "{asked}");
    service.answer(200, &page_body(r#"{"_id":"a","title":7}"#, 1));
    assert!(query.clone().exists().await.unwrap(), "it exists though it does not fit");
    service.answer(200, r#"{"values":[]}"#);
    assert_eq!(query.exists().await.unwrap_err().kind(), ErrorKind::Decode);
}

/// With 50 ms per page. The threshold and a second try allow for a busy machine. `cargo bench -p weda --bench prefetch`
/// measures it.
#[tokio::test]
async fn pages_at_once_are_faster_by_almost_their_number() {
    let (service, query) = served(4000, 200).await;
    service.delay(Duration::from_millis(50));
    let mut tries = Vec::new();
    for _ in 0..3 {
        let mut times = Vec::new();
        for ahead in [1, 4] {
            let before = Instant::now();
            assert_eq!(query.clone().prefetch(ahead).await.unwrap().len(), 4000);
            times.push(before.elapsed());
        }
        if times[0] > times[1] * 5 / 2 {
            return;
        }
        tries.push(times);
    }
    panic!("{tries:?}");
}
