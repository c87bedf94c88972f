//! Questions that the documents of the data-model gateway leave open: the behaviour of the client for each is in
//! `unknowns.md`, with the tests that check it under each behaviour of the emulator.

mod by_filter;
mod changing;
mod incrementing;
mod reading;
mod relations;
mod upserting;
mod writing;

use std::path::Path;

use serde_json::json;
use weda::ErrorKind;
use weda::prelude::*;
use weda_emulator::profile::{BadToken, Status, WrongPath};
use weda_emulator::{Effect, Emulator, Fault, Profile};

use crate::fixture::{Book, builder, connect, definitions, new};

/// An emulator with a profile, and a client of it.
fn served(change: impl FnOnce(&mut Profile)) -> (Emulator, Client) {
    let mut profile = Profile::documented();
    change(&mut profile);
    let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
    let client = connect(emulator.address());
    (emulator, client)
}

/// Each line of the table names tests that exist, and no question is left out.
#[test]
fn the_table_is_complete_and_names_tests_that_exist() {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = include_str!("unknowns.md");
    let lines: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| line.starts_with("| G"))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect();
    let questions: Vec<String> = lines.iter().map(|line| line[0].to_owned()).collect();
    let all: Vec<String> = (1..=49).map(|number| format!("G{number}")).collect();
    assert_eq!(questions, all);
    for line in &lines {
        assert!(line.len() == 3 && line.iter().all(|cell| !cell.is_empty()), "{line:?}");
        for (file, name) in line[2].split(", ").filter_map(|test| test.trim_matches('`').split_once("::")) {
            let text = std::fs::read_to_string(runtime.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert!(text.contains(&format!("fn {name}(")), "{file} has no test {name}");
        }
    }
}

/// The service rejects whatever it might reject, and answers in the forms that are hardest on a client; or it accepts
/// whatever it might accept.
#[tokio::test]
async fn the_strictest_and_the_most_lenient_service_take_every_call() {
    for profile in [Profile::strict(), Profile::lenient(), Profile::documented()] {
        let (emulator, client) = served(|chosen| *chosen = profile);
        let author = client.model("author").create(&json!({ "name": "钱锺书" })).await.unwrap();
        let author = Id::new(author.id());
        let row = new("围城").set(Book::PRICE, 39.5).set(Book::TAGS, vec!["小说"]).set(Book::AUTHOR, &author);
        let book = Book::create(&client, row).await.unwrap();
        assert_eq!((book.price, book.tags.as_deref()), (Some(39.5), Some(&["小说".to_owned()][..])));
        assert_eq!(book.author.as_ref(), Some(&author));
        assert_eq!(Book::get(&client, &book.id).await.unwrap().as_ref(), Some(&book));
        Book::update(&client, &book.id, Book::patch().set(Book::PAGES, 359).clear(Book::PRICE)).await.unwrap();
        let filter = (Book::PRICE.is_null() & Book::TITLE.contains("城") & !Book::PAGES.eq(1)) | Book::PAGES.lt(0);
        let found = Book::query(&client).filter(filter).order_by(Book::TITLE.asc()).order_by(Book::PAGES.desc());
        assert_eq!(found.await.unwrap().iter().map(|book| book.pages).collect::<Vec<_>>(), [Some(359)]);
        let many = ["活着", "边城"].map(|title| new(title).set(Book::ISBN, title));
        let ids = Book::create_many(&client, many).unique_by(Book::ISBN).await.unwrap().into_ids().unwrap();
        assert_eq!(Book::get_many(&client, &ids).await.unwrap().len(), 2);
        let changes = ids.iter().map(|id| (id.clone(), Book::patch().set(Book::PRICE, 1)));
        assert!(Book::update_many(&client, changes).await.unwrap().into_ids().is_ok());
        assert!(Book::delete_many(&client, &ids).await.unwrap().into_ids().is_ok());
        Book::delete(&client, &book.id).await.unwrap();
        assert!(!Book::query(&client).exists().await.unwrap());
        assert!(emulator.log().iter().all(|logged| logged.code.is_none()), "nothing was refused on the way");
    }
}

#[tokio::test]
async fn errors_mean_the_same_under_every_status() {
    for status in [Status::Ok, Status::Semantic] {
        let (_emulator, client) = served(|profile| profile.model_api.status = status);
        let error = Book::create(&client, new(&"长".repeat(1000))).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 1), "{error}");
        assert!(error.message().is_some_and(|message| message.contains("title")), "{error}");
        let error = client.model("unknown").query().await.unwrap_err();
        assert!(error.is_not_found() && error.to_string().contains("publish the model for `prod`"), "{error}");
        assert!(client.model("unknown").get("a").await.unwrap_err().is_not_found(), "not a record that does not exist");
    }
}

#[tokio::test]
async fn a_rejected_token_is_requested_again_once() {
    for form in [BadToken::Ok, BadToken::Unauthorized] {
        let (emulator, client) = served(|profile| profile.model_api.bad_token = form);
        Book::create(&client, new("a")).await.unwrap();
        emulator.inject_fault(Fault::new(Effect::ExpireTokens).times(1)).unwrap();
        Book::create(&client, new("b")).await.unwrap();
        assert_eq!((emulator.tokens_issued(), emulator.records("book").unwrap().len()), (2, 2), "{form:?}");
        let fixed = builder().base_url(emulator.url()).token("wrong").build().unwrap();
        let error = Book::query(&fixed).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Authentication, 1), "{form:?} {error}");
    }
}

#[tokio::test]
async fn a_wrong_path_is_an_error_under_either_status() {
    for form in [WrongPath::NotFound, WrongPath::Ok] {
        let (_emulator, client) = served(|profile| profile.model_api.wrong_path = form);
        let error = client.request("POST", "/v1/model/pre/book/nothing").json(&json!({})).await.unwrap_err();
        assert!(error.is_not_found(), "{form:?} {error}");
    }
}

#[tokio::test]
async fn what_only_odata_has_is_refused_before_anything_is_sent() {
    let (emulator, client) = served(|_| ());
    let errors = [
        client.option_sets(["gender"]).await.unwrap_err(),
        Book::query(&client).filter(Book::TITLE.starts_with("围")).await.unwrap_err(),
        Book::query(&client).filter(weda::Filter::<Book>::raw_unchecked("price gt 1")).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::NotEnabled);
        assert!(error.to_string().contains("`GatewayKind::OData`"), "{error}");
    }
    assert!(emulator.log().is_empty());
}
