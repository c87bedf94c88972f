//! Answers that cannot be matched to rows, and refusals of a whole batch.

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
    let client = Client::for_emulator(service.address());
    let outcomes = Book::create_many(&client, titled(&["a", "b", "c"])).await.unwrap();
    (service, outcomes)
}

fn batch(records: &[(&str, &str)]) -> String {
    let records: Vec<_> = records.iter().map(|(id, title)| json!({ "_id": id, "title": title })).collect();
    json!({ "@odata.context": "c", "value": records }).to_string()
}

#[tokio::test]
async fn a_batch_is_one_call_in_the_documented_form() {
    let (service, outcomes) = told(201, &batch(&[("1", "a"), ("2", "b"), ("3", "c")])).await;
    assert_eq!(outcomes.into_ids().unwrap(), ["1", "2", "3"].map(Id::<Book>::new));
    let calls = service.calls();
    assert_eq!(calls[1].line, "POST /weda/odata/v1/batch/pre/book");
    assert_eq!(calls[1].body, r#"{"value":[{"title":"a"},{"title":"b"},{"title":"c"}]}"#);
}

#[tokio::test]
async fn positions_count_only_where_numbers_and_values_agree() {
    let cases = [
        (
            batch(&[("1", "a"), ("2", "b")]),
            2,
            "3 rows were sent but 2 records were returned, so rows cannot be matched",
        ),
        (batch(&[("1", "a"), ("2", "b"), ("3", "c"), ("4", "d")]), 4, "3 rows were sent but 4 records were returned"),
        (
            batch(&[("2", "b"), ("1", "a"), ("3", "c")]),
            3,
            "the record returned for row 1 of the call differs from the row",
        ),
        (batch(&[("1", "a"), ("1", "b"), ("3", "c")]), 3, "records were returned without ids or with duplicate ids"),
        (batch(&[]), 0, "3 rows were sent but 0 records were returned"),
        (r#"{"@odata.context":"c"}"#.to_owned(), 0, "invalid list of records: missing field `value`"),
    ];
    for (body, came, words) in cases {
        let (service, outcomes) = told(201, &body).await;
        assert_eq!(letters(&outcomes), "uuu", "{body}");
        let Outcome::Unknown(unconfirmed) = &outcomes[1] else { panic!() };
        assert_eq!((unconfirmed.ids().len(), unconfirmed.rows()), (came, 0..3), "{body}");
        let text = unconfirmed.error().to_string();
        assert!(text.contains(words), "{text}");
        assert!(text.ends_with("check what is stored before repeating it"), "{text}");
        let doubt = unconfirmed.error().in_doubt().unwrap();
        assert_eq!((doubt.operation(), doubt.model()), (weda::error::OperationKind::Create, Some("book")));
        assert_eq!(service.calls().len(), 2, "nothing is retried");
        assert!(outcomes.into_ids().unwrap_err().in_doubt().is_some());
    }
}

/// It is not documented whether a refused batch stores some of its rows.
#[tokio::test]
async fn a_refused_batch_is_unknown_unless_the_dialect_knows_more() {
    let rows = || (0..100).map(|number| numbered(if number == 77 { 3 } else { number }));
    for partial in [false, true] {
        let mut profile = Profile::documented();
        profile.writes.partial_batches = partial;
        let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
        let client = Client::for_emulator(emulator.address());
        let outcomes = Book::create_many(&client, rows()).await.unwrap();
        assert_eq!(letters(&outcomes), "u".repeat(100));
        let Outcome::Unknown(unconfirmed) = &outcomes[0] else { panic!() };
        let text = unconfirmed.error().to_string();
        if partial {
            assert_eq!((unconfirmed.ids().len(), stored(&emulator).len()), (99, 99));
            assert!(text.contains("100 rows were sent but 99 records were returned"), "{text}");
        } else {
            assert_eq!(unconfirmed.error().kind(), ErrorKind::Conflict);
            assert!(text.contains("Dialect::atomic_batches(true)"), "{text}");
            assert_eq!(stored(&emulator).len(), 0);
        }
        assert_eq!(emulator.call_counts()["batch create"], 1);
        emulator.reset().unwrap();

        // One row per call needs no switch.
        let outcomes = Book::create_many(&client, rows()).max_rows_per_call(1).concurrency(1).await.unwrap();
        assert_eq!((outcomes.counts().succeeded, outcomes.counts().failed), (99, 1));
        emulator.reset().unwrap();

        let dialect = Dialect::documented().atomic_batches(true);
        let outcomes = Book::create_many(&speaking(&emulator, dialect), rows()).await.unwrap();
        match partial {
            // A wrong switch is detected, and stores nothing twice.
            true => assert_eq!(letters(&outcomes), "u".repeat(100)),
            false => {
                let failed: Vec<_> = (0..100).filter(|row| !outcomes[*row].is_succeeded()).collect();
                assert!(failed == [77] || failed == [3], "{failed:?}");
                assert_eq!(outcomes[failed[0]].error().unwrap().kind(), ErrorKind::Conflict);
            }
        }
        assert_eq!(stored(&emulator).len(), 99);
    }
}

/// With a key, every row has a known outcome: missing rows are sent again, finally alone.
#[tokio::test]
async fn a_key_settles_what_is_refused() {
    for partial in [false, true] {
        let mut profile = Profile::documented();
        profile.writes.partial_batches = partial;
        let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
        let client = Client::for_emulator(emulator.address());
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
    emulator.inject_fault(Fault::new(Effect::DropAfter).path("/batch/").times(1)).unwrap();
    let twice = [json!({ "_id": "1", "title": "二", "pages": 5 }), json!({ "_id": "2", "title": "二", "pages": 5 })];
    let other = json!({ "_id": "3", "title": "三", "pages": 7 });
    emulator.load("book", twice.into_iter().chain([other])).unwrap();
    emulator.clear_faults();
    emulator.inject_fault(Fault::new(Effect::Drop).path("/batch/").times(1)).unwrap();
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
            emulator.inject_fault(Fault::new(Effect::DropAfter).path("/batch/").times(1)).unwrap();
            let outcomes = Book::create_many(&client, rows($from)).unique_by(Book::$field).await.unwrap();
            assert_eq!(outcomes.counts().succeeded, 20, "{:?}", outcomes.into_ids());
        )*};
    }
    check!(TITLE 0 PAGES 100 PRICE 200 PUBLISHED 300);
    assert_eq!(stored(&emulator).len(), 80);
    assert_eq!(emulator.call_counts()["batch create"], 4, "rows that are found are not sent again");
}
