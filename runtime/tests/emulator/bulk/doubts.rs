//! Rows that may be stored are never sent again, and never reported as failed.

odata_only! {
    mod odata;
}

use serde_json::{Value, json};
use weda::prelude::*;
use weda::{Dialect, ErrorKind, Outcome};
use weda_emulator::profile::Count;
use weda_emulator::{Effect, Emulator, Fault, Profile};

use super::{assert_stored, letters, numbered};
use crate::fixture::{Book, Shelf, definitions, new};
use crate::service::FakeService;

fn refusal(code: &str) -> String {
    json!({ "Response": { "RequestId": "r", "Error": { "Code": code, "Message": "m" } } }).to_string()
}

fn list(records: impl IntoIterator<Item = Value>) -> String {
    json!({ "@odata.context": "c", "value": records.into_iter().collect::<Vec<_>>() }).to_string()
}

async fn service() -> (FakeService, Client) {
    let service = FakeService::start().await;
    let client = crate::fixture::connect(service.address());
    (service, client)
}

/// A text is compared even if it begins like JSON.
#[tokio::test]
async fn texts_with_brackets_tell_rows_apart() {
    let (service, client) = service().await;
    service.answer(201, &list([json!({ "_id": "1", "title": "[新] B" }), json!({ "_id": "2", "title": "[新] A" })]));
    let outcomes = Book::create_many(&client, ["[新] A", "[新] B"].map(new)).await.unwrap();
    assert_eq!(letters(&outcomes), "uu");
}

/// A service that cuts pages and counts the records of each page.
#[tokio::test]
async fn cut_pages_with_counts_of_their_own_are_read_to_the_end() {
    let mut profile = Profile::documented();
    profile.lists.top_max = 30;
    profile.lists.count = Count::Page;
    let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
    let client = crate::fixture::connect(emulator.address());
    emulator.inject_fault(Fault::new(Effect::DropAfter).path(crate::BATCHES).times(1)).unwrap();
    let outcomes = Book::create_many(&client, (0..100).map(numbered)).unique_by(Book::ISBN).await.unwrap();
    assert_eq!((outcomes.counts().succeeded, emulator.call_counts()[crate::BATCH_CREATE]), (100, 1), "all are found");
    assert_stored(&emulator, &outcomes);
    let ids = outcomes.into_ids().unwrap();
    let absent = (0..20).map(|number| Id::<Book>::new(format!("none-{number}")));
    assert_eq!(Book::get_many(&client, absent.chain(ids)).await.unwrap().len(), 100);
}

/// Shelves without their ids.
#[weda_model("shelf")]
#[derive(Debug)]
struct Named {
    name: Option<String>,
}
