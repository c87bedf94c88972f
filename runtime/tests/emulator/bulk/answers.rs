//! Answers that cannot be matched to rows, and refusals of a whole batch.

odata_only! {
    mod odata;
}

use serde_json::json;
use weda::prelude::*;
use weda::{Create, Dialect, ErrorKind, Outcome};
use weda_emulator::{Effect, Emulator, Fault, Profile};

use super::{assert_stored, letters, numbered, stored};
use crate::fixture::{Book, definitions, new, served, speaking};
use crate::service::FakeService;

fn titled(titles: &[&str]) -> Vec<Create<Book>> {
    titles.iter().map(|title| weda::write::IntoCreate::into_create(new(title))).collect()
}

/// Creates three titles; the service answers the batch with this status and body.
async fn told(status: u16, body: &str) -> (FakeService, weda::Outcomes<Id<Book>>) {
    let service = FakeService::start().await;
    service.answer(status, body);
    let client = crate::fixture::connect(service.address());
    let outcomes = Book::create_many(&client, titled(&["a", "b", "c"])).await.unwrap();
    (service, outcomes)
}

fn batch(records: &[(&str, &str)]) -> String {
    let records: Vec<_> = records.iter().map(|(id, title)| json!({ "_id": id, "title": title })).collect();
    json!({ "@odata.context": "c", "value": records }).to_string()
}

/// With a key, every row has a known outcome: missing rows are sent again, finally alone.
#[tokio::test]
async fn a_key_settles_what_is_refused() {
    for partial in [false, true] {
        let mut profile = Profile::documented();
        profile.writes.partial_batches = partial;
        let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
        let client = crate::fixture::connect(emulator.address());
        let taken = json!({ "_id": "old", "title": "旧", "isbn": "978-00000060" });
        emulator.load("book", [taken]).unwrap();
        let rows = (0..100).map(|number| match number {
            20 => numbered(number).set(Book::TITLE, "长".repeat(300)),
            _ => numbered(number),
        });
        let outcomes = Book::create_many(&client, rows).unique_by(Book::ISBN).await.unwrap();
        let not: Vec<_> = (0..100).filter(|row| !outcomes[*row].is_succeeded()).collect();
        assert_eq!((not, letters(&outcomes).matches('f').count()), (vec![20, 60], 1));
        assert_eq!(outcomes[20].error().unwrap().kind(), ErrorKind::InvalidRequest);
        // It is not known whether the service made it from the row.
        let Outcome::Unknown(unconfirmed) = &outcomes[60] else { panic!("{:?}", outcomes[60]) };
        assert_eq!(unconfirmed.ids(), [Id::<Book>::new("old")]);
        assert_eq!(unconfirmed.error().kind(), ErrorKind::Conflict);
        assert_stored(&emulator, &outcomes);
        assert_eq!(stored(&emulator).len(), 99);

        // Again from the start: stored rows are found, and nothing is stored twice.
        let again = Book::create_many(&client, (0..110).map(numbered)).unique_by(Book::ISBN).await.unwrap();
        assert_eq!((again.counts().succeeded, again.counts().unknown), (109, 1));
        assert_eq!(again[7].id(), outcomes[7].id());
        assert_stored(&emulator, &again);
        assert_eq!(stored(&emulator).len(), 110);

        // A single refused row was not stored: the record existed before.
        let alone = Book::create_many(&client, [numbered(60)]).unique_by(Book::ISBN).await.unwrap();
        assert_eq!(letters(&alone), "f");
        assert_eq!(alone[0].error().unwrap().kind(), ErrorKind::Conflict);
    }
}

#[tokio::test]
async fn rows_need_a_key_and_each_its_own() {
    let (emulator, client) = served();
    let row = |isbn: Option<&str>| new("围城").set(Book::ISBN, isbn);
    let rows =
        vec![row(Some("1")), row(None), row(Some("1")), row(Some("2")), weda::write::IntoCreate::into_create(new("x"))];
    let outcomes = Book::create_many(&client, rows).unique_by(Book::ISBN).await.unwrap();
    assert_eq!((letters(&outcomes).as_str(), stored(&emulator).len()), ("sffsf", 2));
    let text = |row: usize| outcomes[row].error().unwrap().to_string();
    assert!(text(1).starts_with("the row has no value in `isbn`, the field of `unique_by`"), "{}", text(1));
    assert_eq!(
        text(2),
        "row 1 of the input has the same value in `isbn`, the field of `unique_by`; leave one of them out"
    );
}

/// The records of the service decide; if two match, neither is chosen.
#[tokio::test]
async fn ambiguous_keys_leave_the_outcome_unknown() {
    let (emulator, client) = served();
    emulator.inject_fault(Fault::new(Effect::DropAfter).path(crate::BATCHES).times(1)).unwrap();
    let twice = [json!({ "_id": "1", "title": "二", "pages": 5 }), json!({ "_id": "2", "title": "二", "pages": 5 })];
    let other = json!({ "_id": "3", "title": "三", "pages": 7 });
    emulator.load("book", twice.into_iter().chain([other])).unwrap();
    emulator.clear_faults();
    emulator.inject_fault(Fault::new(Effect::Drop).path(crate::BATCHES).times(1)).unwrap();
    let rows = ["一", "二", "三"].map(|title| new(title).set(Book::PAGES, 5));
    let outcomes = Book::create_many(&client, rows).unique_by(Book::TITLE).await.unwrap();
    assert_eq!(letters(&outcomes), "suu");
    let ids = |row: usize| match &outcomes[row] {
        Outcome::Unknown(unconfirmed) => unconfirmed.ids(),
        other => panic!("{other:?}"),
    };
    assert_eq!((ids(1), ids(2)), (vec![Id::<Book>::new("1"), Id::new("2")], vec![Id::<Book>::new("3")]));
    let text = |row: usize| outcomes[row].error().unwrap().to_string();
    assert!(text(1).starts_with("several records have the row's value in `title`"), "{}", text(1));
    assert!(text(2).starts_with("a record with the row's value in `title` is stored with other values"), "{}", text(2));
    assert_eq!(stored(&emulator).len(), 4);
}

/// Numbers, days and booleans can be keys as well as texts.
#[tokio::test]
async fn keys_of_every_kind_are_found_again() {
    let (emulator, client) = served();
    let rows = |from: i64| {
        (from..from + 20).map(|number| {
            let day = weda::Date::from_millis(1_725_120_000_000 + number * 86_400_000);
            new(&format!("O'Brien 第{number}册"))
                .set(Book::PAGES, number)
                .set(Book::PRICE, number as f64 / 8.0)
                .set(Book::PUBLISHED, day)
        })
    };
    macro_rules! check {
        ($($field:ident $from:literal)*) => {$(
            emulator.inject_fault(Fault::new(Effect::DropAfter).path(crate::BATCHES).times(1)).unwrap();
            let outcomes = Book::create_many(&client, rows($from)).unique_by(Book::$field).await.unwrap();
            assert_eq!(outcomes.counts().succeeded, 20, "{:?}", outcomes.into_ids());
        )*};
    }
    check!(TITLE 0 PAGES 100 PRICE 200 PUBLISHED 300);
    assert_eq!(stored(&emulator).len(), 80);
    assert_eq!(emulator.call_counts()[crate::BATCH_CREATE], 4, "rows that are found are not sent again");
}
