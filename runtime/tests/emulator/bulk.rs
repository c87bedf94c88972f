//! Bulk calls: one outcome per row, in input order, consistent with what is stored.

mod answers;
mod doubts;
mod ends;
mod faults;
mod lists;
mod rows;
mod untyped;

use std::collections::HashMap;

use weda::prelude::*;
use weda::write::IntoCreate;
use weda::{Create, Outcome, Outcomes};
use weda_emulator::Emulator;

use crate::fixture::{Book, new};

/// The book with this number, with a unique title and ISBN.
fn numbered(number: usize) -> Create<Book> {
    new(&format!("第{number}册 \"图书\"")).set(Book::ISBN, format!("978-{number:08}")).set(Book::PAGES, number as i64)
}

/// The stored titles by id.
fn stored(emulator: &Emulator) -> HashMap<String, String> {
    let text = |record: &serde_json::Value, key: &str| record[key].as_str().unwrap().to_owned();
    let records = emulator.records("book").unwrap();
    records.iter().map(|record| (text(record, "_id"), text(record, "title"))).collect()
}

/// A letter for each outcome. Checks that unknown outcomes have the write in doubt.
fn letters<I>(outcomes: &Outcomes<I>) -> String {
    let letter = |outcome: &Outcome<I>| match outcome {
        Outcome::Succeeded(_) => 's',
        Outcome::Failed(_) => 'f',
        Outcome::Unknown(unconfirmed) => {
            assert!(unconfirmed.error().in_doubt().is_some(), "{unconfirmed:?}");
            'u'
        }
        Outcome::NotSent(_) => 'n',
        _ => '?',
    };
    outcomes.iter().map(letter).collect()
}

/// Checks that every successful outcome has the id of its row's record.
fn assert_stored(emulator: &Emulator, outcomes: &Outcomes<Id<Book>>) {
    let stored = stored(emulator);
    for (number, outcome) in outcomes.iter().enumerate() {
        if let Some(id) = outcome.id() {
            assert_eq!(stored[id.as_str()], format!("第{number}册 \"图书\""));
        }
    }
}
