//! Typed, compile-time checked access to the data models of WeDa (微搭), Tencent's low-code platform.
//!
//! A model is described by a definition file, as the platform's own command line pulls it. `weda generate` makes a row
//! type of it, or [`weda_model`] checks a struct of yours against it; either way every field of the model is a constant,
//! and what the constants do not allow does not compile.
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
//! # async fn run() -> weda::Result<()> {
//! let client = Client::from_env()?;
//! let new = NewBook { title: "红楼梦".into() }.set(Book::PRICE, 59.7).set(Book::IN_PRINT, true);
//! let book = Book::create(&client, new).await?;
//!
//! let cheap = Book::query(&client)
//!     .filter(Book::PRICE.le(60) & Book::TITLE.contains("红"))
//!     .order_by(Book::PRICE.asc())
//!     .await?; // every match, page after page
//! println!("{cheap:?}");
//!
//! Book::update(&client, &book.id, Book::patch().set(Book::PRICE, 49).clear(Book::ISBN)).await?;
//! Book::delete(&client, &book.id).await?;
//! # Ok(())
//! # }
//! ```
//!
//! | to | see |
//! |---|---|
//! | connect | [`Client`]: builder, environment variables, emulator |
//! | read | [`Row::query`], [`Row::get`], [`Query`], [`Field`], [`Filter`] |
//! | read page by page | [`Query::pages`], [`Query::stream`], [`Query::prefetch`], [`Cursor`] |
//! | write | [`Row::create`], [`Row::update`], [`Row::delete`], [`IntoCreate`], [`Patch`] |
//! | patch from JSON | [`Patch`], [`Row::update_get`], [`Row::require`] |
//! | write many | [`Row::create_many`], [`Row::update_many`], [`Row::delete_many`], [`Bulk`], [`Outcome`] |
//! | write to all that match | [`Query::update_all`], [`Query::delete_all`] |
//! | work on rows of any model | [`Identified`], [`Fields`], [`IntoFilter`], [`IntoId`], [`IntoPatch`] |
//! | see what would be sent | [`Query::preview`], [`Call::preview`] |
//! | handle errors | [`Error::kind`], [`Error::in_doubt`], [`Code`], [`Retry`] |
//! | hold fields in types of your own | [`Codec`], [`Decode`], [`IntoValue`] |
//! | say more than the vendor documents | [`Dialect`] |
//! | work on models unknown at build time | [`Client::model`], [`dynamic`] |
//! | read definitions and shared option sets | [`Client::definitions`], [`Client::option_sets`] |
//! | call users, departments, workflow | [`Client::request`] |
//!
//! # Kinds of fields
//!
//! The `type` of a field's declaration decides what the field holds, and its `format` refines it. A format that is not
//! known is read by the type, a type that is not known as free JSON, and `weda generate` says so in a note.
//!
//! The table shows how a definition declares each kind, the type that `weda generate` gives it (in a model `kinds`), a
//! value as it is sent, and the operators that its constant has, `asc` and `desc` for sorting among them. A field that
//! may be empty is an `Option` of the type. A view may declare `String` for files and regions; it declares `String` for
//! choices and [`Json`] for nested objects. Operators with a star wait for a switch of the [`Dialect`].
//!
#![doc = include_str!("kinds.md")]
//!
//! # What a page costs
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
mod emitted;
mod emitted_v2;
pub mod error;
pub mod field;
pub mod filter;
mod include;
pub mod model;
mod one_record;
pub mod prelude;
mod protocol;
pub mod query;
mod records;
mod request;
pub mod rfc3339;
pub mod row;
#[cfg(test)]
mod second_gateway_tests;
mod task;
mod transport;
pub mod value;
pub mod write;

pub use weda_macros::weda_model;
#[doc(no_inline)]
pub use {
    bulk::{Bulk, Outcome, Outcomes},
    call::Call,
    client::{Client, ClientBuilder, Dialect, EnvType},
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
