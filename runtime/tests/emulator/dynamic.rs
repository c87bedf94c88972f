//! Untyped models: the same calls, the same guarantees.

odata_only! {
    mod odata;
}

use serde::Deserialize;
use serde_json::json;
use weda::dynamic::field;
use weda::prelude::*;
use weda::{Date, DateTime, Dialect, ErrorKind, TimeOfDay};
use weda::{Filter, Record};
use weda_emulator::{Effect, Emulator, Fault};

use crate::fixture::{Book, definitions, new, served, speaking, widest};
use crate::service::FakeService;

#[tokio::test]
async fn a_record_is_created_read_changed_and_deleted() {
    let (emulator, client) = served();
    let books = client.model("book");
    let created = books.create(&json!({ "title": "围城", "price": 39.5, "tags": ["小说"] })).await.unwrap();
    assert_eq!(created.get::<String>("title").unwrap(), "围城");
    assert_eq!(created.get::<Vec<String>>("tags").unwrap(), ["小说"]);
    assert_eq!(created.get::<Option<i64>>("pages").unwrap(), None);
    assert!(!created.as_json().contains("@odata"), "{}", created.as_json());
    let typed = Book::get(&client, &Id::<Book>::new(created.id())).await.unwrap().unwrap();
    assert_eq!((typed.title.as_str(), typed.price, typed.tags), ("围城", Some(39.5), Some(vec!["小说".to_owned()])));

    #[derive(serde::Serialize)]
    struct Changes {
        pages: i64,
        price: Option<f64>,
    }
    books.update(created.id(), &Changes { pages: 359, price: None }).await.unwrap();
    let changed = books.get(created.id()).await.unwrap().unwrap();
    #[derive(Deserialize, Debug, PartialEq)]
    struct Read {
        title: String,
        pages: f64,
        price: Option<f64>,
    }
    let read: Read = changed.deserialize().unwrap();
    assert_eq!(read, Read { title: "围城".to_owned(), pages: 359.0, price: None });

    let count = emulator.log().len();
    books.update(created.id(), &json!({})).await.unwrap();
    assert_eq!(emulator.log().len(), count, "there was nothing to send");

    books.delete(created.id()).await.unwrap();
    assert_eq!(books.get(created.id()).await.unwrap(), None);
    assert_eq!(emulator.tokens_issued(), 1);
}

#[tokio::test]
async fn a_query_filters_sorts_and_pages_as_a_typed_one() {
    let (emulator, client) = served();
    let records = (0..450).map(|n| json!({ "_id": format!("b{n:04}"), "title": format!("t{}", n % 7), "pages": n }));
    emulator.load("book", records.collect::<Vec<_>>()).unwrap();
    let books = || client.model("book").query();
    let typed = Book::query(&client).filter(Book::PAGES.ge(10) & !Book::TITLE.eq("t3")).await.unwrap();
    let untyped = books().filter(field("pages").ge(10) & !field("title").eq("t3")).await.unwrap();
    let ids = |ids: Vec<&str>| ids.join(" ");
    assert_eq!(
        ids(typed.iter().map(|book| book.id.as_str()).collect()),
        ids(untyped.iter().map(|book| book.id()).collect())
    );

    assert_eq!(books().count().await.unwrap(), 450);
    assert!(books().filter(field("title").contains("t6") | field("title").eq("x")).exists().await.unwrap());
    assert!(!books().filter(field("title").one_of(["x"; 0])).exists().await.unwrap());
    let last = books().order_by(field("pages").desc()).skip(1).first().await.unwrap().unwrap();
    assert_eq!(last.id(), "b0448");
    assert_eq!(books().filter(field("pages").in_range(5..=9)).count().await.unwrap(), 5);

    let first = books().page().await.unwrap();
    assert_eq!((first.rows.len(), first.count), (200, Some(450)));
    let rest = books().resume_from(first.next.unwrap()).await.unwrap();
    assert_eq!((rest.len(), rest[0].id()), (250, "b0200"));
    let (mut pages, mut sizes) = (books().prefetch(3).pages(), Vec::new());
    while let Some(page) = pages.next().await {
        sizes.push(page.unwrap().rows.len());
    }
    assert_eq!(sizes, [200, 200, 50]);
    let (mut rows, mut read) = (books().top(201).stream(), 0);
    while let Some(row) = rows.next().await {
        row.unwrap();
        read += 1;
    }
    assert_eq!(read, 201);
}

/// Fields are named at run time, and a typed query keeps its filter, order and fields as text.
#[tokio::test]
async fn named_fields_come_alone_where_the_gateway_selects() {
    let mut profile = weda_emulator::Profile::documented();
    profile.accept.select = true;
    let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().unwrap();
    let client = speaking(&emulator, Dialect::documented().select(true));
    let records =
        (0..450).map(|n| json!({ "_id": format!("b{n:04}"), "title": format!("t{n}"), "pages": n, "备注": "好" }));
    emulator.load("book", records.collect::<Vec<_>>()).unwrap();
    let books = client.model("book").query().select(["pages", "title"]).filter(field("pages").ge(10)).await.unwrap();
    assert_eq!(books.len(), 440);
    for book in &books {
        let fields: serde_json::Map<String, serde_json::Value> = book.deserialize().unwrap();
        assert!(fields.keys().all(|key| ["_id", "title", "pages"].contains(&key.as_str())), "{fields:?}");
        assert_eq!(book.get::<String>("title").unwrap(), format!("t{}", book.get::<f64>("pages").unwrap()));
    }
    let typed = Book::query(&client).filter(Book::PAGES.lt(3)).order_by(Book::PAGES.desc());
    let texts = typed.clone().untyped().await.unwrap();
    assert_eq!(texts.iter().map(Record::id).collect::<Vec<_>>(), ["b0002", "b0001", "b0000"]);
    assert_eq!(typed.await.unwrap().len(), 3);
}

#[tokio::test]
async fn times_ids_and_texts_are_compared_as_with_types() {
    let (_emulator, client) = served();
    let shelf = Id::<Book>::new("9G5C");
    for (untyped, typed) in [
        (field("addedAt").gt(DateTime::from_millis(5)), Book::ADDED_AT.gt(DateTime::from_millis(5))),
        (field("published").eq(Date::from_millis(5)), Book::PUBLISHED.eq(Date::from_millis(5))),
        (field("opens").le(TimeOfDay::from_millis(5)), Book::OPENS.le(TimeOfDay::from_millis(5))),
        (field("_id").eq(&shelf), Book::ID.eq(&shelf)),
        (field("title").eq("O'Brien 李"), Book::TITLE.eq("O'Brien 李")),
        (field("备注").contains("%&'"), Book::备注.contains("%&'")),
        (field("price").one_of([0.1_f32, 2.5]), Book::PRICE.one_of([0.1_f32, 2.5])),
    ] {
        let [untyped, typed] = [
            client.model("book").query().filter(untyped).preview().unwrap().unwrap(),
            Book::query(&client).filter(typed).preview().unwrap().unwrap(),
        ];
        // Fields may be selected by type.
        let filter = |body: Option<String>| body.map(|body| body.split(",\"select\"").next().map(str::to_owned));
        assert_eq!((untyped.url, filter(untyped.body)), (typed.url, filter(typed.body)));
    }
}

/// Names become parts of URLs and filters.
#[tokio::test]
async fn impossible_names_are_refused_before_anything_is_sent() {
    let (emulator, client) = served();
    for name in
        ["", "my books", "a/b", "..", ".", "a?b", "a#b", "book('x')", "a\nb", "a'b", "a,b", "a\\b", "a&b", "%2e"]
    {
        let books = client.model(name);
        let errors = [
            books.get("a").await.unwrap_err(),
            books.create(&json!({})).await.unwrap_err(),
            books.update("a", &json!({ "a": 1 })).await.unwrap_err(),
            books.delete("a").await.unwrap_err(),
            books.query().await.unwrap_err(),
            books.query().count().await.unwrap_err(),
            books.query().first().await.unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::InvalidValue, "{name}");
            assert_eq!(
                error.to_string(),
                format!(
                    "`{}` is not a valid model identifier; use the identifier (标识) from the WeDa console, such as `student`",
                    name.escape_debug()
                )
            );
        }
    }
    let books = || client.model("book").query();
    for name in ["", "pages gt 1 or title", "a'b", "a)", "a,b"] {
        for query in [
            books().filter(field(name).eq(1)),
            books().filter(field(name).eq(Date::from_millis(5))),
            books().filter(field(name).contains("x")),
            books().order_by(field(name).asc()),
        ] {
            let error = query.await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidValue, "{name}");
            let words = format!("`{}` is not a valid field key; use the key of a single field", name.escape_debug());
            assert!(error.to_string().starts_with(&words), "{error}");
        }
    }
    let empty = client.model("book").get("").await.unwrap_err().to_string();
    assert!(empty.contains("the id of a record of model `book` is empty"), "{empty}");
    assert!(emulator.log().is_empty() && emulator.tokens_issued() == 0);
}

#[tokio::test]
async fn faults_are_met_as_with_types() {
    let (emulator, client) = served();
    Book::create(&client, new("a")).await.unwrap();
    emulator.inject_fault(Fault::new(Effect::Refuse("SYS_ERR".to_owned())).times(1)).unwrap();
    assert_eq!(client.model("book").query().await.unwrap().len(), 1, "a read is repeated");
    emulator.inject_fault(Fault::new(Effect::DropAfter).times(1)).unwrap();
    let error = client.model("book").create(&json!({ "title": "b" })).await.unwrap_err();
    let doubt = error.in_doubt().expect("nobody knows whether it was created");
    assert!(doubt.body().is_some_and(|body| body.contains(r#"{"title":"b"}"#)), "{doubt:?}");
}
