//! Calls whose answer does not come in time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use weda_emulator::{Effect, Fault};
use weda_studio::{
    About, Ask, Emulated, Machine, Models, Page, Place, Refused, RefusedKind, Reply, Source, Studio, Write, Written,
};

use crate::support::Fixture;

/// An emulator whose records are read and written slowly, or whose writes are refused.
struct Slow {
    inner: Emulated,
    step: Duration,
    refusal: Option<RefusedKind>,
    writes: Arc<AtomicUsize>,
}

const DEADLINE: Duration = Duration::from_millis(500);

impl Source for Slow {
    fn about(&self) -> About {
        self.inner.about()
    }

    fn models(&self) -> Reply<'_, Models> {
        self.inner.models()
    }

    fn page(&self, ask: Ask) -> Reply<'_, Page> {
        Box::pin(async move {
            tokio::time::sleep(self.step).await;
            self.inner.page(ask).await
        })
    }

    fn record(&self, at: Place, id: String) -> Reply<'_, Option<Value>> {
        self.inner.record(at, id)
    }

    fn names(&self, at: Place, ids: Vec<String>) -> Reply<'_, BTreeMap<String, Option<String>>> {
        self.inner.names(at, ids)
    }

    fn write(&self, at: Place, write: Write) -> Reply<'_, Written> {
        let number = self.writes.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            if let Some(kind) = self.refusal.filter(|_| number == 1) {
                return Err(Refused::new(kind, "refused by the test"));
            }
            tokio::time::sleep(self.step).await;
            self.inner.write(at, write).await
        })
    }

    fn deadline(&self) -> Duration {
        DEADLINE
    }

    fn bulk_deadline(&self) -> Duration {
        DEADLINE
    }

    fn machine(&self) -> Option<&dyn Machine> {
        self.inner.machine()
    }
}

/// A studio over a slow source, and the number of writes that the source got.
fn slow(step: u64, refusal: Option<RefusedKind>) -> (Fixture, Arc<AtomicUsize>) {
    let mut fixture = Fixture::new();
    let writes = Arc::new(AtomicUsize::new(0));
    let inner = Emulated::new(Arc::clone(&fixture.emulator));
    let source = Slow { inner, step: Duration::from_millis(step), refusal, writes: Arc::clone(&writes) };
    fixture.studio = Studio::start(source, "127.0.0.1:0").unwrap();
    (fixture, writes)
}

fn updates(count: u64) -> Value {
    let update = |price: u64| json!({ "id": "B1", "changes": { "price": price } });
    json!({ "at": { "stage": "pre", "model": "book" }, "updates": (1..=count).map(update).collect::<Vec<_>>() })
}

fn outcomes(answer: &Value) -> Vec<&str> {
    answer.as_array().unwrap().iter().map(|one| one["outcome"].as_str().unwrap()).collect()
}

/// The deadline passes in the third of five writes of 200 ms: the first two are known all the same.
#[test]
fn what_a_bulk_did_is_known_after_its_deadline() {
    let (fixture, writes) = slow(200, None);
    let answer = fixture.ok("bulk", &updates(5));
    assert_eq!(outcomes(&answer), ["succeeded", "succeeded", "unknown", "notSent", "notSent"], "{answer}");
    assert_eq!((&answer[2]["error"]["kind"], &answer[2]["error"]["doubt"]), (&json!("timeout"), &json!(true)));
    assert_eq!(writes.load(Ordering::SeqCst), 3);
    assert_eq!(fixture.emulator.record("book", "B1").unwrap().unwrap()["price"], 2);
}

#[test]
fn nothing_more_is_sent_to_a_source_that_is_away_or_too_slow() {
    for (refusal, rest) in
        [(RefusedKind::Timeout, "notSent"), (RefusedKind::Unavailable, "notSent"), (RefusedKind::Conflict, "succeeded")]
    {
        let (fixture, writes) = slow(0, Some(refusal));
        let answer = fixture.ok("bulk", &updates(3));
        assert_eq!(outcomes(&answer), ["succeeded", "failed", rest], "{refusal:?}: {answer}");
        assert_eq!(writes.load(Ordering::SeqCst), if rest == "notSent" { 2 } else { 3 });
    }
}

#[test]
fn only_calls_that_read_are_without_doubt_after_their_deadline() {
    let (fixture, _) = slow(2000, None);
    let at = json!({ "stage": "pre", "model": "book" });
    let error = fixture.refused("page", &json!({ "at": at, "limit": 1 }), 504);
    assert_eq!((&error["kind"], &error["doubt"]), (&json!("timeout"), &json!(false)));
    let write = json!({ "at": at, "write": { "delete": { "ids": ["B2"] } } });
    assert_eq!(fixture.refused("write", &write, 504)["doubt"], true);

    fixture.create("野草");
    fixture.emulator.inject_fault(Fault::new(Effect::Delay(2000)).method("POST")).unwrap();
    let error = fixture.refused("replay", &json!({ "number": 1 }), 504);
    assert_eq!((&error["kind"], &error["doubt"]), (&json!("timeout"), &json!(true)));
}

/// Each of both exchanges takes less than the time of a replay, and both together more.
#[test]
fn a_replay_has_one_deadline_for_its_token_and_itself() {
    let fixture = Fixture::new();
    fixture.create("野草");
    fixture.emulator.inject_fault(Fault::new(Effect::Delay(5000)).method("POST")).unwrap();
    let start = Instant::now();
    let error = fixture.refused("replay", &json!({ "number": 1 }), 504);
    assert_eq!((&error["kind"], &error["doubt"]), (&json!("unavailable"), &json!(true)), "{error}");
    let took = start.elapsed();
    assert!(took > Duration::from_millis(7500) && took < Duration::from_millis(9500), "{took:?}");
}

/// The studio has every call of the list.
#[test]
fn the_page_is_told_the_calls_that_read() {
    let fixture = Fixture::new();
    let about = fixture.ok("about", &json!({}));
    let reads: Vec<&str> = about["reads"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    for name in &reads {
        assert_ne!(fixture.call(name, &json!({})).json()["error"]["kind"], "notFound", "{name}");
    }
    for name in
        ["write", "bulk", "import", "replay", "publish", "reset", "set-profile", "inject", "heal", "advance", "expire"]
    {
        assert!(!reads.contains(&name), "{name}");
    }
}

impl Fixture {
    /// Creates a book as a program does; the create is request 1 of the log.
    fn create(&self, title: &str) {
        let basic = "Basic ZW11bGF0b3ItaWQ6ZW11bGF0b3Ita2V5";
        let body = r#"{"grant_type":"client_credentials"}"#;
        let answer: Value =
            serde_json::from_str(&self.front_door("POST", "/auth/v1/token/clientCredential", basic, body)).unwrap();
        let bearer = format!("Bearer {}", answer["access_token"].as_str().unwrap());
        self.front_door("POST", "/weda/odata/v1/pre/book", &bearer, &json!({ "title": title }).to_string());
    }
}
