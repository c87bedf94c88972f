//! Ids that do not exist: how the service says so is not documented, so every way is tried.

use weda::prelude::*;
use weda::{Code, ErrorKind};
use weda_emulator::profile::{Status, UnknownGet};
use weda_emulator::{Emulator, Profile};

use crate::fixture::{Book, definitions, new};
use crate::service::FakeService;

/// An emulator whose answers the profile says, and a client of it.
fn served(change: impl FnOnce(&mut Profile)) -> (Emulator, Client) {
    let mut profile = Profile::documented();
    change(&mut profile);
    let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
    let client = crate::fixture::connect(emulator.address());
    (emulator, client)
}

fn unknown() -> Id<Book> {
    Id::new("00000000000000000000000000000000")
}

/// A record that does not exist was an error where the service says so by 404 or by `ResourceNotFound`, and `None` only
/// where it answers without a record. One of the ways was taken for all.
/// All of them are `None`.
#[tokio::test]
async fn a_record_that_does_not_exist_is_none_however_the_service_says_so() {
    for answer in [UnknownGet::WithoutId, UnknownGet::NoContent, UnknownGet::NotFound, UnknownGet::Business] {
        for status in [Status::Ok, Status::Semantic] {
            let (emulator, client) = served(|profile| {
                profile.answers.unknown_get = answer;
                profile.errors.business = status;
            });
            assert_eq!(Book::get(&client, &unknown()).await.unwrap(), None, "{answer:?} {status:?}");
            let book = Book::create(&client, new("围城")).await.unwrap();
            assert_eq!(Book::get(&client, &book.id).await.unwrap(), Some(book), "{answer:?} {status:?}");
            assert_eq!(emulator.call_counts()["get"], 2, "none is asked for twice");
        }
    }
}

#[tokio::test]
async fn bodies_that_mean_no_record() {
    let service = FakeService::start().await;
    let client = crate::fixture::connect(service.address());
    for (status, body) in [
        (200, "null"),
        (200, "{}"),
        (200, r##"{"@odata.context":"$metadata#book"}"##),
        (204, ""),
        (404, ""),
        (404, "{}"),
        (404, r#"{"message":"no such record"}"#),
        (404, r#"{"Response":{"RequestId":"r","Error":{"Code":"ResourceNotFound.RecordNotExist","Message":"m"}}}"#),
        (200, r#"{"response":{"requestId":"r","error":{"code":"ResourceNotFound","message":"m"}}}"#),
    ] {
        service.answer(status, body);
        assert_eq!(Book::get(&client, &unknown()).await.unwrap(), None, "{status} {body}");

        service.answer(status, body);
        let required = Book::require(&client, &unknown()).await.unwrap_err();
        service.answer(204, "");
        service.answer(status, body);
        let changed = Book::update_get(&client, &unknown(), Book::patch().set(Book::PRICE, 1)).await.unwrap_err();
        service.answer(status, body);
        assert!(!Book::update_checked(&client, &unknown(), Book::patch()).await.unwrap(), "{status} {body}");
        for error in [required, changed] {
            assert_eq!(
                (error.kind(), error.in_doubt().is_some()),
                (ErrorKind::NotFound, false),
                "{status} {body}: {error}"
            );
            assert_eq!(error.summary(), format!("model `book` has no record with the id `{}`", unknown()));
            assert!(error.request_id().is_some() && error.call().unwrap().starts_with("GET "), "{error}");
        }
    }
}

/// A record that was changed and cannot be read was changed.
#[tokio::test]
async fn a_change_whose_record_cannot_be_read_is_in_doubt() {
    let service = FakeService::start().await;
    let client = crate::fixture::connect(service.address());
    for (status, body) in
        [(400, "{}"), (403, ""), (200, r#"{"_id":"b1","title":7}"#), (404, "<html>no such page</html>")]
    {
        service.answer(204, "");
        service.answer(status, body);
        let patch = Book::patch().set(Book::PRICE, 1);
        let error = Book::update_get(&client, &Id::<Book>::new("b1"), patch).await.unwrap_err();
        let doubt = error.in_doubt().unwrap_or_else(|| panic!("{status} {body}: {error}"));
        assert_eq!((doubt.operation(), doubt.id()), (weda::error::OperationKind::Update, Some("b1")));
        assert!(error.call().unwrap().starts_with("GET "), "{error}");
    }
}

/// The answer to another call of somebody's, a list or a number of changes, was "no such record", since it has no id.
#[tokio::test]
async fn an_answer_to_another_call_is_not_no_record() {
    let service = FakeService::start().await;
    let client = crate::fixture::connect(service.address());
    for other in [
        r##"{"@odata.context":"$metadata#book","@odata.count":1,"value":[{"_id":"b1","title":"围城"}]}"##,
        r#"{"updateCount":1}"#,
        r#"{"deleteCount":0}"#,
        r#"{"title":"围城"}"#,
    ] {
        service.answer(200, other);
        service.answer(200, r##"{"@odata.context":"$metadata#book","_id":"b1","title":"围城"}"##);
        let book = Book::get(&client, &Id::<Book>::new("b1")).await.unwrap();
        assert_eq!(book.map(|book| book.title).as_deref(), Some("围城"), "{other}");
    }
}

/// A blank answer was "no such record" for 53 of 1,000 records that existed.
#[tokio::test]
async fn a_blank_answer_says_nothing_and_is_asked_for_again() {
    let service = FakeService::start().await;
    let client = crate::fixture::connect(service.address());
    for blank in ["", " \r\n"] {
        service.answer(200, blank);
        service.answer(200, r##"{"@odata.context":"$metadata#book","_id":"b1","title":"围城"}"##);
        let book = Book::get(&client, &Id::<Book>::new("b1")).await.unwrap().unwrap();
        assert_eq!(book.title, "围城");
    }
    (0..4).for_each(|_| service.answer(200, ""));
    let error = Book::get(&client, &unknown()).await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.attempts()), (ErrorKind::UnexpectedAnswer, Some(200), 4));
    assert!(error.to_string().contains("the answer is empty (HTTP 200, "), "{error}");
    // One kind for all calls, and a write is in doubt.
    service.answer(200, "");
    let error = Book::create(&client, new("围城")).await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.attempts()), (ErrorKind::UnexpectedAnswer, Some(200), 1));
    assert!(error.in_doubt().is_some());
}

/// An answer that the model or the path does not exist says nothing about a record.
#[tokio::test]
async fn not_every_404_means_no_record() {
    let service = FakeService::start().await;
    let client = crate::fixture::connect(service.address());
    for (status, body) in [
        (404, r#"{"Response":{"RequestId":"r","Error":{"Code":"ResourceNotFound.DataSourceNotExist","Message":""}}}"#),
        (200, r#"{"Response":{"RequestId":"r","Error":{"Code":"ResourceNotFound.DataSourceNotExist","Message":""}}}"#),
        (404, r#"{"code":"RESOURCE_NOT_FOUND","requestId":"r","message":"no such path"}"#),
        (404, "<html><title>Not Found</title>"),
    ] {
        service.answer(status, body);
        let error = Book::get(&client, &unknown()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{status} {body}");
    }
    service.answer(404, r#"{"code":"INVALID_ENV","requestId":"r","message":"m"}"#);
    assert_eq!(Book::get(&client, &unknown()).await.unwrap_err().code(), Some(&Code::InvalidEnv));
}

#[tokio::test]
async fn writes_to_a_record_that_does_not_exist_succeed_or_say_so() {
    let patch = || Book::patch().set(Book::PAGES, 1);
    let (_emulator, client) = served(|profile| profile.answers.unknown_write_refused = false);
    Book::update(&client, &unknown(), patch()).await.unwrap();
    Book::delete(&client, &unknown()).await.unwrap();
    assert_eq!(Book::query(&client).count().await.unwrap(), 0, "nothing was made of it");
    for status in [Status::Ok, Status::Semantic] {
        let (_emulator, client) = served(|profile| {
            profile.answers.unknown_write_refused = true;
            profile.errors.business = status;
        });
        for error in [
            Book::update(&client, &unknown(), patch()).await.unwrap_err(),
            Book::delete(&client, &unknown()).await.unwrap_err(),
        ] {
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::NotFound, 1), "{error}");
            assert!(error.in_doubt().is_none());
        }
    }
}
