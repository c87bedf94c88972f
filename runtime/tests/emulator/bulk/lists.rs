//! Lists of ids: updates, deletes and reads.

odata_only! {
    mod odata;
}

use serde_json::json;
use weda::prelude::*;
use weda::{Dialect, ErrorKind, Outcome};
use weda_emulator::profile::CommaIds;
use weda_emulator::{Emulator, Profile};

use super::{letters, stored};
use crate::fixture::{Book, Shelf, definitions, served, speaking, titles};

fn ids(numbers: std::ops::Range<usize>) -> Vec<Id<Book>> {
    numbers.map(|number| Id::new(format!("id-{number}"))).collect()
}

fn load(emulator: &Emulator, books: usize) {
    let book = |number| json!({ "_id": format!("id-{number}"), "title": format!("第{number}册"), "pages": number });
    emulator.load("book", (0..books).map(book)).unwrap();
}

/// An emulator that interprets lists of ids in one of three ways, and a client that sends them.
fn with_commas(reading: CommaIds) -> (Emulator, Client) {
    let mut profile = Profile::documented();
    profile.accept.comma_ids = reading;
    let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
    let dialect = Dialect::documented().comma_ids(true);
    let client = speaking(&emulator, dialect);
    (emulator, client)
}

/// A service that returns shorter pages than requested.
#[tokio::test]
async fn short_pages_are_read_to_their_end() {
    let mut profile = Profile::documented();
    profile.lists.top_max = 30;
    let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
    load(&emulator, 100);
    let books = Book::get_many(&crate::fixture::connect(emulator.address()), ids(0..100)).await.unwrap();
    let mut found = titles(books.into_values());
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 100);
}
