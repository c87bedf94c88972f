//! Many conditional writes while calls fail in every way: what is confirmed is applied, and nothing else but what is in
//! doubt.

use std::collections::HashMap;

use serde_json::{Value, json};
use tokio::task::JoinSet;
use weda::prelude::*;
use weda::row::Upserted;
use weda::{Client, Error};
use weda_emulator::{Effect, Emulator, Fault};

use crate::fixture::{Book, builder, definitions, new};

/// An emulator whose writes fail in every way, and a client.
fn served(path: &str) -> (Emulator, Client) {
    let emulator = Emulator::builder().definitions(definitions()).start().unwrap();
    let share = |effect, percent: u8, seed| {
        let fault = Fault::new(effect).path(path).probability(f64::from(percent) / 100.0, seed);
        emulator.inject_fault(fault).unwrap();
    };
    share(Effect::Drop, 2, 1);
    share(Effect::DropAfter, 2, 2);
    share(Effect::Half, 2, 3);
    share(Effect::Status(503), 2, 4);
    share(Effect::Html, 2, 5);
    share(Effect::RefuseAfter("OPERATION_TIMEOUT".to_owned()), 2, 6);
    // Once, since the client slows down.
    let busy = Fault::new(Effect::Refuse("REQUEST_LIMIT_EXCEEDED".to_owned())).path(path).skip(200).times(1);
    emulator.inject_fault(busy).unwrap();
    let client = builder().base_url(emulator.url()).secret("emulator-id", "emulator-key").max_concurrent_calls(50);
    (emulator, client.build().unwrap())
}

/// The outcome of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Confirmed,
    InDoubt,
    NotApplied,
}

fn failed(error: &Error) -> Outcome {
    match error.in_doubt() {
        Some(_) => Outcome::InDoubt,
        None => Outcome::NotApplied,
    }
}

fn count(outcomes: &[Outcome], wanted: Outcome) -> usize {
    outcomes.iter().filter(|outcome| **outcome == wanted).count()
}

/// Each of 1,000 keys is upserted twice at once.
#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_upserts_under_faults() {
    let (emulator, client) = served("/upsert");
    let mut tasks = JoinSet::new();
    for number in 0..2000 {
        let client = client.clone();
        tasks.spawn(async move {
            let key = format!("i{}", number % 1000);
            let new = new("created").set(Book::ISBN, &key).set(Book::PAGES, 1);
            let result = Book::upsert(&client, Book::ISBN, new, Book::patch().set(Book::PAGES, 2)).await;
            (key, result)
        });
    }
    let (mut created, mut updated, mut in_doubt) = (HashMap::new(), HashMap::new(), HashMap::new());
    while let Some(done) = tasks.join_next().await {
        let (key, result) = done.unwrap();
        let counted: &mut HashMap<String, usize> = match result {
            Ok(Upserted::Created(_)) => &mut created,
            Ok(Upserted::Updated) => &mut updated,
            Err(error) if error.in_doubt().is_some() => &mut in_doubt,
            // Refused, as if the service were busy for too long.
            Err(_) => continue,
        };
        *counted.entry(key).or_default() += 1;
    }
    let records = emulator.records("book").unwrap();
    let stored: HashMap<&str, &Value> = records.iter().map(|book| (book["isbn"].as_str().unwrap(), book)).collect();
    assert_eq!(stored.len(), records.len(), "nothing is doubled");
    assert!(in_doubt.len() > 100 && created.len() > 500 && updated.len() > 500, "{}", in_doubt.len());
    for number in 0..1000 {
        let key = format!("i{number}");
        let of = |counts: &HashMap<String, usize>| counts.get(&key).copied().unwrap_or_default();
        let (created, updated, doubts) = (of(&created), of(&updated), of(&in_doubt));
        let is_stored = usize::from(stored.contains_key(&*key));
        assert!(created <= is_stored && is_stored <= created + doubts, "{key}");
        // Who updated found a record that another call created, confirmed or in doubt.
        assert!(updated == 0 || created + doubts > 0, "{key}");
        let Some(book) = stored.get(&*key) else { continue };
        let is_updated = usize::from(book["pages"] == 2);
        assert!(usize::from(updated > 0) <= is_updated && is_updated <= updated + doubts, "{key}: {book}");
    }
}

/// 1,000 increments of 400 numbers.
#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_increments_under_faults() {
    let (emulator, client) = served("/update");
    emulator
        .load("book", (0..400).map(|number| json!({ "_id": format!("b{number}"), "title": "t", "pages": 0 })))
        .unwrap();
    let mut tasks = JoinSet::new();
    for number in 0..1000 {
        let client = client.clone();
        tasks.spawn(async move {
            let record = number % 400;
            let id = Id::<Book>::new(format!("b{record}"));
            let result = Book::increment(&client, &id, Book::PAGES, 1).await;
            (record, result.map_or_else(|error| failed(&error), |_| Outcome::Confirmed))
        });
    }
    let mut outcomes: Vec<Vec<Outcome>> = vec![Vec::new(); 400];
    while let Some(done) = tasks.join_next().await {
        let (record, outcome) = done.unwrap();
        outcomes[record].push(outcome);
    }
    let all = outcomes.concat();
    let (confirmed, in_doubt) = (count(&all, Outcome::Confirmed), count(&all, Outcome::InDoubt));
    assert!(confirmed > 500 && in_doubt > 10, "{confirmed} confirmed, {in_doubt} in doubt");
    let records = emulator.records("book").unwrap();
    for (number, outcomes) in outcomes.iter().enumerate() {
        let record = records.iter().find(|book| book["_id"] == format!("b{number}")).unwrap();
        let applied = record["pages"].as_f64().unwrap() as usize;
        let (confirmed, in_doubt) = (count(outcomes, Outcome::Confirmed), count(outcomes, Outcome::InDoubt));
        assert!(
            confirmed <= applied && applied <= confirmed + in_doubt,
            "{number}: {applied} of {confirmed} and {in_doubt}"
        );
    }
}
