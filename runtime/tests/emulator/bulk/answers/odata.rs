//! The words and the answers of OData.

use super::*;

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
        let client = crate::fixture::connect(emulator.address());
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
        assert_eq!(emulator.call_counts()[crate::BATCH_CREATE], 1);
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
