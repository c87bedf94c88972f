//! Questions that the vendor's documents leave open, or answer in two ways: the behaviour of the client for each stands
//! in `unknowns/table.md`, with the tests that hold it. Those that belong to no other group of tests are here.

mod requests;

use std::path::Path;

use weda::prelude::*;
use weda::{ErrorKind, Filter};
use weda_emulator::profile::{Absent, QueryShape, RelationForm, Status, TokenShape, TokenStatus};
use weda_emulator::{Emulator, Profile};

use crate::fixture::{Author, Book, definitions, new};

/// An emulator whose profile is another one, and a client of it.
fn served(change: impl FnOnce(&mut Profile)) -> (Emulator, Client) {
    let mut profile = Profile::documented();
    change(&mut profile);
    let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
    let client = Client::for_emulator(emulator.address());
    (emulator, client)
}

/// Each line of the table names tests that exist, and no question is left out.
#[test]
fn the_table_is_complete_and_names_tests_that_exist() {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = include_str!("unknowns/table.md");
    let lines: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| ---"))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect();
    let questions: Vec<&str> = lines.iter().map(|line| line[0]).collect();
    for number in 1..=30 {
        assert!(questions.contains(&format!("U{number}").as_str()), "U{number} is not in the table");
    }
    assert_eq!(
        lines.iter().filter(|line| !line[0].starts_with('U')).count() - 2,
        18,
        "contradictions, without two heads"
    );
    for line in &lines {
        assert!(line.len() == 3 && line.iter().all(|cell| !cell.is_empty()), "{line:?}");
        for (file, name) in line[2].split(", ").filter_map(|test| test.trim_matches('`').split_once("::")) {
            let text = std::fs::read_to_string(runtime.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert!(text.contains(&format!("fn {name}(")), "{file} has no test {name}");
        }
    }
}

/// Every header that any document asks for, a status for each error, no field that need not be: all calls work the same.
#[tokio::test]
async fn the_strictest_service_takes_every_call() {
    let (emulator, client) = served(|profile| *profile = Profile::strict());
    let book = Book::create(&client, new("围城").set(Book::PRICE, 39.5)).await.unwrap();
    assert_eq!((book.created_at, &book.owner, book.pages), (None, &None, None), "fields of the service may be absent");
    assert_eq!(Book::get(&client, &book.id).await.unwrap().as_ref(), Some(&book));
    Book::update(&client, &book.id, Book::patch().set(Book::PAGES, 359)).await.unwrap();
    let filter = (Book::PRICE.ge(39) & Book::TITLE.contains("城")) | Book::PAGES.lt(0);
    let found = Book::query(&client).filter(filter).order_by(Book::TITLE.asc()).await.unwrap();
    assert_eq!(found.iter().map(|book| book.pages).collect::<Vec<_>>(), [Some(359)]);
    Book::delete(&client, &book.id).await.unwrap();
    assert!(!Book::query(&client).exists().await.unwrap());
    assert!(emulator.log().iter().all(|logged| logged.code.is_none()), "nothing was refused on the way");
}

#[tokio::test]
async fn what_has_no_value_may_be_null_or_left_out() {
    for (absent, in_pre) in
        [(Absent::Null, true), (Absent::Missing, true), (Absent::Null, false), (Absent::Missing, false)]
    {
        let (_emulator, client) =
            served(|profile| (profile.answers.absent, profile.answers.system_fields_in_pre) = (absent, in_pre));
        let created = Book::create(&client, new("围城")).await.unwrap();
        let listed = Book::query(&client).await.unwrap().remove(0);
        assert_eq!(created, listed);
        assert_eq!((listed.price, listed.tags, listed.author), (None, None, None), "{absent:?}");
        assert_eq!(listed.created_at.is_some(), in_pre);
    }
}

#[tokio::test]
async fn relations_of_the_newer_kind_are_read_in_every_form() {
    for form in [RelationForm::JsonText, RelationForm::Object, RelationForm::Id] {
        let (_emulator, client) = served(|profile| profile.answers.relations = form);
        let author = Id::<Author>::new("a1");
        let book = Book::create(&client, new("围城").set(Book::AUTHOR, &author)).await.unwrap();
        assert_eq!(book.author.as_ref(), Some(&author), "{form:?}");
        assert_eq!(Book::query(&client).await.unwrap()[0].author.as_ref(), Some(&author), "{form:?}");
    }
}

/// Numbers beyond 2^53: their digits are read as they come, so what the service keeps is kept.
#[tokio::test]
async fn numbers_are_as_exact_as_the_service_sends_them() {
    for (doubles, expected) in [(false, 9_007_199_254_740_993), (true, 9_007_199_254_740_992)] {
        let (_emulator, client) = served(|profile| profile.answers.doubles = doubles);
        let book = Book::create(&client, new("围城").set(Book::PAGES, 9_007_199_254_740_993_i64)).await.unwrap();
        assert_eq!(book.pages, Some(expected), "doubles {doubles}");
    }
}

#[tokio::test]
async fn errors_mean_the_same_under_every_status() {
    for status in [Status::Ok, Status::Semantic] {
        let (_emulator, client) = served(|profile| (profile.errors.common, profile.errors.business) = (status, status));
        let error = Book::create(&client, new(&"长".repeat(1000))).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        let elsewhere = client.with_env_type(EnvType::Other("preview".into()));
        let error = Book::query(&elsewhere).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Settings, "{error}");
    }
}

#[tokio::test]
async fn a_broken_query_is_told_in_either_form() {
    for shape in [QueryShape::Business, QueryShape::OData] {
        let (_emulator, client) = served(|profile| profile.errors.query_shape = shape);
        let error = Book::query(&client).filter(Filter::<Book>::raw_unchecked("title eqq '1'")).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 1), "{shape:?} {error}");
        assert!(error.code().is_some() && error.to_string().contains("eqq"), "{error}");
    }
}

#[tokio::test]
async fn wrong_keys_are_told_in_every_form_and_under_every_status() {
    for shape in [TokenShape::Common, TokenShape::OAuth] {
        for status in [TokenStatus::Ok, TokenStatus::BadRequest, TokenStatus::Unauthorized] {
            let (emulator, _) = served(|profile| (profile.errors.token_shape, profile.errors.token) = (shape, status));
            let client = Client::builder("lowcode-emulator").base_url(emulator.url()).secret("other-id", "other-key");
            let error = Book::query(&client.build().unwrap()).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Authentication, "{shape:?} {status:?} {error}");
            assert!(error.to_string().contains("check the keys: "), "{error}");
            assert_eq!(emulator.call_counts()["token"], 1, "wrong keys are not tried again");
        }
    }
}

#[tokio::test]
async fn a_permission_of_the_model_is_a_permission_error() {
    let (_emulator, client) = served(|profile| profile.gateway.forbidden_models = vec!["book".into()]);
    let error = Book::query(&client).await.unwrap_err();
    assert!(error.is_permission(), "{error}");
    assert!(error.to_string().ends_with("; change the data permissions of the model in the console"), "{error}");
}
