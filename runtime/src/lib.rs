//! Typed, compile-time checked access to the data models of WeDa (微搭), Tencent's low-code platform.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod answer;
mod call;
mod client;
mod codec;
mod dialect;
mod error;
mod field;
mod filter;
mod id;
mod json;
mod kind;
mod model;
mod odata;
pub mod prelude;
mod query;
mod request;
mod row;
mod settings;
mod time;
mod token;
mod value;
mod write;

pub use call::{Call, Explanation};
pub use client::{Client, ClientBuilder};
pub use codec::{Cell, Codec, Decode, Fault, Reader, Writer};
pub use dialect::{Dialect, RelationForm};
pub use error::{Code, Error, ErrorKind};
pub use field::{Clearable, Field, Nullable, ReadOnly, Required, Writable};
pub use filter::{Filter, Order};
pub use id::Id;
pub use json::Json;
pub use kind::{Bool, Choice, Comparable, Integer, List, Number, OptionSet, Ordered, Sortable, Text, Textual};
pub use model::{Creatable, Model, NothingRequired, SameModel, Updatable};
pub use query::Query;
pub use row::Row;
pub use settings::EnvType;
pub use time::{Date, DateTime, TimeOfDay};
pub use value::{IntoValue, Operand, Value};
pub use weda_macros::weda_model;
pub use write::{Create, IntoCreate, Patch};
