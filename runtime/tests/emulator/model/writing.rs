//! Questions about writing.

use serde_json::json;
use weda::prelude::*;
use weda::{ErrorKind, Outcome};
use weda_emulator::profile::{CreateMany, Given, Nullify, SeveralMatches, Status};
use weda_emulator::{Effect, Fault};

use super::served;
use crate::fixture::{Author, Book, new};

fn id(number: usize) -> Id<Book> {
    Id::new(format!("b{number}"))
}

fn books(numbers: std::ops::Range<usize>) -> Vec<serde_json::Value> {
    numbers.map(|number| json!({ "_id": format!("b{number}"), "title": format!("t{number}") })).collect()
}

/// As through OData: success does not mean that the record exists, and a refusal is passed on.
#[tokio::test]
async fn writes_to_a_record_that_does_not_exist_succeed_or_say_so() {
    for refused in [false, true] {
        let (emulator, client) = served(|profile| profile.model_api.no_match_refused = refused);
        emulator.load("book", books(0..4)).unwrap();
        let patch = || Book::patch().set(Book::PAGES, 1);
        for result in [Book::update(&client, &id(9), patch()).await, Book::delete(&client, &id(9)).await] {
            assert_eq!(result.is_err(), refused);
            assert!(result.err().is_none_or(|error| error.is_not_found() && error.in_doubt().is_none()));
        }
        assert!(Book::update_checked(&client, &id(0), patch()).await.unwrap());
        match Book::update_checked(&client, &id(9), patch()).await {
            Ok(is_there) => assert!(!refused && !is_there),
            Err(error) => assert!(refused && error.is_not_found(), "{error}"),
        }
    }
}

/// A smaller count leaves nothing unknown: each record is then sent alone.
#[tokio::test]
async fn lists_with_ids_that_do_not_exist_are_settled_one_by_one() {
    for (refused, lists) in [(false, true), (false, false), (true, true), (true, false)] {
        let (emulator, client) = served(|profile| {
            (profile.model_api.no_match_refused, profile.model_api.id_lists) = (refused, lists);
        });
        emulator.load("book", books(0..6)).unwrap();
        let changes = [0, 1, 9].map(|number| (id(number), Book::patch().set(Book::PAGES, 7)));
        let outcomes = Book::update_many(&client, changes).await.unwrap();
        let succeeded: Vec<bool> = outcomes.iter().map(Outcome::is_succeeded).collect();
        assert_eq!(succeeded, [true, true, !refused], "{outcomes:?}");
        let changed = emulator.records("book").unwrap().iter().filter(|record| record["pages"] == 7).count();
        assert_eq!(changed, 2);

        let outcomes = Book::delete_many(&client, [id(0), id(1), id(9)]).await.unwrap();
        assert_eq!(outcomes.counts().succeeded, 3, "none of them is there: {outcomes:?}");
        assert_eq!(emulator.records("book").unwrap().len(), 4);
        let outcomes = Book::delete_many(&client, [id(2), id(3)]).await.unwrap();
        assert_eq!(outcomes.counts().succeeded, 2);
        assert_eq!(emulator.call_counts()["model delete"], 3, "a count that agrees needs no further call");
    }
}

/// A lost answer to a deletion of many records leaves them in doubt: repeated, it would count the others. An update is
/// repeated.
#[tokio::test]
async fn a_lost_answer_leaves_deletions_in_doubt_and_updates_repeated() {
    for effect in [Effect::DropAfter, Effect::Half, Effect::RefuseAfter("OPERATION_TIMEOUT".into())] {
        let (emulator, client) = served(|_| ());
        emulator.load("book", books(0..10)).unwrap();
        let lose = |operation| {
            emulator.inject_fault(Fault::new(effect.clone()).path(operation).times(1)).unwrap();
        };
        lose("/updateMany");
        let patch = || Book::patch().set(Book::PAGES, 7);
        let updated = Book::update_many(&client, (0..10).map(|number| (id(number), patch()))).await.unwrap();
        assert_eq!((updated.counts().succeeded, emulator.call_counts()["model update many"]), (10, 2), "{effect:?}");

        lose("/deleteMany");
        let deleted = Book::delete_many(&client, (0..5).map(id)).await.unwrap();
        assert_eq!(emulator.call_counts()["model delete many"], 1, "{effect:?}");
        for outcome in &deleted {
            let Outcome::Unknown(unconfirmed) = outcome else { panic!("{effect:?} {outcome:?}") };
            let doubt = unconfirmed.error().in_doubt().unwrap();
            assert_eq!((doubt.operation(), doubt.id()), (weda::error::OperationKind::Delete, None));
            assert_eq!(unconfirmed.rows(), 0..5);
        }
        assert_eq!(emulator.records("book").unwrap().len(), 5, "they are deleted");
        let again = Book::delete_many(&client, (0..10).map(id)).await.unwrap();
        assert_eq!(again.counts().succeeded, 10, "{effect:?}");
        assert!(emulator.records("book").unwrap().is_empty());
    }
}

/// A quota ends a bulk, whatever the size of its calls: the rows of that call are in doubt, and no later one is sent.
#[tokio::test]
async fn a_quota_is_not_taken_for_a_body_that_is_too_large() {
    for status in [Status::Ok, Status::Semantic] {
        let (emulator, client) = served(|profile| profile.model_api.status = status);
        emulator.inject_fault(Fault::new(Effect::Refuse("LIMIT_EXCEEDED".into())).path("/createMany")).unwrap();
        let rows = (0..60).map(|number| new(&format!("t{number}")));
        let bulk = Book::create_many(&client, rows).max_rows_per_call(20).concurrency(1);
        let outcomes = bulk.await.unwrap();
        assert_eq!(emulator.call_counts()[crate::BATCH_CREATE], 1, "{status:?}");
        let counts = outcomes.counts();
        assert_eq!((counts.unknown, counts.not_sent), (20, 40), "{status:?}");
        assert_eq!(outcomes[0].error().unwrap().kind(), ErrorKind::QuotaExceeded);
    }
}

#[tokio::test]
async fn one_record_is_changed_by_its_id() {
    for several in [SeveralMatches::Refused, SeveralMatches::First] {
        let (emulator, client) = served(|profile| {
            profile.model_api.several_matches = several;
            profile.model_api.empty_filter_refused = several == SeveralMatches::Refused;
        });
        emulator.load("book", books(0..3)).unwrap();
        Book::update(&client, &id(1), Book::patch().set(Book::TITLE, "x")).await.unwrap();
        Book::delete(&client, &id(2)).await.unwrap();
        let titles: Vec<_> = emulator.records("book").unwrap().iter().map(|record| record["title"].clone()).collect();
        assert_eq!(titles, ["t0", "x"]);
    }
}

#[tokio::test]
async fn an_id_may_be_given_and_other_fields_of_the_service_are_not_sent() {
    for given in [Given::Ignored, Given::Refused, Given::Kept] {
        let (_emulator, client) = served(|profile| profile.model_api.system_fields = given);
        let book = client.model("book").create(&json!({ "_id": "mine", "title": "围城" })).await.unwrap();
        assert_eq!(book.id(), "mine", "{given:?}");
        Book::create(&client, new("活着")).await.unwrap();
    }
}

#[tokio::test]
async fn ids_of_a_batch_belong_to_their_rows() {
    for form in [CreateMany::Atomic, CreateMany::Partial, CreateMany::Reversed] {
        let (emulator, client) = served(|profile| profile.model_api.create_many = form);
        let rows = (0..150).map(|number| new(&format!("t{number}")).set(Book::ISBN, format!("i{number}")));
        let ids = Book::create_many(&client, rows).unique_by(Book::ISBN).await.unwrap().into_ids().unwrap();
        let records = emulator.records("book").unwrap();
        assert_eq!(records.len(), 150);
        for (number, id) in ids.iter().enumerate() {
            let record = records.iter().find(|record| record["_id"] == id.as_str()).unwrap();
            assert_eq!(record["title"], format!("t{number}"), "{form:?}");
        }
        // Without a key, a row of a refused batch may be stored.
        let rows =
            ["ok 1", "i", "ok 2"].map(|title| new(title).set(Book::ISBN, if title == "i" { "i7" } else { title }));
        let outcomes = Book::create_many(&client, rows).await.unwrap();
        for (outcome, title) in outcomes.iter().zip(["ok 1", "i", "ok 2"]) {
            let is_stored = emulator.records("book").unwrap().iter().any(|record| record["title"] == title);
            match outcome {
                Outcome::Succeeded(_) => assert!(is_stored, "{form:?} {title}"),
                Outcome::Failed(_) | Outcome::NotSent(_) => assert!(!is_stored, "{form:?} {title}"),
                _ => {}
            }
        }
    }
}

#[tokio::test]
async fn relations_are_written_alone_and_in_their_documented_form() {
    for (accepted, missing_refused) in [(false, false), (true, false), (false, true)] {
        let (emulator, client) = served(|profile| {
            profile.model_api.batch_relations = accepted;
            profile.model_api.missing_target_refused = missing_refused;
        });
        let authors = ["a1", "a2"].map(|id| json!({ "_id": id, "name": id }));
        emulator.load("author", authors).unwrap();
        let row = |number: usize| {
            let row = new(&format!("t{number}")).set(Book::ISBN, format!("i{number}"));
            if number.is_multiple_of(2) { row } else { row.set(Book::AUTHOR, Id::<Author>::new("a1")) }
        };
        let ids = Book::create_many(&client, (0..6).map(row)).await.unwrap().into_ids().unwrap();
        assert_eq!(emulator.call_counts()["model create"], 3, "those with a relation");
        let patch = || Book::patch().set(Book::AUTHOR, Id::<Author>::new("a2"));
        let changes = ids.iter().map(|id| (id.clone(), patch()));
        assert!(Book::update_many(&client, changes).await.unwrap().into_ids().is_ok());
        assert_eq!(emulator.call_counts().get("model update many"), None);
        let books = Book::query(&client).await.unwrap();
        assert!(books.iter().all(|book| book.author == Some(Id::new("a2"))), "{books:?}");
        let dangling = Book::create(&client, new("x").set(Book::AUTHOR, Id::<Author>::new("nobody"))).await;
        match dangling {
            Ok(book) => assert!(!missing_refused && book.author.is_none(), "its record does not exist"),
            Err(error) => assert!(missing_refused && error.kind() == ErrorKind::InvalidRequest, "{error}"),
        }
    }
}

#[tokio::test]
async fn null_is_sent_by_clear_alone() {
    for null in [Nullify::Clears, Nullify::Ignored] {
        let (_emulator, client) = served(|profile| profile.model_api.null = null);
        let book = Book::create(&client, new("围城").set(Book::PRICE, 39.5).set(Book::PAGES, 359)).await.unwrap();
        let changed = Book::update_get(&client, &book.id, Book::patch().set(Book::PAGES, 1).clear(Book::PRICE));
        let changed = changed.await.unwrap();
        assert_eq!(changed.pages, Some(1));
        assert_eq!(changed.price.is_none(), null == Nullify::Clears, "its meaning is the service's");
    }
}

/// The body has no member that the documents do not name, and no environment type.
#[tokio::test]
async fn calls_work_in_pre_and_prod_without_undocumented_members() {
    for strict in [false, true] {
        let (_emulator, client) = served(|profile| {
            profile.model_api.pre_paths = !strict;
            profile.model_api.env_type_compared = strict;
            profile.model_api.unknown_members_refused = strict;
            profile.model_api.excess_orders = !strict;
        });
        for client in [client.with_env_type(EnvType::Prod), client] {
            let book = Book::create(&client, new("围城")).await.unwrap();
            assert_eq!(Book::get(&client, &book.id).await.unwrap().as_ref(), Some(&book));
            assert!(client.definition("book").await.unwrap().is_some());
            Book::delete(&client, &book.id).await.unwrap();
            assert_eq!(Book::query(&client).count().await.unwrap(), 0);
        }
    }
}

#[tokio::test]
async fn a_field_that_the_service_does_not_have_is_refused_or_left_out() {
    for refused in [false, true] {
        let (_emulator, client) = served(|profile| profile.model_api.unknown_fields_refused = refused);
        match client.model("book").create(&json!({ "title": "围城", "nothing": 1 })).await {
            Ok(book) => assert!(!refused && !book.as_json().contains("nothing")),
            Err(error) => assert!(refused && error.kind() == ErrorKind::InvalidRequest, "{error}"),
        }
    }
}
