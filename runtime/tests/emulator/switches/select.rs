//! `$select`: views ask for the fields that they load.

use weda::prelude::*;
use weda::{Client, Dialect, ErrorKind, Row};
use weda_emulator::{Emulator, Profile};

use crate::fixture::{Book, definitions, speaking};
use crate::kinds::specimen::Specimen;
use crate::service::FakeService;

#[weda_model("book")]
#[derive(Debug)]
struct Title {
    title: String,
    备注: Option<String>,
}

#[weda_model("book")]
#[derive(Debug)]
struct IdLast {
    in_print: Option<bool>,
    id: Id<IdLast>,
}

#[weda_model("book")]
#[derive(Debug)]
struct Nothing {}

/// A struct by hand, which has no table.
#[derive(Debug)]
struct ByHand;

impl weda::Model for ByHand {
    type Tag = <Book as weda::Model>::Tag;
    const IDENTIFIER: &'static str = "book";
}

impl weda::__private::v1::Row for ByHand {
    fn read(_: &mut weda::codec::Reader<'_>) -> Result<Self, weda::codec::DecodeError> {
        Ok(Self)
    }
}

fn selecting() -> Dialect {
    Dialect::documented().select(true)
}

/// The part of an address between the order and the page.
fn select<R: Row>(dialect: Dialect) -> String {
    let client = Client::builder("lowcode-a1").secret("id", "key").dialect(dialect).build().unwrap();
    let sent = R::query(&client).preview().unwrap().unwrap().url;
    let (_, rest) = sent.split_once("$orderby=_id%20asc&").unwrap();
    rest.split_once("$skip=0&$top=200&$count=true").unwrap().0.to_owned()
}

#[test]
fn a_view_asks_for_its_fields_and_the_id() {
    assert_eq!(select::<Title>(selecting()), "$select=_id,title,%E5%A4%87%E6%B3%A8&");
    assert_eq!(select::<IdLast>(selecting()), "$select=_id,inPrint&");
    assert_eq!(select::<Nothing>(selecting()), "$select=_id&");
    assert_eq!(select::<Title>(Dialect::default()), "");
}

#[test]
fn a_row_that_loads_every_field_asks_for_none() {
    assert_eq!(select::<Specimen>(selecting()), "");
    assert_eq!(select::<ByHand>(selecting()), "");
}

#[tokio::test]
async fn first_and_count_ask_for_them_too() {
    let service = FakeService::start().await;
    let client = Client::builder("lowcode-a1").secret("id", "key");
    let client = client.base_url(format!("http://{}", service.address())).dialect(selecting()).build().unwrap();
    assert!(Title::query(&client).first().await.unwrap().is_none());
    assert_eq!(Title::query(&client).count().await.unwrap_err().kind(), ErrorKind::Decode);
    let asked = service.calls().iter().filter(|call| call.line.contains("&$select=_id,title,")).count();
    assert_eq!(asked, 2);
}

/// Three pages of a view that does not hold the id by which they are told apart.
#[tokio::test]
async fn every_page_has_the_fields_and_no_others() {
    let mut profile = Profile::documented();
    profile.accept.select = true;
    let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
    let books = (0..450).map(|at| serde_json::json!({ "title": at.to_string(), "price": at, "备注": "好" }));
    emulator.load("book", books).unwrap();
    let client = speaking(&emulator, selecting());

    let books = Title::query(&client).filter(Title::PRICE.ge(10)).order_by(Title::PRICE.desc()).await.unwrap();
    assert_eq!(books.len(), 440);
    assert_eq!((books[0].title.as_str(), books[0].备注.as_deref()), ("449", Some("好")));
    let books = IdLast::query(&client).await.unwrap();
    assert!(books.len() == 450 && books.iter().all(|book| book.in_print.is_none() && !book.id.as_str().is_empty()));
    assert_eq!(Nothing::query(&client).await.unwrap().len(), 450);
    assert_eq!(Book::query(&client).await.unwrap()[0].备注.as_deref(), Some("好"));
}

#[tokio::test]
async fn pages_that_overlap_are_noticed_without_an_id_in_the_view() {
    let service = FakeService::start().await;
    let client = Client::builder("lowcode-a1").secret("id", "key");
    let client = client.base_url(format!("http://{}", service.address())).dialect(selecting()).build().unwrap();
    for _ in 0..2 {
        service.answer(200, r#"{"@odata.count":4,"value":[{"_id":"a","title":"x"},{"_id":"b","title":"y"}]}"#);
    }
    assert_eq!(Title::query(&client).await.unwrap_err().kind(), ErrorKind::UnstableOrder);
}
