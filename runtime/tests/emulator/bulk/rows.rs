//! Inputs, their chunks, and their outcomes.

odata_only! {
    mod odata;
}

use std::convert::Infallible;
use std::future::IntoFuture;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::Stream;
use weda::bulk::OutcomeCounts;
use weda::prelude::*;
use weda::{Create, ErrorKind, Outcome, Outcomes};
use weda_emulator::profile::Status;
use weda_emulator::{Effect, Emulator, Fault, Profile};

use super::{assert_stored, letters, numbered, stored};
use crate::fixture::{Book, Shelf, definitions, new, served};
use crate::service::FakeService;

#[tokio::test]
async fn none_one_and_ten_thousand_rows() {
    let (emulator, client) = served();
    assert!(Book::create_many(&client, Vec::<Create<Book>>::new()).await.unwrap().into_ids().unwrap().is_empty());
    assert!(emulator.call_counts().is_empty(), "nothing is sent for nothing");

    let one = Book::create_many(&client, [numbered(0)]).await.unwrap();
    assert_eq!(letters(&one), "s");
    assert_stored(&emulator, &one);
    emulator.reset().unwrap();

    let many = Book::create_many(&client, (0..10_000).map(numbered)).await.unwrap();
    assert_eq!(many.counts().succeeded, 10_000);
    assert_stored(&emulator, &many);
    assert_eq!(emulator.call_counts()[crate::BATCH_CREATE], 101, "a hundred rows a call");
    let ids = many.into_ids().unwrap();

    let books = Book::get_many(&client, &ids).await.unwrap();
    assert!(ids.iter().enumerate().all(|(number, id)| books[id].pages == Some(number as i64)));
    let fewer = Book::delete_many(&client, &ids[..500]).await.unwrap();
    assert_eq!(fewer.into_ids().unwrap(), ids[..500]);
    assert_eq!(stored(&emulator).len(), 9_500);
}

/// A batch ignores rows without fields.
#[tokio::test]
async fn a_row_without_fields_is_a_record_too() {
    let (emulator, client) = served();
    let rows =
        [Shelf::new().set(Shelf::NAME, "一楼"), Shelf::new(), Shelf::new(), Shelf::new().set(Shelf::NAME, "二楼")];
    let ids = Shelf::create_many(&client, rows).await.unwrap().into_ids().unwrap();
    let shelves = Shelf::get_many(&client, &ids).await.unwrap();
    let names: Vec<_> = ids.iter().map(|id| shelves[id].name.as_deref()).collect();
    assert_eq!(names, [Some("一楼"), None, None, Some("二楼")]);
    assert_eq!(emulator.records("shelf").unwrap().len(), 4);
}

#[tokio::test]
async fn what_cannot_be_sent_fails_alone() {
    let (emulator, client) = served();
    let rows: Vec<Result<_, io::Error>> = vec![
        Ok(numbered(0)),
        Err(io::Error::other("line 7 of books.csv has three columns")),
        Ok(numbered(2)),
        Ok(numbered(3).set(Book::PRICE, f64::NAN)),
        Ok(numbered(4)),
    ];
    let outcomes = Book::create_many(&client, rows).await.unwrap();
    assert_eq!(letters(&outcomes), "sfsfs");
    assert_stored(&emulator, &outcomes);
    let error = outcomes[1].error().unwrap();
    assert_eq!(
        error.to_string(),
        "the input returned an error in place of a row: line 7 of books.csv has three columns; fix it and send this row again"
    );
    assert!(outcomes[3].error().unwrap().to_string().contains("field `price`"));

    let error = outcomes.into_ids().unwrap_err();
    assert_eq!((error.kind(), error.in_doubt().is_none()), (ErrorKind::InvalidValue, true));
    assert!(error.to_string().starts_with(
        "of 5 rows 2 failed; check each outcome; the first error is that of row 2: the input returned an error"
    ));
}

/// A stream that is ready at every other poll, and ends with an error.
struct Trickle {
    next: usize,
    ready: bool,
}

impl Stream for Trickle {
    type Item = Result<Create<Book>, weda::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.ready = !self.ready;
        if !self.ready {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.next += 1;
        Poll::Ready(match self.next - 1 {
            number @ 0..250 => Some(Ok(numbered(number))),
            250 => Some(Err(Client::builder("not an environment").build().unwrap_err())),
            _ => None,
        })
    }
}

#[tokio::test]
async fn a_stream_that_breaks_off_loses_no_row_before() {
    let (emulator, client) = served();
    let outcomes = Book::create_many(&client, Trickle { next: 0, ready: false }).await.unwrap();
    assert_eq!(letters(&outcomes), format!("{}f", "s".repeat(250)));
    assert_eq!(outcomes[250].error().unwrap().kind(), ErrorKind::Settings, "its own error, as it is");
    assert_stored(&emulator, &outcomes);
    assert_eq!(stored(&emulator).len(), 250);
}

/// Only part of an endless input is held in memory.
#[tokio::test]
async fn an_endless_input_is_consumed_as_outcomes_are() {
    let (emulator, client) = served();
    let taken = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&taken);
    let rows = (0..).map(move |number| {
        *counted.lock().unwrap() += 1;
        numbered(number)
    });
    let mut outcomes = Book::create_many(&client, rows).max_rows_per_call(10).concurrency(3).stream();
    for _ in 0..200 {
        assert!(outcomes.next().await.unwrap().is_succeeded());
    }
    let taken = *taken.lock().unwrap();
    assert!((200..=240).contains(&taken), "{taken} rows are taken");
    let tally = outcomes.counts();
    assert!(tally.succeeded >= 200 && tally.rows() <= taken, "{tally:?}");
    drop(outcomes);
    assert!(stored(&emulator).len() as u64 <= taken);
}

#[tokio::test]
async fn progress_counts_every_row_once() {
    let (_emulator, client) = served();
    let reports = Arc::new(Mutex::new(Vec::<OutcomeCounts>::new()));
    let told = Arc::clone(&reports);
    let outcomes = Book::create_many(&client, (0..1_000).map(numbered))
        .on_progress(move |tally| told.lock().unwrap().push(tally))
        .await
        .unwrap();
    let reports = reports.lock().unwrap();
    assert!(reports.len() > 1 && reports.windows(2).all(|pair| pair[0].rows() < pair[1].rows()), "{reports:?}");
    assert_eq!(reports.last(), Some(&outcomes.counts()));
}

/// Dropping a bulk sends nothing more, and cancels the calls in flight.
#[tokio::test]
async fn a_dropped_bulk_sends_nothing_more() {
    let (emulator, client) = served();
    emulator.inject_fault(Fault::new(Effect::Delay(40)).method("POST").path(crate::BATCHES)).unwrap();
    let bulk = Book::create_many(&client, (0..).map(numbered)).max_rows_per_call(5).concurrency(2);
    assert!(tokio::time::timeout(Duration::from_millis(300), bulk.into_future()).await.is_err());
    tokio::time::sleep(Duration::from_millis(200)).await;
    let (calls, records) = (emulator.call_counts()[crate::BATCH_CREATE], stored(&emulator).len());
    assert!(calls > 2, "{calls}");
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!((emulator.call_counts()[crate::BATCH_CREATE], stored(&emulator).len()), (calls, records));
    // Its permits are available to others.
    emulator.clear_faults();
    Book::create(&client, new("另一本")).await.unwrap();
}

/// An error that would fail every row stops the bulk.
#[tokio::test]
async fn rejected_keys_stop_the_bulk() {
    let emulator = Emulator::builder().definitions(definitions()).start().unwrap();
    let builder = crate::fixture::builder().base_url(emulator.url()).secret("emulator-id", "wrong");
    let client = builder.build().unwrap();
    let bulk = || Book::create_many(&client, (0..1_000).map(numbered)).max_rows_per_call(10).concurrency(2);
    assert_eq!(bulk().await.unwrap_err().kind(), ErrorKind::Authentication, "none was stored");
    let (mut stream, mut outcomes) = (bulk().stream(), Vec::new());
    while let Some(outcome) = stream.next().await {
        outcomes.push(outcome);
    }
    let outcomes = Outcomes::from(outcomes);
    let tally = outcomes.counts();
    assert!(tally.failed <= 20 && tally.not_sent >= 980 && tally.rows() == 1_000, "{tally:?}");
    let Some(Outcome::NotSent(error)) = outcomes.iter().last() else { panic!("{:?}", outcomes.iter().last()) };
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert!(error.to_string().starts_with("skipped: an earlier error would fail this row as well: "), "{error}");
    let error = outcomes.into_ids().unwrap_err().to_string();
    assert!(error.contains("failed, ") && error.contains(" were not sent; check each outcome"), "{error}");
}

#[tokio::test]
async fn rows_are_cut_by_number_and_by_bytes() {
    let mut profile = Profile::documented();
    profile.writes.body_max = 20_000;
    profile.writes.batch_max = 7;
    // On the gateway, the status alone tells a body that is too large from a quota.
    profile.model_api.status = Status::Semantic;
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
    assert_eq!(outcomes[1].error().unwrap().kind(), ErrorKind::InvalidRequest);
    let keyed = Book::create_many(&client, [wide(43), numbered(44).set(Book::备注, "宽".repeat(10_000)), wide(45)]);
    assert_eq!(letters(&keyed.unique_by(Book::ISBN).await.unwrap()), "sfs");
}
