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
//! | read page by page | [`Query::pages`], [`Query::stream`], [`Query::ahead`], [`Cursor`] |
//! | write | [`Row::create`], [`Row::update`], [`Row::delete`], [`IntoCreate`], [`Patch`] |
//! | patch from JSON | [`Patch`], [`Row::update_get`], [`Row::require`] |
//! | write many | [`Row::create_many`], [`Row::update_many`], [`Row::delete_many`], [`Bulk`], [`Outcome`] |
//! | write to all that match | [`Query::update_all`], [`Query::delete_all`] |
//! | work on rows of any model | [`Identified`], [`Fields`], [`IntoFilter`], [`IntoId`], [`IntoPatch`] |
//! | see what would be sent | [`Query::explain`], [`Call::explain`] |
//! | handle errors | [`Error::kind`], [`Error::in_doubt`], [`Code`], [`Repeat`] |
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
mod api;
mod auth;
mod bulk;
mod call;
mod client;
mod codec;
pub mod dynamic;
mod emitted;
mod emitted_v2;
mod error;
mod field;
mod filter;
mod include;
mod model;
mod one_record;
pub mod prelude;
mod protocol;
mod query;
mod records;
mod request;
pub mod rfc3339;
mod row;
#[cfg(test)]
mod second_gateway_tests;
mod task;
mod transport;
mod value;
mod write;

pub use api::{ApiAnswer, ApiCall, DefinitionRow, OptionSetRow, OptionSetRows};
pub use auth::{AccessToken, TokenFuture, TokenProvider, TokenRequest};
pub use bulk::{
    Bulk, Changes, Checked, Creates, GetMany, Input, IntoChange, IntoKnown, IntoRow, Iterators, Outcome, OutcomeStream,
    Outcomes, Plain, Streams, Tally, Unsettled,
};
pub use call::{Call, Explanation};
pub use client::{AdaptiveRateLimiter, Client, ClientBuilder, RateLimitFeedback, RateLimiter, Turn, TurnFuture};
pub use codec::{Cell, Codec, Decode, Fault, Reader, Writer};
pub use error::{Code, Error, ErrorKind, InDoubt, Repeat, Result};
pub use field::Field;
pub use filter::{Filter, Interval, IntoFilter, Order};
pub use model::{
    Bool, Choice, Clearable, Comparable, Date, DateTime, Fields, Id, Integer, IntoId, Json, List, Model, Nullable,
    Number, OptionSet, Ordered, ReadOnly, Required, SameModel, Sortable, Text, Textual, TimeError, TimeOfDay,
    Updatable, Writable,
};
pub use protocol::{Dialect, EnvType, RelationForm};
pub use query::{Cursor, Page, Pages, Partial, PartialQuery, Query, Reject, Rows};
pub use records::Record;
pub use request::OperationKind;
pub use row::{Identified, Row, WithoutAtMost, WriteAll};
pub use transport::Proxy;
pub use value::{AreaCode, FileRef, GeoPoint, IntoText, IntoValue, Location, Operand, Value};
pub use weda_macros::weda_model;
pub use write::{Creatable, Create, IntoCreate, IntoPatch, NothingRequired, Patch};
