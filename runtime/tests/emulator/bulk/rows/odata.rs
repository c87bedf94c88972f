//! The words and the answers of OData.

use super::*;

#[tokio::test]
async fn nothing_is_sent_before_it_is_polled() {
    let service = FakeService::start().await;
    let client = crate::fixture::connect(service.address());
    let rows: Vec<Result<_, Infallible>> = vec![Ok(numbered(0))];
    let bulk = Book::create_many(&client, rows);
    assert_eq!(format!("{bulk:?}"), r#"Bulk { model: "book", work: Create { key: None }, .. }"#);
    drop(bulk.stream());
    assert!(service.calls().is_empty());
}
