//! The words and the answers of OData.

use super::*;

#[tokio::test]
async fn switches_of_the_dialect_hold_for_names_too() {
    let emulator = Emulator::builder().definitions(definitions()).start().unwrap();
    let plain = speaking(&emulator, Dialect::default()).model("book");
    let wide = speaking(&emulator, widest()).model("book");
    for filter in [
        field("title").starts_with("a"),
        field("title").ends_with("a"),
        field("isbn").is_null(),
        field("isbn").is_not_null(),
        !field("title").contains("a"),
    ] {
        let error = plain.query().filter(filter.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotEnabled);
        assert!(wide.query().filter(filter).preview().is_ok());
    }
    let two = plain.query().order_by(field("title").asc()).order_by(field("pages").desc());
    assert_eq!(two.await.unwrap_err().kind(), ErrorKind::NotEnabled);
}

/// Paging is the same code.
#[tokio::test]
async fn pages_that_overlap_end_in_unstable_order() {
    let service = FakeService::start().await;
    let client = crate::fixture::connect(service.address());
    let page = |ids: std::ops::Range<usize>| {
        let records: Vec<_> = ids.map(|id| json!({ "_id": format!("b{id:04}") })).collect();
        json!({ "@odata.context": "$metadata#book", "@odata.count": 300, "value": records }).to_string()
    };
    service.answer(200, &page(0..200));
    service.answer(200, &page(150..250));
    let error = client.model("book").query().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnstableOrder);

    let nameless = json!({ "@odata.context": "", "@odata.count": 1, "value": [{ "title": "x" }] });
    service.answer(200, &nameless.to_string());
    let error = client.model("book").query().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("model `book`, record 1 of the page, field `_id`"), "{error}");
}

#[tokio::test]
async fn a_filter_may_be_the_callers_text() {
    let (emulator, client) = served();
    let records = (0..9).map(|n| json!({ "_id": format!("b{n}"), "title": format!("t{n}"), "pages": n }));
    emulator.load("book", records).unwrap();
    let filter = Filter::<Record>::raw_unchecked("pages lt 3") & field("title").ne("t1");
    let raw = client.model("book").query().filter(filter).await.unwrap();
    assert_eq!(raw.iter().map(|book| book.id()).collect::<Vec<_>>(), ["b0", "b2"]);
    let error = client.model("book").query().filter(field("a'b").eq(1)).await.unwrap_err();
    assert!(
        error.to_string().ends_with("of a single field, or `Filter::raw_unchecked` for other expressions"),
        "{error}"
    );
}
