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

#[tokio::test]
async fn rows_are_cut_by_number_and_by_bytes() {
    let mut profile = Profile::documented();
    profile.writes.body_max = 20_000;
    profile.writes.batch_max = 7;
    let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
    let client = crate::fixture::connect(emulator.address());
    let wide = |number: usize| numbered(number).set(Book::备注, "宽".repeat(1_000));
    let outcomes =
        Book::create_many(&client, (0..20).map(wide)).max_rows_per_call(7).max_bytes_per_call(10_000).await.unwrap();
    assert_eq!(outcomes.counts().succeeded, 20, "{:?}", outcomes.into_ids());
    assert_eq!(emulator.call_counts()[crate::BATCH_CREATE], 7, "three rows of 3 kB in each call, by their bytes");

    // If the service accepts less than that, halves are sent until it accepts them.
    let outcomes =
        Book::create_many(&client, (20..40).map(wide)).max_rows_per_call(7).max_bytes_per_call(1 << 20).await.unwrap();
    assert_eq!(outcomes.counts().succeeded, 20);
    // A row that it does not accept alone has failed.
    let huge = numbered(41).set(Book::备注, "宽".repeat(10_000));
    let outcomes = Book::create_many(&client, [wide(40), huge, wide(42)]).await.unwrap();
    assert_eq!(letters(&outcomes), "sfs");
    assert!(outcomes[1].error().unwrap().to_string().contains("EXCEED_REQUEST_SIZE_LIMIT"));
}
