//! The models of the tests as views, and an emulator that serves them.

use weda::prelude::*;
use weda::{ClientBuilder, Date, DateTime, Dialect, GatewayKind, Json, TimeOfDay};
use weda_emulator::{Definition, Definitions, Emulator};

/// A field of every kind.
#[weda_model("book")]
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    pub id: Id<Book>,
    pub title: String,
    pub isbn: Option<String>,
    pub price: Option<f64>,
    pub pages: Option<i64>,
    pub in_print: Option<bool>,
    pub added_at: Option<DateTime>,
    pub published: Option<Date>,
    pub opens: Option<TimeOfDay>,
    pub genre: Option<String>,
    pub readers: Option<Vec<String>>,
    pub tags: Option<Vec<String>>,
    pub marks: Option<Vec<f64>>,
    pub maker: Option<Json>,
    pub extra: Option<Json>,
    pub shelf: Option<Id<Shelf>>,
    pub author: Option<Id<Author>>,
    pub chapters: Option<Vec<Id<Chapter>>>,
    pub serial: Option<String>,
    pub 备注: Option<String>,
    pub created_at: Option<DateTime>,
    pub owner: Option<Id<User>>,
}

#[weda_model("shelf")]
#[derive(Debug, Clone)]
pub struct Shelf {
    pub id: Id<Shelf>,
    pub name: Option<String>,
}

#[weda_model("author")]
#[derive(Debug)]
pub struct Author;

#[weda_model("chapter")]
#[derive(Debug)]
pub struct Chapter;

#[weda_model("sys_user")]
#[derive(Debug, Clone)]
pub struct User {
    pub id: Id<User>,
    pub name: Option<String>,
    pub r#type: Option<f64>,
    pub phone: Option<String>,
    pub nick_name: Option<String>,
}

/// The definitions of this package, and those of the models that they relate to.
pub fn definitions() -> Definitions {
    let own = Definitions::read(concat!(env!("CARGO_MANIFEST_DIR"), "/database-schemas")).unwrap();
    let related = [("author", "作者"), ("chapter", "章节")].map(|(model, title)| {
        let text =
            format!(r#"{{ "title": "{title}", "properties": {{ "name": {{ "type": "string", "title": "名称" }} }} }}"#);
        Definition::parse(model, "related.json", &text).unwrap()
    });
    own.into_iter().chain(related).collect()
}

/// A client of the interface that this run is about.
pub fn connect(address: impl std::fmt::Display) -> Client {
    builder().base_url(format!("http://{address}")).secret("emulator-id", "emulator-key").build().unwrap()
}

pub fn builder() -> ClientBuilder {
    Client::builder("lowcode-emulator").gateway(crate::GATEWAY)
}

/// An emulator, which stops when it is dropped, and a client on its `pre`.
pub fn served() -> (Emulator, Client) {
    let emulator = Emulator::builder().definitions(definitions()).start().unwrap();
    let client = connect(emulator.address());
    (emulator, client)
}

/// The dialect with every switch on.
pub fn widest() -> Dialect {
    Dialect::documented()
        .starts_with(true)
        .ends_with(true)
        .null_filters(true)
        .not(true)
        .native_ge_le(true)
        .relation_filters(true)
        .several_sort_fields(true)
        .select(true)
}

/// A client that speaks a dialect.
pub fn speaking(emulator: &Emulator, dialect: Dialect) -> Client {
    let client = builder().base_url(emulator.url()).secret("emulator-id", "emulator-key");
    client.dialect(dialect).build().unwrap()
}

pub fn speaking_all(emulator: &Emulator) -> Client {
    speaking(emulator, widest())
}

pub fn new(title: &str) -> NewBook {
    NewBook { title: title.to_owned() }
}

pub fn titles(books: impl IntoIterator<Item = Book>) -> Vec<String> {
    books.into_iter().map(|book| book.title).collect()
}

/// The body of a page with these records, as the gateway of this run prints it.
pub fn page_body(records: &str, total: impl std::fmt::Display) -> String {
    match crate::GATEWAY {
        GatewayKind::OData => format!(r#"{{"@odata.context":"c","@odata.count":{total},"value":[{records}]}}"#),
        _ => format!(r#"{{"data":{{"records":[{records}],"total":{total}}},"requestId":"r"}}"#),
    }
}

/// The body of an answer with one record.
pub fn record_body(record: &str) -> String {
    match crate::GATEWAY {
        GatewayKind::OData => record.to_owned(),
        _ => format!(r#"{{"data":{{"record":{record}}},"requestId":"r"}}"#),
    }
}
