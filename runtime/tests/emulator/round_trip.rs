//! Written values are returned by every read call, and can be changed and cleared.

use std::future::IntoFuture as _;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use weda::prelude::*;
use weda::{Create, Date, DateTime, Json, Patch, TimeOfDay};
use weda_emulator::Emulator;

use crate::fixture::{Author, Book, Shelf, new, served};

/// The optional fields of a book; `None` for an unset or cleared field.
#[derive(Debug, Clone)]
struct Values {
    title: String,
    price: Option<f64>,
    pages: Option<i64>,
    in_print: Option<bool>,
    added_at: Option<i64>,
    published: Option<i64>,
    opens: Option<i64>,
    genre: Option<&'static str>,
    readers: Option<Vec<&'static str>>,
    tags: Option<Vec<String>>,
    marks: Option<Vec<f64>>,
    maker: Option<Value>,
    extra: Option<Value>,
    shelf: Option<String>,
    author: Option<String>,
    note: Option<String>,
}

/// Calls `$set` for each field with a value, `$clear` for each without.
macro_rules! each_field {
    ($values:expr, $set:ident, $clear:ident) => {{
        let values = $values.clone();
        each_field!(@ $set $clear PRICE values.price);
        each_field!(@ $set $clear PAGES values.pages);
        each_field!(@ $set $clear IN_PRINT values.in_print);
        each_field!(@ $set $clear ADDED_AT values.added_at.map(DateTime::from_millis));
        each_field!(@ $set $clear PUBLISHED values.published.map(Date::from_millis));
        each_field!(@ $set $clear OPENS values.opens.map(TimeOfDay::from_millis));
        each_field!(@ $set $clear GENRE values.genre);
        each_field!(@ $set $clear READERS values.readers);
        each_field!(@ $set $clear TAGS values.tags);
        each_field!(@ $set $clear MARKS values.marks);
        each_field!(@ $set $clear MAKER values.maker);
        each_field!(@ $set $clear EXTRA values.extra.map(Json));
        each_field!(@ $set $clear SHELF values.shelf.map(Id::<Shelf>::new));
        each_field!(@ $set $clear AUTHOR values.author.map(Id::<Author>::new));
        each_field!(@ $set $clear 备注 values.note);
    }};
    (@ $set:ident $clear:ident $field:ident $value:expr) => {
        match $value {
            Some(value) => $set!(Book::$field, value),
            None => $clear!(Book::$field),
        }
    };
}

impl Values {
    fn create(&self) -> Create<Book> {
        let mut create = new(&self.title).into_create();
        macro_rules! set {
            ($field:expr, $value:expr) => {
                create = create.set($field, $value)
            };
        }
        macro_rules! leave {
            ($field:expr) => {{}};
        }
        each_field!(self, set, leave);
        create
    }

    fn patch(&self) -> Patch<Book> {
        let mut patch = Book::patch().set(Book::TITLE, &self.title);
        macro_rules! set {
            ($field:expr, $value:expr) => {
                patch = patch.set($field, $value)
            };
        }
        macro_rules! clear {
            ($field:expr) => {
                patch = patch.clear($field)
            };
        }
        each_field!(self, set, clear);
        patch
    }

    /// Returns the book with these values, without the fields that the service sets.
    fn book(&self, made: &Book) -> Book {
        let values = self.clone();
        let texts = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect();
        Book {
            title: values.title,
            price: values.price,
            pages: values.pages,
            in_print: values.in_print,
            added_at: values.added_at.map(DateTime::from_millis),
            published: values.published.map(Date::from_millis),
            opens: values.opens.map(TimeOfDay::from_millis),
            genre: values.genre.map(str::to_owned),
            readers: values.readers.map(texts),
            tags: values.tags,
            marks: values.marks,
            maker: values.maker.map(Json),
            extra: values.extra.map(Json),
            shelf: values.shelf.map(Id::new),
            author: values.author.map(Id::new),
            备注: values.note,
            ..made.clone()
        }
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[a'\"\\\\{}\\[\\]李😀 ]{0,6}"].prop_map(|text| text.chars().take(60).collect())
}

fn double() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>().prop_filter("JSON has no others", |double| double.is_finite()),
        (-9_i32..9).prop_map(f64::from),
    ]
}

fn object() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text().prop_map(Value::from)
    ];
    let inner = leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::hash_map(text(), inner, 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    prop::collection::hash_map(text(), inner, 0..3).prop_map(|members| Value::Object(members.into_iter().collect()))
}

/// The id of another record: any text without a special meaning.
fn id() -> impl Strategy<Value = String> {
    "[0-9A-Za-z'%/李]{1,12}"
}

fn values() -> impl Strategy<Value = Values> {
    let maybe = prop::option::of::<BoxedStrategy<i64>>;
    let plain = (text(), prop::option::of(double()), maybe(any::<i64>().boxed()), any::<Option<bool>>());
    let times = (maybe(any::<i64>().boxed()), maybe(any::<i64>().boxed()), maybe((0..86_400_000_i64).boxed()));
    let keys = || prop::sample::select(vec!["儿童", "青年", "成人"]);
    let choices = (
        prop::option::of(prop::sample::select(vec!["小说", "诗歌"])),
        prop::option::of(prop::collection::vec(keys(), 0..3)),
    );
    let lists = (
        prop::option::of(prop::collection::vec(text(), 0..4)),
        prop::option::of(prop::collection::vec(double(), 0..4)),
    );
    let maker = (text(), prop::option::of(any::<i64>()))
        .prop_map(|(name, founded)| json!({ "name": name, "founded": founded }));
    let objects = (prop::option::of(maker), prop::option::of(object()));
    let others = (prop::option::of(id()), prop::option::of(id()), prop::option::of(text()));
    (plain, times, choices, lists, objects, others).prop_map(|(plain, times, choices, lists, objects, others)| Values {
        title: plain.0,
        price: plain.1,
        pages: plain.2,
        in_print: plain.3,
        added_at: times.0,
        published: times.1,
        opens: times.2,
        genre: choices.0,
        readers: choices.1,
        tags: lists.0,
        marks: lists.1,
        maker: objects.0,
        extra: objects.1,
        shelf: others.0,
        author: others.1,
        note: others.2,
    })
}

#[test]
fn every_value_comes_back_as_it_was_written() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (emulator, client) = served();
    let config = Config { cases: 150, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&(values(), values()), |(first, second)| {
            with_authors(&emulator, [&first, &second]);
            let created = runtime.block_on(Book::create(&client, first.create()).into_future()).unwrap();
            prop_assert_eq!(&created, &first.book(&created));
            let read = || runtime.block_on(Book::get(&client, &created.id).into_future()).unwrap();
            let listed = runtime.block_on(Book::query(&client).filter(Book::ID.eq(&created.id)).into_future()).unwrap();
            prop_assert_eq!(read(), Some(created.clone()));
            prop_assert_eq!(listed, vec![created.clone()]);

            runtime.block_on(Book::update(&client, &created.id, second.patch()).into_future()).unwrap();
            prop_assert_eq!(read(), Some(second.book(&created)));
            Ok(())
        })
        .unwrap();
}

/// Adds the authors of books: a relation to a record that does not exist may be read as none.
fn with_authors<const N: usize>(emulator: &Emulator, books: [&Values; N]) {
    let authors = books.iter().filter_map(|values| values.author.as_ref());
    for author in authors {
        let known = emulator.records("author").unwrap().iter().any(|record| record["_id"] == author.as_str());
        if !known {
            emulator.load("author", [json!({ "_id": author, "name": "x" })]).unwrap();
        }
    }
}

/// Without randomness.
#[tokio::test]
async fn every_kind_is_set_read_and_cleared() {
    let (emulator, client) = served();
    let full = Values {
        title: "围城".into(),
        price: Some(39.5),
        pages: Some(9_007_199_254_740_993),
        in_print: Some(true),
        added_at: Some(1_646_034_692_306),
        published: Some(1_725_120_000_000),
        opens: Some(28_800_000),
        genre: Some("小说"),
        readers: Some(vec!["青年", "成人"]),
        tags: Some(vec!["a\"b".into(), String::new()]),
        marks: Some(vec![4.5, 5.0]),
        maker: Some(json!({ "name": "人民文学", "founded": 1951 })),
        extra: Some(json!({ "颜色": ["红", null], "n": 0.1 })),
        shelf: Some("s1".into()),
        author: Some("a1".into()),
        note: Some("它\n与'他'".into()),
    };
    with_authors(&emulator, [&full]);
    let created = Book::create(&client, full.create()).await.unwrap();
    assert_eq!(created, full.book(&created));
    // Only one interface returns lists of related records.
    assert!(created.chapters.as_ref().is_none_or(Vec::is_empty));
    assert_eq!(created.serial.as_deref(), Some("B-01000"));

    let empty = Values {
        title: "围城".into(),
        price: None,
        pages: None,
        in_print: None,
        added_at: None,
        published: None,
        opens: None,
        genre: None,
        readers: None,
        tags: None,
        marks: None,
        maker: None,
        extra: None,
        shelf: None,
        author: None,
        note: None,
    };
    Book::update(&client, &created.id, empty.patch()).await.unwrap();
    let cleared = Book::get(&client, &created.id).await.unwrap().unwrap();
    assert_eq!(cleared, empty.book(&created));
    assert_eq!(cleared.serial, created.serial);
}
