//! The bodies of writes, and values that are rejected before anything is sent.

use serde_json::{Value, json};
use weda::client::RelationForm;
use weda::prelude::*;
use weda::{Client, Date, DateTime, Dialect, ErrorKind, Json, TimeOfDay};

use crate::fixture::{Author, Book, Shelf, new};
use crate::service::FakeService;

fn client() -> Client {
    Client::for_emulator("127.0.0.1:4010")
}

fn body(patch: weda::Patch<Book>) -> String {
    let call = Book::update(&client(), &Id::<Book>::new("a"), patch);
    call.preview().unwrap().unwrap().body.unwrap()
}

#[test]
fn every_kind_has_its_form() {
    let patch = Book::patch;
    for (patch, expected) in [
        (patch().set(Book::TITLE, "O'B \"李\" \\ \n"), r#"{"title":"O'B \"李\" \\ \n"}"#),
        (patch().set(Book::PRICE, 39.5), r#"{"price":39.5}"#),
        (patch().set(Book::PRICE, 0.1_f32), r#"{"price":0.1}"#),
        (patch().set(Book::PRICE, 60), r#"{"price":60}"#),
        (patch().set(Book::PRICE, 9_007_199_254_740_993_i64), r#"{"price":9007199254740993}"#),
        (patch().set(Book::PAGES, i64::MIN), r#"{"pages":-9223372036854775808}"#),
        (patch().set(Book::IN_PRINT, false), r#"{"inPrint":false}"#),
        (patch().set(Book::ADDED_AT, DateTime::from_millis(1_646_034_692_306)), r#"{"addedAt":1646034692306}"#),
        (patch().set(Book::PUBLISHED, Date::from_millis(1_725_120_000_000)), r#"{"published":1725120000000}"#),
        (patch().set(Book::OPENS, TimeOfDay::from_millis(28_800_000)), r#"{"opens":28800000}"#),
        (patch().set(Book::GENRE, "小说"), r#"{"genre":"小说"}"#),
        (patch().set(Book::READERS, vec!["儿童", "成人"]), r#"{"readers":"[\"儿童\",\"成人\"]"}"#),
        (patch().set(Book::TAGS, vec!["a\"b", ""]), r#"{"tags":"[\"a\\\"b\",\"\"]"}"#),
        (patch().set(Book::TAGS, Vec::<String>::new()), r#"{"tags":"[]"}"#),
        (patch().set(Book::MARKS, vec![4.5, 5.0]), r#"{"marks":"[4.5,5.0]"}"#),
        (patch().set(Book::MAKER, json!({ "name": "人民" })), r#"{"maker":"{\"name\":\"人民\"}"}"#),
        (patch().set(Book::EXTRA, Json(json!([1, null]))), r#"{"extra":"[1,null]"}"#),
        (patch().set(Book::SHELF, Id::<Shelf>::new("s1")), r#"{"shelf":"s1"}"#),
        (patch().set(Book::AUTHOR, Id::<Author>::new("a1")), r#"{"author":"{\"_id\":\"a1\"}"}"#),
        (patch().set(Book::备注, 'x'), r#"{"备注":"x"}"#),
    ] {
        assert_eq!(body(patch), expected);
    }
}

/// Free JSON that was null was sent as the text "null", and read as a string of four letters. Every value of free JSON
/// was written as JSON text, although only lists and objects are sent so. Null is now null, and the text is read as no
/// value.
#[test]
fn nothing_is_written_as_null() {
    let patch = Book::patch;
    for (patch, expected) in [
        (patch().clear(Book::PRICE), r#"{"price":null}"#),
        (patch().set(Book::PRICE, None::<f64>), r#"{"price":null}"#),
        (patch().set(Book::PRICE, Some(1)), r#"{"price":1}"#),
        (patch().clear(Book::TAGS).clear(Book::AUTHOR), r#"{"tags":null,"author":null}"#),
        (patch().set(Book::AUTHOR, None::<Id<Author>>), r#"{"author":null}"#),
        (patch().set(Book::EXTRA, Json(Value::Null)), r#"{"extra":null}"#),
        (patch().set(Book::EXTRA, Value::Null), r#"{"extra":null}"#),
    ] {
        assert_eq!(body(patch), expected);
    }
}

#[test]
fn of_a_field_set_twice_the_last_value_counts() {
    let patch = Book::patch().set(Book::PRICE, 1).set(Book::PAGES, 2).clear(Book::PRICE).set(Book::PAGES, 3);
    assert_eq!(body(patch), r#"{"price":null,"pages":3}"#);
    let create = Book::create(&client(), new("a").set(Book::TITLE, "b").set(Book::TITLE, "c"));
    assert_eq!(create.preview().unwrap().unwrap().body.unwrap(), r#"{"title":"c"}"#);
    // A value that cannot be sent does not matter if a later one replaces it.
    assert_eq!(body(Book::patch().set(Book::PRICE, f64::NAN).set(Book::PRICE, 1)), r#"{"price":1}"#);
}

#[test]
fn the_dialect_says_how_new_relations_are_written() {
    for (form, expected) in [
        (RelationForm::JsonText, r#"{"title":"a","author":"{\"_id\":\"x\"}"}"#),
        (RelationForm::Object, r#"{"title":"a","author":{"_id":"x"}}"#),
        (RelationForm::Id, r#"{"title":"a","author":"x"}"#),
    ] {
        let dialect = Dialect::documented().relation_form(form);
        let client = Client::builder("lowcode-1").secret("id", "key").dialect(dialect).build().unwrap();
        let create = Book::create(&client, new("a").set(Book::AUTHOR, Id::<Author>::new("x")));
        assert_eq!(create.preview().unwrap().unwrap().body.unwrap(), expected);
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before_anything_is() {
    let service = FakeService::start().await;
    let client = Client::for_emulator(service.address());
    let id = Id::<Book>::new("a");
    let none = Id::<Book>::new("");
    let infinite = "has a number that is NaN or infinite, which JSON cannot represent; set a finite number";
    let empty = "the id of a record of model `book` is empty; use the `id` of a record that was read or created";
    let set_price = format!("the value that field `price` is set to {infinite}");
    let set_marks = format!("the value that field `marks` is set to {infinite}");
    for (error, words) in [
        (Book::create(&client, new("a").set(Book::PRICE, f64::NAN)).await.unwrap_err(), set_price.as_str()),
        (Book::create(&client, new("a").set(Book::PRICE, f32::INFINITY)).await.unwrap_err(), &set_price),
        (
            Book::update(&client, &id, Book::patch().set(Book::MARKS, vec![1.0, f64::NEG_INFINITY])).await.unwrap_err(),
            &set_marks,
        ),
        (
            Book::query(&client).filter(Book::PRICE.ge(f64::NAN)).await.unwrap_err(),
            "the value that field `price` is compared with: JSON cannot represent NaN and infinity; compare with another",
        ),
        (Book::get(&client, &none).await.unwrap_err(), empty),
        (Book::update(&client, &none, Book::patch().set(Book::PAGES, 1)).await.unwrap_err(), empty),
        (Book::delete(&client, &none).await.unwrap_err(), empty),
    ] {
        assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::InvalidValue, words));
    }
    assert!(service.calls().is_empty(), "{:?}", service.calls());
}

/// `.top(0)` was previewed as a request for no records, though awaiting it sends nothing. `preview` used `top` only to
/// limit the page size. It now reports that nothing is sent.
#[tokio::test]
async fn what_is_known_is_not_asked() {
    let service = FakeService::start().await;
    let client = Client::for_emulator(service.address());
    let nothing = || Book::query(&client).filter(Book::TITLE.one_of(Vec::<String>::new()) & Book::PRICE.gt(1));
    assert_eq!(nothing().preview().unwrap(), None);
    assert_eq!(nothing().await.unwrap(), []);
    assert_eq!(nothing().first().await.unwrap(), None);
    assert_eq!(nothing().count().await.unwrap(), 0);

    assert_eq!(Book::query(&client).top(0).preview().unwrap(), None);
    assert_eq!(Book::query(&client).top(0).await.unwrap(), []);
    assert_eq!(Book::query(&client).top(0).first().await.unwrap(), None);

    let call = Book::update(&client, &Id::<Book>::new("a"), Book::patch());
    assert_eq!((call.preview().unwrap(), format!("{call:?}").as_str()), (None, "Call(nothing to send)"));
    call.await.unwrap();
    assert!(service.calls().is_empty(), "{:?}", service.calls());
}
