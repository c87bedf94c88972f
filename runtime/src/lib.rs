//! Typed, compile-time checked access to the data models of WeDa (微搭), Tencent's low-code platform.
//!
//! A definition file describes each model, as the platform's own command line pulls it. `weda generate` turns it into a row
//! type, or `#[weda_model]` checks a struct of yours against it. Either way every field of the model is a constant, and a wrong
//! field, type, operator, option or write does not compile.
//!
//! # First rows
//!
//! 1. Add the crate, and a runtime to call it from. Until the first release both come from a clone of the repository:
//!
//!    ```toml
//!    [dependencies]
//!    weda = { path = "../weda/runtime" }
//!    tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//!    ```
//!
//! 2. Put the definition into `database-schemas/book.json`. `weda pull` writes it from your environment; by hand it is:
//!
//!    ```json
//!    {
//!      "title": "图书", "type": "object", "required": ["title"],
//!      "properties": {
//!        "title":   { "type": "string", "title": "书名" },
//!        "isbn":    { "type": "string", "title": "书号" },
//!        "price":   { "type": "number", "title": "价格" },
//!        "inPrint": { "type": "boolean", "title": "在售" }
//!      }
//!    }
//!    ```
//!
//! 3. Start the offline WeDa with `weda emulate` (`cargo install --path cli` in the clone), and let programs use it:
//!    `export WEDA_EMULATOR_HOST=127.0.0.1:4010`. With `WEDA_ENV_ID`, `WEDA_SECRET_ID` and `WEDA_SECRET_KEY` in its place
//!    the same program calls an environment of the cloud.
//!
//! 4. Write and read:
//!
//! ```no_run
//! use weda::prelude::*;
//!
//! #[weda_model("book")] // database-schemas/book.json
//! #[derive(Debug)]
//! struct Book {
//!     id: Id<Book>,
//!     title: String,
//!     price: Option<f64>,
//! }
//!
//! #[tokio::main]
//! async fn main() -> weda::Result<()> {
//!     let client = Client::from_env()?;
//!     let new = NewBook { title: "红楼梦".into() }.set(Book::PRICE, 59.7).set(Book::IN_PRINT, true);
//!     let book = Book::create(&client, new).await?;
//!
//!     let cheap = Book::query(&client)
//!         .filter(Book::PRICE.le(60) & Book::TITLE.contains("红"))
//!         .order_by(Book::PRICE.asc())
//!         .await?; // every match, page after page
//!     println!("{cheap:?}");
//!
//!     Book::update(&client, &book.id, Book::patch().set(Book::PRICE, 49).clear(Book::ISBN)).await?;
//!     Book::delete(&client, &book.id).await
//! }
//! ```
//!
//! Next: the [guide] has chapters on views, bulk writes, import and export, production, and troubleshooting.
//!
//! [guide]: https://github.com/weda-rs/weda/tree/main/guide/en
//!
//! # Where to look
//!
//! | to | see |
//! |---|---|
//! | connect | [`Client`]: builder, environment variables, emulator |
//! | read | [`Row::query`], [`Row::get`], [`Row::require`], [`Query`], [`Field`], [`Filter`] |
//! | read page by page | [`Query::pages`], [`Query::stream`], [`Query::prefetch`], [`Cursor`] |
//! | follow relations | [`Field::load`], [`Field::matches`], [`Row::get_many`] |
//! | write | [`Row::create`], [`Row::update`], [`Row::update_get`], [`Row::delete`], [`Patch`] |
//! | write many | [`Row::create_many`], [`Row::update_many`], [`Row::delete_many`], [`Bulk`], [`Outcome`] |
//! | write to all records that match | [`Query::update_all`], [`Query::delete_all`]; in one call: [`Row::update_where`], [`Row::delete_where`] |
//! | create or update, compare and set, count | [`Row::upsert`], [`Row::change`], [`Row::increment`] |
//! | handle errors | [`Error::kind`], [`Error::in_doubt`], [`Code`], [`Retry`](error::Retry) |
//! | see requests before they are sent | [`Query::preview`], [`Call::preview`] |
//! | write generic code over models | [`Identified`], [`IntoFilter`](filter::IntoFilter), [`IntoPatch`](write::IntoPatch) |
//! | hold fields in types of your own | [`Codec`](codec::Codec), [`Decode`](codec::Decode), [`IntoValue`](value::IntoValue) |
//! | use undocumented features | [`Dialect`] |
//! | work on models unknown at compile time | [`Client::model`], [`dynamic`] |
//! | read aggregates, groups and joins by SQL | [`Client::sql`], [`Client::sql_template`], [`sql`] |
//! | read definitions and shared option sets | [`Client::definitions`], [`Client::option_sets`] |
//! | call users, departments, workflow | [`Client::request`], [`api`] |
//!
//! # Features
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `macros` | yes | the attribute `#[weda_model]`; generated code does not need it |
//! | `tls` | yes | https, by reqwest's own TLS; an emulator needs none |
//! | `gzip` | yes | compressed responses |
//! | `socks` | yes | SOCKS proxies |
//! | `jiff02` | no | conversions to and from the types of `jiff` 0.2 |
//!
//! Streams implement `Stream` of futures-core 0.3, and have a `next` method for programs without that crate.
//!
//! # Kinds of fields
//!
//! The `type` of a field's declaration decides its kind, and its `format` refines it. Unknown formats are read by the type,
//! unknown types as free JSON; `weda generate` notes both.
//!
//! The table shows the declaration of each kind, the type that `weda generate` gives it (in a model `kinds`), a value as it is
//! sent, and the operators of its constant, `asc` and `desc` for sorting among them. A field that may be empty is an `Option`
//! of the type. A view may declare `String` for files, regions and choices, and [`Json`] for nested objects; the enumeration
//! and the struct that `weda generate` writes fit too. Operators with a star need a feature of the [`Dialect`].
//!
#![doc = include_str!("kinds.md")]
//!
//! # Cost of a page
//!
#![doc = include_str!("figures.md")]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod api;
mod auth;
pub mod bulk;
pub mod call;
pub mod client;
pub mod codec;
pub mod dynamic;
pub mod error;
pub mod field;
pub mod filter;
mod generated_macros;
mod generated_macros_v2;
mod include;
pub mod model;
mod one_record;
pub mod prelude;
mod protocol;
pub mod query;
mod records;
mod related;
mod request;
pub mod rfc3339;
pub mod row;
#[cfg(test)]
mod second_gateway_tests;
pub mod sql;
mod task;
mod transport;
pub mod value;
pub mod write;

#[cfg(feature = "macros")]
pub use weda_macros::weda_model;
#[doc(no_inline)]
pub use {
    bulk::{Bulk, Outcome, Outcomes},
    call::Call,
    client::{Client, ClientBuilder, Dialect, EnvType, GatewayKind},
    dynamic::Record,
    error::{Code, Error, ErrorKind, Result},
    field::Field,
    filter::{Filter, Order},
    model::{Id, Model, OptionSet},
    query::{Cursor, Query},
    row::{Identified, Row},
    value::{AreaCode, Date, DateTime, FileRef, GeoPoint, Json, Location, TimeOfDay},
    write::{Create, Patch},
};
