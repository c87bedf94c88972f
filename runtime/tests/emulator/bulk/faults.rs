//! Thousands of creates under everything that can go wrong: what is stored agrees with what is reported.

use std::collections::HashMap;
use std::time::Duration;

use weda::prelude::*;
use weda::{Outcome, Outcomes};
use weda_emulator::{Effect, Emulator, Fault};

use super::{assert_stored, numbered, stored};
use crate::fixture::{Book, definitions, new};
use crate::service::FakeService;

const ROWS: usize = 2_000;

/// An attempt takes no longer, so a call that is delayed by more than this is given up.
const PATIENCE: Duration = Duration::from_millis(800);

fn served() -> (Emulator, Client) {
    let emulator = Emulator::builder().definitions(definitions()).start().unwrap();
    let client = Client::builder("lowcode-emulator")
        .base_url(emulator.url())
        .secret("emulator-id", "emulator-key")
        .timeout(PATIENCE)
        .attempt_timeout(PATIENCE)
        // A refusal that slows the client down is not to end calls, also where the machine is busy.
        .queue_timeout(Duration::from_secs(60))
        .build()
        .unwrap();
    (emulator, client)
}

/// All of the emulator's faults at once, on the creates and on the reads.
///
/// What cannot be told from an honest answer is left out: a refusal with a clear no, or a status that says no, of a call
/// that was carried out. That a call is carried out twice is among them only where `twice` says so: who sent it once never
/// learns of it.
fn break_everything(emulator: &Emulator, seed: u64, twice: bool) {
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
        emulator.inject_fault(Fault::new(effect).path("/odata/").probability(share, seed * 100 + at as u64)).unwrap();
    }
    if twice {
        emulator.inject_fault(Fault::new(Effect::Twice).path("/odata/").probability(0.08, seed * 100 + 99)).unwrap();
    }
}

/// How often each title is stored.
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

/// Whether all that is reported is so.
fn assert_honest(emulator: &Emulator, outcomes: &Outcomes<Id<Book>>, seed: u64) {
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
async fn with_a_key_every_row_is_settled() {
    for seed in 1..=2 {
        let (emulator, client) = served();
        break_everything(&emulator, seed, true);
        let rows = (0..ROWS).map(numbered);
        let outcomes = Book::create_many(&client, rows).unique_by(Book::ISBN).max_rows_per_call(20).await.unwrap();
        let tally = outcomes.counts();
        println!("seed {seed}: {tally:?}, {:?}", emulator.call_counts());
        assert_eq!((tally.rows(), tally.unknown), (ROWS as u64, 0), "seed {seed}");
        assert_honest(&emulator, &outcomes, seed);
        assert!(tally.succeeded > 1_800, "{tally:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_key_nothing_is_said_that_is_not_so() {
    for seed in 11..=12 {
        let (emulator, client) = served();
        break_everything(&emulator, seed, false);
        let outcomes = Book::create_many(&client, (0..ROWS).map(numbered)).max_rows_per_call(20).await.unwrap();
        let tally = outcomes.counts();
        println!("seed {seed}: {tally:?}, {:?}", emulator.call_counts());
        assert_eq!(tally.rows(), ROWS as u64);
        assert_honest(&emulator, &outcomes, seed);
        assert!(tally.succeeded > 600 && tally.unknown > 100, "{tally:?}");
    }
}

/// Changes and deletions are repeated, and what is reported of them is so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_and_deletions_are_what_they_say() {
    let (emulator, client) = served();
    let book = |number| serde_json::json!({ "_id": format!("id-{number}"), "title": title(number) });
    emulator.load("book", (0..120).map(book)).unwrap();
    break_everything(&emulator, 21, true);
    let ids = (0..120).map(|number| Id::<Book>::new(format!("id-{number}")));
    let changed =
        Book::update_many(&client, ids.clone().map(|id| (id, Book::patch().set(Book::PAGES, 7)))).await.unwrap();
    let deleted = Book::delete_many(&client, ids.skip(60)).await.unwrap();
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
            Outcome::Failed(_) => assert!(is_there, "{number}"),
            _ => {}
        }
    }
    // Repetitions are limited, so that some end in doubt all the same: how many is a matter of time.
    assert!(changed.counts().succeeded > 50 && deleted.counts().succeeded > 20);
}

/// A token endpoint that is out of order made rows "may be stored", though none of them was sent.
#[tokio::test]
async fn what_was_never_sent_is_not_in_doubt() {
    for (status, body) in
        [(502, "<html>Bad Gateway</html>"), (500, r#"{"code":"SYS_ERR","requestId":"r","message":"m"}"#), (200, "")]
    {
        let service = FakeService::start().await;
        service.refuse_keys(status, body);
        let client = Client::for_emulator(service.address());
        let rows = ["a", "b", "c", "d", "e", "f"].map(new);
        let outcomes = Book::create_many(&client, rows).max_rows_per_call(3).await.unwrap();
        assert_eq!(outcomes.counts().unknown, 0, "{status} {body}: {outcomes:?}");
        assert!(outcomes.iter().all(|outcome| !outcome.is_succeeded()));
        let sent = service.calls().iter().filter(|call| call.line.contains("/odata/")).count();
        assert_eq!(sent, 0);
        let error = outcomes[0].error().unwrap();
        assert!(!error.to_string().contains("may have been applied"), "{error}");
    }
}

/// What a program looks at was in the text of an error about a row, and nowhere else.
#[tokio::test]
async fn an_error_about_a_row_keeps_what_programs_look_at() {
    let service = FakeService::start().await;
    let client = Client::for_emulator(service.address());
    service.answer(200, r#"{"Response":{"RequestId":"r7","Error":{"Code":"InvalidParameter","Message":"m"}}}"#);
    let outcomes = Book::create_many(&client, ["a", "b"].map(new)).await.unwrap();
    let error = outcomes[0].error().unwrap();
    assert_eq!(error.code(), Some(&weda::Code::InvalidParameter));
    assert_eq!((error.status(), error.request_id()), (Some(200), Some("r7")));
    let cause = error.cause().unwrap();
    assert!(error.to_string().contains(&cause.to_string()));
    assert!(std::error::Error::source(error).is_none(), "its text has been said");
}
