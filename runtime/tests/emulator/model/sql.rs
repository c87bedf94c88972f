//! SQL through the data-model gateway.

#[path = "sql/names.rs"]
mod names;
#[path = "sql/templates.rs"]
mod templates;
#[path = "sql/values.rs"]
mod values;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use weda::prelude::*;
use weda::{EnvType, ErrorKind};
use weda_emulator::{Effect, Emulator, Fault, Profile};

use crate::fixture::{Book, connect, definitions};

const COMMAND: &str = "/mysqlCommand";
const DETAIL: &str = "/dataSourceAggregateDetail";

/// Books on two shelves in `prod`, one in `pre`, and a client for `pre`.
fn library(change: impl FnOnce(&mut Profile)) -> (Emulator, Client) {
    let profile = Profile::documented().with(change);
    let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
    let load = |model: &str, records: Value| emulator.load(model, records.as_array().unwrap().clone()).unwrap();
    load("prod/shelf", json!([{ "_id": "S1", "name": "小说" }, { "_id": "S2", "name": "History" }]));
    load(
        "prod/book",
        json!([
            { "_id": "B1", "title": "红楼梦", "price": 59.5, "pages": 1200, "inPrint": true, "tags": ["古典", "a\"b"],
              "shelf": "S1", "addedAt": 1_767_196_800_000_i64, "published": 1_725_120_000_000_i64, "备注": "O'Brien" },
            { "_id": "B2", "title": "围城", "price": 30, "pages": 359, "inPrint": false, "shelf": "S1", "备注": "{{ x }}" },
            { "_id": "B3", "title": "史记", "price": 100, "shelf": "S2", "备注": "a\\b\"c`" }
        ]),
    );
    load("book", json!([{ "_id": "T1", "title": "试用", "price": 1 }]));
    let client = connect(emulator.address());
    (emulator, client)
}

/// The number of requests to a path.
fn sent(emulator: &Emulator, path: &str) -> usize {
    emulator.log().iter().filter(|entry| entry.target.contains(path)).count()
}

#[derive(Debug, Deserialize, PartialEq)]
struct Shelved {
    name: String,
    books: i64,
    mean: f64,
}

#[tokio::test]
async fn aggregates_over_two_models() {
    let (emulator, client) = library(|_| ());
    let shelves = client.sql(
        "select s.name, count(*) as books, avg({{ book }}.price) as mean from {{ book }} -- all of them
         join `{{ shelf }}` s on s._id = {{book}}.shelf where {{ book }}.price > {{ min }}
         group by s.name order by books desc; # the end",
    );
    let rows: Vec<Shelved> = shelves.clone().bind("min", 1).await.unwrap();
    let row = |name: &str, books, mean| Shelved { name: name.to_owned(), books, mean };
    assert_eq!(rows, [row("小说", 2, 44.75), row("History", 1, 100.0)]);
    let rows: Vec<Shelved> = shelves.clone().bind("min", 59.5).await.unwrap();
    assert_eq!(rows, [row("History", 1, 100.0)]);
    let rows: Vec<Shelved> = shelves.bind("min", 100).await.unwrap();
    assert!(rows.is_empty());
    assert_eq!((sent(&emulator, DETAIL), sent(&emulator, COMMAND)), (2, 3), "each table is looked up once");
}

/// The environment type of the client does not count: a report over the trial data must not pass for one over live data.
#[tokio::test]
async fn published_data_unless_trial_data_are_asked_for() {
    let (_emulator, client) = library(|_| ());
    for client in [client.with_env_type(EnvType::Prod), client] {
        let titles = client.sql::<String>("select title from {{ book }} order by price");
        assert_eq!(titles.clone().await.unwrap(), ["围城", "红楼梦", "史记"]);
        assert_eq!(titles.env_type(EnvType::Pre).await.unwrap(), ["试用"]);
    }
}

#[tokio::test]
async fn rows_have_every_form() {
    let (_emulator, client) = library(|_| ());
    #[derive(Debug, Deserialize)]
    struct Row {
        #[serde(rename = "_id")]
        id: Id<Book>,
        pages: Option<i64>,
        #[serde(rename = "inPrint")]
        in_print: Option<bool>,
        tags: Option<Vec<String>>,
        #[serde(rename = "addedAt")]
        added_at: Option<DateTime>,
        备注: String,
    }
    let rows: Vec<Row> = client.sql("select * from {{ book }} order by _id").await.unwrap();
    assert_eq!(rows[0].tags.as_deref(), Some(&["古典".to_owned(), "a\"b".to_owned()][..]));
    assert_eq!((rows[0].in_print, rows[1].in_print, rows[2].in_print), (Some(true), Some(false), None));
    assert_eq!((rows[0].pages, rows[2].pages, rows[2].tags.is_none()), (Some(1200), None, true));
    assert_eq!(rows[0].added_at.map(DateTime::as_millis), Some(1_767_196_800_000));
    assert_eq!((rows[2].id.as_str(), rows[2].备注.as_str()), ("B3", "a\\b\"c`"));

    let maps: Vec<Map<String, Value>> =
        client.sql("select title, pages from {{ book }} where _id = 'B3'").await.unwrap();
    assert_eq!(Value::from(maps), json!([{ "title": "史记", "pages": null }]));
    let none: Option<f64> = client.sql("select avg(price) from {{ book }} where _id = ''").one().await.unwrap();
    assert_eq!(none, None);

    for (text, part) in [
        ("select price as x from {{ book }} order by price", "returned 3 rows, expected one"),
        ("select price as x from {{ book }} where price < 0", "returned 0 rows, expected one"),
    ] {
        let error = client.sql::<f64>(text).one().await.unwrap_err();
        assert!(error.kind() == ErrorKind::Decode && error.to_string().contains(part), "{error}");
    }
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Wrong {
        title: String,
        pages: i64,
    }
    let error = client.sql::<Wrong>("select title, pages from {{ book }} order by _id").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Decode, 1));
    assert!(error.to_string().contains("row 3, column `pages`: found null, expected i64"), "{error}");
    assert!(error.request_id().is_some() && error.in_doubt().is_none());
}

/// The service takes writes in one position of the switch, and the client sends none in either.
#[tokio::test]
async fn statements_that_write_are_not_sent() {
    for sql_writes in [false, true] {
        let (emulator, client) = library(|profile| profile.model_api.sql_writes = sql_writes);
        for text in [
            "update {{ book }} set price = 0",
            "/* select */ delete from {{ book }}",
            "insert into {{ book }} (_id) values ('x')",
            "replace into {{ book }} (_id) values ('x')",
            "select 1 from {{ book }}; delete from {{ book }}",
            "with x as (select 1) delete from {{ book }}",
            "select 1 from {{ book }} /*! for update */",
            "select 1 from {{ book }} for update",
            "select title into outfile '/tmp/x' from {{ book }}",
            "select '\\'; delete from {{ book }}; -- '",
        ] {
            let error = client.sql::<i64>(text).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidValue, "{text}: {error}");
            assert!(error.to_string().starts_with("the statement "), "{error}");
        }
        assert!(emulator.log().is_empty());
        assert_eq!(client.read_only().sql::<i64>("select count(*) from {{ book }}").one().await.unwrap(), 3);
        assert_eq!(client.sql::<f64>("select max(price) from {{ book }}").one().await.unwrap(), 100.0);
    }
}

#[tokio::test]
async fn a_statement_is_retried_like_every_read() {
    let (emulator, client) = library(|_| ());
    for effect in [Effect::DropAfter, Effect::Half, Effect::Refuse("OPERATION_TIMEOUT".to_owned())] {
        emulator.inject_fault(Fault::new(effect).path(COMMAND).times(1)).unwrap();
        assert_eq!(client.sql::<i64>("select count(*) from {{ book }}").one().await.unwrap(), 3);
    }
    assert_eq!((sent(&emulator, COMMAND), sent(&emulator, DETAIL)), (6, 1));
}

#[tokio::test]
async fn refusals_of_the_database() {
    let (emulator, client) = library(|_| ());
    let error = client.sql::<i64>("select nothing from {{ book }}").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 1), "{error}");
    assert!(error.message().is_some_and(|message| message.contains("nothing")), "{error}");
    // A model may have another table by now: the next statement looks it up again.
    client.sql::<i64>("select count(*) from {{ book }}").await.unwrap();
    assert_eq!(sent(&emulator, DETAIL), 2);

    let key = "emulator-publishable-key-1";
    let emulator = Emulator::builder().definitions(definitions()).publishable_key(key).start().unwrap();
    let visitor = crate::fixture::builder().base_url(emulator.url()).token(key).build().unwrap();
    let error = visitor.sql::<i64>("select 1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Permission, "{error}");
    assert!(error.to_string().contains("use the environment's keys or an API key"), "{error}");
    assert!(!error.to_string().contains(key));
}
