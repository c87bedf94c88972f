//! Thousands of creates under all faults: the reported outcomes are consistent with what is stored.

odata_only! {
    mod odata;
}

use std::collections::HashMap;
use std::time::Duration;

use weda::prelude::*;
use weda::{Outcome, Outcomes};
use weda_emulator::{Effect, Emulator, Fault};

use super::{assert_stored, numbered, stored};
use crate::fixture::{Book, definitions, new};
use crate::service::FakeService;

const ROWS: usize = 2_000;

/// Timeout of calls and attempts.
const TIMEOUT: Duration = Duration::from_millis(800);

fn served() -> (Emulator, Client) {
    let emulator = Emulator::builder().definitions(definitions()).start().unwrap();
    let client = crate::fixture::builder()
        .base_url(emulator.url())
        .secret("emulator-id", "emulator-key")
        .timeout(TIMEOUT)
        .attempt_timeout(TIMEOUT)
        // A rate limit that slows the client down must not fail calls, also on a busy machine.
        .queue_timeout(Duration::from_secs(60))
        .build()
        .unwrap();
    (emulator, client)
}

/// Injects all of the emulator's faults, on creates and reads.
///
/// Faults that no client can detect are left out: a certain refusal of a call that was applied. Calls that are applied twice
/// are injected only with `twice`: the client cannot detect them.
fn inject_all_faults(emulator: &Emulator, seed: u64, twice: bool) {
    let effects = [
        (Effect::Drop, 0.06),
        (Effect::DropAfter, 0.06),
        (Effect::Half, 0.05),
        (Effect::Html, 0.05),
        (Effect::Status(200), 0.04),
        (Effect::Status(500), 0.03),
        (Effect::Status(503), 0.03),
        (Effect::Status(202), 0.03),
        (Effect::Refuse("SYS_ERR".into()), 0.03),
        (Effect::Refuse("EXCEED_RATELIMIT".into()), 0.01),
        (Effect::Refuse("EXCEED_CONCURRENT_REQUEST_LIMIT".into()), 0.01),
        (Effect::RefuseAfter("SERVER_TIMEOUT".into()), 0.03),
        (Effect::RefuseAfter("FailedOperation.FlexdbInternalError".into()), 0.03),
        (Effect::Delay(30), 0.05),
        (Effect::Delay(1_300), 0.02),
        (Effect::ExpireTokens, 0.04),
        (Effect::Advance(200_000_000), 0.02),
    ];
    for (at, (effect, share)) in effects.into_iter().enumerate() {
        emulator
            .inject_fault(Fault::new(effect).path(crate::RECORDS).probability(share, seed * 100 + at as u64))
            .unwrap();
    }
    if twice {
        emulator
            .inject_fault(Fault::new(Effect::Twice).path(crate::RECORDS).probability(0.08, seed * 100 + 99))
            .unwrap();
    }
}

/// The number of records with each title.
fn titles(emulator: &Emulator) -> HashMap<String, usize> {
    let mut titles = HashMap::new();
    for title in stored(emulator).into_values() {
        *titles.entry(title).or_default() += 1;
    }
    titles
}

fn title(number: usize) -> String {
    format!("第{number}册 \"图书\"")
}

/// Checks that the reported outcomes are true.
fn assert_outcomes(emulator: &Emulator, outcomes: &Outcomes<Id<Book>>, seed: u64) {
    assert_stored(emulator, outcomes);
    let titles = titles(emulator);
    let mut known = 0;
    for (number, outcome) in outcomes.iter().enumerate() {
        let stored = titles.get(&title(number)).copied().unwrap_or_default();
        known += stored;
        let fits = match outcome {
            Outcome::Succeeded(_) => stored == 1,
            Outcome::Failed(_) | Outcome::NotSent(_) => stored == 0,
            _ => stored <= 1,
        };
        assert!(fits, "seed {seed}, row {number} is stored {stored} times: {outcome:?}");
    }
    assert_eq!(known, titles.values().sum::<usize>(), "nothing else is stored");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_key_every_outcome_is_known() {
    for seed in 1..=2 {
        let (emulator, client) = served();
        inject_all_faults(&emulator, seed, true);
        let rows = (0..ROWS).map(numbered);
        let outcomes = Book::create_many(&client, rows).unique_by(Book::ISBN).max_rows_per_call(20).await.unwrap();
        let tally = outcomes.counts();
        println!("seed {seed}: {tally:?}, {:?}", emulator.call_counts());
        assert_eq!((tally.rows(), tally.unknown), (ROWS as u64, 0), "seed {seed}");
        assert_outcomes(&emulator, &outcomes, seed);
        assert!(tally.succeeded > 1_800, "{tally:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_key_no_outcome_is_wrong() {
    for seed in 11..=12 {
        let (emulator, client) = served();
        inject_all_faults(&emulator, seed, false);
        let outcomes = Book::create_many(&client, (0..ROWS).map(numbered)).max_rows_per_call(20).await.unwrap();
        let tally = outcomes.counts();
        println!("seed {seed}: {tally:?}, {:?}", emulator.call_counts());
        assert_eq!(tally.rows(), ROWS as u64);
        assert_outcomes(&emulator, &outcomes, seed);
        assert!(tally.succeeded > 600 && tally.unknown > 100, "{tally:?}");
    }
}

/// Updates and deletes are retried, and their outcomes are true.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn outcomes_of_updates_and_deletes_are_true() {
    let (emulator, client) = served();
    let book = |number| serde_json::json!({ "_id": format!("id-{number}"), "title": title(number) });
    emulator.load("book", (0..120).map(book)).unwrap();
    inject_all_faults(&emulator, 21, true);
    let ids = (0..120).map(|number| Id::<Book>::new(format!("id-{number}")));
    let changed = Book::update_many(&client, ids.clone().map(|id| (id, Book::patch().set(Book::PAGES, 7))));
    // Row by row, which is the only way by OData: a call on many records is not retried.
    let changed = changed.max_rows_per_call(1).await.unwrap();
    let deleted = Book::delete_many(&client, ids.skip(60)).max_rows_per_call(1).await.unwrap();
    emulator.clear_faults();
    println!("{:?} {:?}", changed.counts(), deleted.counts());
    let records = emulator.records("book").unwrap();
    let pages: HashMap<&str, bool> =
        records.iter().map(|record| (record["_id"].as_str().unwrap(), record["pages"] == 7)).collect();
    for (number, outcome) in changed.iter().enumerate().take(60) {
        let is_changed = pages[format!("id-{number}").as_str()];
        match outcome {
            Outcome::Succeeded(id) => assert!(is_changed && id.as_str() == format!("id-{number}")),
            Outcome::Failed(_) => assert!(!is_changed, "{number}"),
            _ => {}
        }
    }
    for (number, outcome) in (60..).zip(&deleted) {
        let is_there = pages.contains_key(format!("id-{number}").as_str());
        match outcome {
            Outcome::Succeeded(_) => assert!(!is_there, "{number}"),
            Outcome::Failed(error) => assert!(is_there, "{number} {error}"),
            _ => {}
        }
    }
    // Retries are limited, so some end in doubt; how many depends on timing.
    assert!(changed.counts().succeeded > 50 && deleted.counts().succeeded > 20);
}
