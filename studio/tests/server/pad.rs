//! SQL, groups, plans and reasons, as the page asks for them.

use std::io::Write as _;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use weda_emulator::Definition;
use weda_studio::{About, Ask, Emulated, Models, Page, Place, Reply, Source, Studio, Write, Written};

use crate::support::Fixture;

fn sql(text: &str) -> Value {
    json!({ "stage": "pre", "text": text })
}

fn book() -> Value {
    json!({ "stage": "pre", "model": "book" })
}

#[test]
fn a_select_gives_a_table() {
    let fixture = Fixture::new();
    let table = fixture.ok("sql", &sql("SELECT title, stock, price FROM book ORDER BY price DESC"));
    assert_eq!(table["columns"], json!(["title", "stock", "price"]));
    // A number that JavaScript would change is a text in an object.
    assert_eq!(table["rows"], json!([["呐喊", { "$n": "9007199254740993" }, 28.5], ["彷徨", null, null]]));
    assert_eq!((&table["isCut"], table["micros"].as_u64() > Some(0)), (&json!(false), true));
    let many = (0..10_100).map(|index| json!({ "title": format!("书{index}") }));
    fixture.emulator.load("book", many).unwrap();
    let table = fixture.ok("sql", &sql("SELECT title FROM book"));
    assert_eq!((table["rows"].as_array().unwrap().len(), &table["isCut"]), (10_000, &json!(true)));
    let prod = fixture.ok("sql", &json!({ "stage": "prod", "text": "SELECT count(*) AS n FROM book" }));
    assert_eq!(prod["rows"], json!([[0]]));
}

#[test]
fn errors_have_their_place_and_hostile_statements_do_nothing() {
    let fixture = Fixture::new();
    let error = fixture.refused("sql", &sql("SELECT title,\n  prize FROM book"), 400);
    assert_eq!((&error["kind"], &error["at"]), (&json!("invalid"), &json!(17)), "{error}");
    for text in [
        "DELETE FROM book",
        "INSERT INTO book (title) VALUES ('x') RETURNING title",
        "ATTACH '/etc/passwd' AS x",
        "PRAGMA query_only = 0",
        "SELECT load_extension('x')",
        "SELECT 1; DELETE FROM book",
    ] {
        assert_eq!(fixture.refused("sql", &sql(text), 400)["kind"], "invalid", "{text}");
    }
    assert_eq!(fixture.ok("sql", &sql("SELECT count(*) FROM book"))["rows"], json!([[2]]));
    assert_eq!(fixture.refused("sql", &json!({ "stage": "none", "text": "SELECT 1" }), 400)["kind"], "invalid");
}

/// Joins that would take hours.
const BOMB: &str =
    "SELECT count(*) FROM book a, book b, book c, book d WHERE CONCAT(a.title, b.title, c.title, d.title) = ''";

/// The number of parts of a filter that takes seconds.
const SLOW_PARTS: usize = 400;

impl Fixture {
    /// Sends a call without waiting for its answer.
    fn begin(&self, name: &str, body: &Value) -> TcpStream {
        let (address, body) = (self.address(), body.to_string());
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "POST /api/v1/{name} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.token(),
            body.len()
        )
        .unwrap();
        stream
    }
}

#[test]
fn a_page_that_goes_stops_its_statement() {
    let fixture = Fixture::new();
    fixture.emulator.load("book", (0..2000).map(|index| json!({ "title": format!("书{index}") }))).unwrap();
    // More than may run at once: were they not stopped, the next call would wait until they time out.
    let streams: Vec<TcpStream> = (0..10).map(|_| fixture.begin("sql", &sql(BOMB))).collect();
    thread::sleep(Duration::from_millis(700));
    let asked = Instant::now();
    let name = fixture.emulator.list("book", &weda_emulator::ListRequest::default()).unwrap().count;
    assert_eq!(name, 2002);
    assert!(asked.elapsed() < Duration::from_secs(3), "the emulator waits for statements: {:?}", asked.elapsed());
    drop(streams);
    let asked = Instant::now();
    fixture.ok("about", &json!({}));
    fixture.ok("sql", &sql("SELECT 1"));
    assert!(asked.elapsed() < Duration::from_secs(4), "{:?}", asked.elapsed());
}

/// A filter that takes seconds: nothing has its parts.
fn slow_filter() -> String {
    (0..SLOW_PARTS).map(|part| format!("contains(title,'甲{part}')")).collect::<Vec<_>>().join(" or ")
}

/// The store is held by reads in place. Were they not stopped, programs would wait for all of them.
#[test]
fn a_page_that_goes_stops_its_reads() {
    let fixture = Fixture::new();
    fixture.emulator.load("book", (0..20_000).map(|index| json!({ "title": format!("书{index}") }))).unwrap();
    let place = json!({ "stage": "pre", "model": "book" });
    let reads = [
        ("page", json!({ "at": place, "filter": slow_filter(), "sort": [], "offset": 0, "limit": 10 })),
        ("why", json!({ "at": place, "filter": slow_filter() })),
        ("group", json!({ "at": place, "filter": slow_filter(), "by": { "field": "title" } })),
    ];
    for (name, body) in reads {
        let streams: Vec<TcpStream> = (0..4).map(|_| fixture.begin(name, &body)).collect();
        thread::sleep(Duration::from_millis(500));
        let asked = Instant::now();
        drop(streams);
        assert!(fixture.emulator.record("book", "B1").unwrap().is_some());
        println!("{name} {:?}", asked.elapsed());
        assert!(asked.elapsed() < Duration::from_secs(1), "{name}: {:?}", asked.elapsed());
    }
}

#[test]
fn a_statement_that_takes_too_long_says_so() {
    let fixture = Fixture::new();
    fixture.emulator.load("book", (0..2000).map(|index| json!({ "title": format!("书{index}") }))).unwrap();
    let error = fixture.refused("sql", &sql(BOMB), 504);
    assert!(error["message"].as_str().unwrap().contains("longer than 10 seconds"), "{error}");
}

#[test]
fn groups_reasons_and_plans_are_answers() {
    let fixture = Fixture::new();
    let groups = fixture.ok("group", &json!({ "at": book(), "by": { "field": "author", "of": "price" } }));
    assert_eq!(
        groups["groups"],
        json!([
            { "key": null, "count": 1, "values": 0, "sum": 0.0 },
            { "key": "A1", "count": 1, "values": 1, "sum": 28.5 },
        ])
    );
    assert_eq!(
        (&groups["totalGroups"], &groups["total"]["count"], &groups["read"]),
        (&json!(2), &json!(2), &Value::Null)
    );
    let error = fixture.refused("group", &json!({ "at": book(), "by": { "field": "title", "period": "year" } }), 400);
    assert!(error["message"].as_str().unwrap().contains("use day, week or month"), "{error}");

    let reasons = fixture.ok("why", &json!({ "at": book(), "filter": "title eq '呐 喊' and price gt 20" }));
    assert_eq!(
        reasons,
        json!([
            { "text": "title eq '呐 喊'", "at": 1, "alone": 0, "so_far": 0, "hints": [{ "hint": "case", "found": "呐喊" }] },
            { "text": "price gt 20", "at": 20, "alone": 1, "so_far": 0, "hints": [] },
        ])
    );
    assert_eq!(fixture.refused("why", &json!({ "at": book(), "filter": "title is 'x'" }), 400)["at"], 7);

    fixture.front_door("GET", "/weda/odata/v1/pre/book?$filter=price%20gt%2020", "Bearer none", "");
    let error = fixture.refused("plan", &json!({ "number": 77 }), 404);
    assert_eq!(error["kind"], "notFound");
    let plan = fixture.ok("plan", &json!({ "number": 0 }));
    assert_eq!(
        (&plan["statement"], &plan["scans"], &plan["read"]),
        (
            &json!("SELECT place FROM book WHERE \"price\" > ?1 ORDER BY place LIMIT ?2 OFFSET ?3"),
            &json!(true),
            &json!(2)
        )
    );
}

/// An emulator of which the studio sees no more than pages, as of an environment.
struct Plain(Emulated);

impl Source for Plain {
    fn about(&self) -> About {
        self.0.about()
    }

    fn models(&self) -> Reply<'_, Models> {
        self.0.models()
    }

    fn page(&self, ask: Ask) -> Reply<'_, Page> {
        self.0.page(ask)
    }

    fn record(&self, at: Place, id: String) -> Reply<'_, Option<Value>> {
        self.0.record(at, id)
    }

    fn names(&self, at: Place, ids: Vec<String>) -> Reply<'_, std::collections::BTreeMap<String, Option<String>>> {
        self.0.names(at, ids)
    }

    fn write(&self, at: Place, write: Write) -> Reply<'_, Written> {
        self.0.write(at, write)
    }
}

#[test]
fn a_source_that_cannot_group_counts_what_it_reads() {
    let definition = r#"{ "properties": { "name": { "type": "string" }, "day": { "type": "number", "format": "date" },
        "tags": { "type": "array", "items": { "type": "string" } }, "n": { "type": "number" } } }"#;
    let emulator = weda_emulator::Emulator::builder()
        .definitions(Definition::parse("item", "item.json", definition).unwrap())
        .start()
        .unwrap();
    let record = |index: i64| {
        let day = 577_000_000_000 + index % 90 * 86_400_000;
        json!({ "name": format!("n{}", index % 7), "day": day, "n": index % 5, "tags": vec![format!("t{}", index % 2); (index % 3) as usize] })
    };
    emulator.load("item", (0..900).map(record)).unwrap();
    let emulator = std::sync::Arc::new(emulator);
    let [whole, plain] = [false, true].map(|is_plain| {
        let source = Emulated::new(std::sync::Arc::clone(&emulator));
        let studio = match is_plain {
            true => Studio::start(Plain(source), "127.0.0.1:0"),
            false => Studio::start(source, "127.0.0.1:0"),
        };
        Fixture { emulator: std::sync::Arc::clone(&emulator), studio: studio.unwrap() }
    });
    let at = json!({ "stage": "pre", "model": "item" });
    for by in [
        json!({ "field": "name", "of": "n" }),
        json!({ "field": "tags" }),
        json!({ "field": "day", "period": "week", "of": "n" }),
        json!({ "field": "day", "period": "month" }),
    ] {
        let ask = json!({ "at": at, "filter": "n lt 4", "by": by });
        // The order of equal counts is not defined.
        let sorted = |mut answer: Value| {
            answer["groups"].as_array_mut().unwrap().sort_by_key(|group| group["key"].to_string());
            answer
        };
        assert_eq!(sorted(plain.ok("group", &ask)), sorted(whole.ok("group", &ask)), "{by}");
    }
    emulator.load("item", (0..5000).map(record)).unwrap();
    let groups = plain.ok("group", &json!({ "at": at, "by": { "field": "name" } }));
    assert_eq!((&groups["read"], &groups["total"]["count"]), (&json!(5000), &json!(5000)));
    for (name, body) in [("sql", sql("SELECT 1")), ("why", json!({ "at": at, "filter": "n eq 1" }))] {
        assert_eq!(plain.refused(name, &body, 400)["kind"], "unsupported");
    }
}
