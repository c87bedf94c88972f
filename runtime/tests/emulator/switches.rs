//! Both positions of every switch, in the client and in the emulator: what one does not say the other does not take.

mod select;

use serde_json::json;
use weda::prelude::*;
use weda::{Code, Dialect, ErrorKind, Filter, Query};
use weda_emulator::profile::Accept;
use weda_emulator::{Definition, Emulator, Profile};

use crate::fixture::{Author, Book, definitions, speaking};
use crate::service::FakeService;

/// A view that reads books without a title, too.
#[weda_model("book")]
#[derive(Debug)]
struct AnyBook {
    id: Id<AnyBook>,
}

/// Something that a query can ask for once a switch is on.
struct Feature {
    /// The switch of the client.
    say: fn(Dialect, bool) -> Dialect,
    /// The switch of the emulator, and its name.
    take: (fn(&mut Accept) -> &mut bool, &'static str),
    ask: fn(Query<Book>) -> Query<Book>,
    /// The refusal while the switch of the client is off; the rest of the sentence is pinned beside the writer.
    refusal: Option<&'static str>,
    finds: &'static [&'static str],
}

fn features() -> Vec<Feature> {
    let feature = |say, take, ask, refusal, finds| Feature { say, take, ask, refusal, finds };
    vec![
        feature(
            Dialect::starts_with,
            (|accept| &mut accept.starts_with, "starts_with"),
            |query| query.filter(Book::TITLE.starts_with("红")),
            Some("`starts_with` on field `title`: "),
            &["b1", "b2"],
        ),
        feature(
            Dialect::ends_with,
            (|accept| &mut accept.ends_with, "ends_with"),
            |query| query.filter(Book::TITLE.ends_with("梦")),
            Some("`ends_with` on field `title`: "),
            &["b1"],
        ),
        feature(
            Dialect::null_filters,
            (|accept| &mut accept.null, "null"),
            |query| query.filter(Book::PRICE.is_null() & Book::TITLE.contains("星")),
            Some("`is_null` on field `price`: "),
            &["b2"],
        ),
        feature(
            Dialect::null_filters,
            (|accept| &mut accept.null, "null"),
            |query| query.filter(Book::PUBLISHED.is_not_null()),
            Some("`is_not_null` on field `published`: "),
            &["b3"],
        ),
        feature(
            Dialect::not,
            (|accept| &mut accept.not, "not"),
            |query| query.filter(!(Book::TITLE.contains("红") | Book::PRICE.gt(100))),
            Some("`!` before `contains` on field `title`: "),
            &["b3"],
        ),
        feature(
            Dialect::not,
            (|accept| &mut accept.not, "not"),
            |query| query.filter(!Filter::<Book>::raw_unchecked("title eq '围城' or price eq 59.7")),
            Some("`!` before `raw_unchecked`: "),
            &["b2"],
        ),
        feature(
            Dialect::native_ge_le,
            (|accept| &mut accept.ge_le, "ge_le"),
            |query| query.filter(Book::PRICE.in_range(39..=50)),
            None,
            &["b3"],
        ),
        feature(
            Dialect::relation_filters,
            (|accept| &mut accept.relation_filters, "relation_filters"),
            |query| query.filter(Book::AUTHOR.eq(Id::<Author>::new("a1"))),
            Some("a filter on field `author`: "),
            &["b3"],
        ),
        feature(
            Dialect::relation_filters,
            (|accept| &mut accept.relation_filters, "relation_filters"),
            |query| query.order_by(Book::AUTHOR.desc()).top(1),
            Some("sorting by field `author`: "),
            &["b1"],
        ),
        feature(
            Dialect::several_sort_fields,
            (|accept| &mut accept.several_sort_fields, "several_sort_fields"),
            |query| query.order_by(Book::IN_PRINT.desc()).order_by(Book::TITLE.asc()),
            Some("sorting by `inPrint` and then by `title`: "),
            &["b3", "b2", "b1"],
        ),
        feature(
            Dialect::select,
            (|accept| &mut accept.select, "select"),
            |query| query.filter(Book::TITLE.eq("围城")),
            None,
            &["b3"],
        ),
    ]
}

fn emulator(accept: fn(&mut Accept) -> &mut bool, on: bool) -> Emulator {
    let mut profile = if on { Profile::documented() } else { Profile::lenient() };
    *accept(&mut profile.accept) = on;
    let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
    let books = [
        json!({ "_id": "b1", "title": "红楼梦", "price": 59.7, "author": { "_id": "a2" } }),
        json!({ "_id": "b2", "title": "红星" }),
        json!({ "_id": "b3", "title": "围城", "price": 39, "inPrint": true, "published": 0, "author": { "_id": "a1" } }),
    ];
    emulator.load("book", books).unwrap();
    emulator
}

#[tokio::test]
async fn off_in_the_client_nothing_is_sent() {
    let service = FakeService::start().await;
    let client = Client::for_emulator(service.address());
    for Feature { ask, refusal, .. } in features() {
        let Some(refusal) = refusal else { continue };
        let query = ask(Book::query(&client));
        for error in [
            query.preview().unwrap_err(),
            query.clone().await.unwrap_err(),
            query.clone().count().await.unwrap_err(),
            query.clone().first().await.unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::NotEnabled);
            assert!(error.to_string().starts_with(refusal), "{error}");
            assert!(error.to_string().contains("(true)` on the client"), "{error}");
        }
    }
    assert!(service.calls().is_empty());
}

#[tokio::test]
async fn off_in_the_emulator_it_is_refused_by_its_name() {
    for Feature { say, take: (accept, name), ask, .. } in features() {
        let emulator = emulator(accept, false);
        let dialect = say(Dialect::documented(), true);
        let error = ask(Book::query(&speaking(&emulator, dialect))).await.unwrap_err();
        assert_eq!(error.code(), Some(&Code::InvalidParameter), "{error}");
        assert!(error.to_string().contains(&format!("`accept.{name}`")), "{error}");
    }
}

#[tokio::test]
async fn on_in_both_it_finds_what_it_says() {
    for Feature { say, take: (accept, name), ask, finds, .. } in features() {
        let emulator = emulator(accept, true);
        let dialect = say(Dialect::documented(), true);
        let found = ask(Book::query(&speaking(&emulator, dialect))).await.unwrap();
        let found: Vec<&str> = found.iter().map(|book| book.id.as_str()).collect();
        assert_eq!(found, finds, "{name}");
    }
}

/// Fields that new records must have could not be asked for null, nor those that settings alone call optional.
/// What a definition asks of new records was taken for what every record has.
/// Records may be older than the definition: any field can be asked.
#[tokio::test]
async fn a_field_that_new_records_must_have_may_lack_a_value() {
    let before = r#"{ "properties": { "title": { "type": "string" } } }"#;
    let before = Definition::parse("book", "book.json", before).unwrap();
    let emulator = Emulator::builder().definitions(before).profile(Profile::lenient()).start().unwrap();
    emulator.load("book", [json!({ "_id": "old" }), json!({ "_id": "new", "title": "围城" })]).unwrap();
    let dialect = Dialect::documented().null_filters(true);
    let client = speaking(&emulator, dialect);
    let cases: [(Filter<Book>, &[&str]); 3] =
        [(Book::TITLE.is_null(), &["old"]), (Book::TITLE.is_not_null(), &["new"]), (Book::ID.is_null(), &[])];
    for (filter, ids) in cases {
        let found = AnyBook::query(&client).filter(filter).await.unwrap();
        assert_eq!(found.iter().map(|book| book.id.as_str()).collect::<Vec<_>>(), ids);
    }
}

/// Filters that documented operators can express use those, and need no switch.
#[tokio::test]
async fn off_in_both_the_documented_words_find_the_same() {
    for Feature { take: (accept, name), ask, refusal, finds, .. } in features() {
        let emulator = emulator(accept, false);
        if refusal.is_none() {
            let found = ask(Book::query(&Client::for_emulator(emulator.address()))).await.unwrap();
            let found: Vec<&str> = found.iter().map(|book| book.id.as_str()).collect();
            assert_eq!(found, finds, "{name}");
        }
    }
}
