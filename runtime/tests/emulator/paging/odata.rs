//! The words and the answers of OData.

use super::*;

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
