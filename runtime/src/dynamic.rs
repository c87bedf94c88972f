//! Access to models that are not known at compile time, with names and JSON instead of types.
//!
//! The service rejects what a definition would have ruled out at compile time. Everything else works as with types:
//! retries, detection of duplicate and missing records, writes in doubt, limits.
//!
//! ```no_run
//! use serde_json::json;
//! use weda::Client;
//! use weda::dynamic::field;
//!
//! # async fn run() -> weda::Result<()> {
//! let client = Client::from_env()?;
//! let students = client.model("student");
//! let student = students.create(&json!({ "name": "李四", "score": 59.5 })).await?;
//!
//! let failed = students.query().filter(field("score").lt(60) & field("name").contains("李")).await?;
//! for student in failed {
//!     println!("{} {:?}", student.id(), student.get::<Option<f64>>("score")?);
//! }
//!
//! students.update(student.id(), &json!({ "score": 60 })).await?;
//! students.delete(student.id()).await?;
//! # Ok(())
//! # }
//! ```

mod bulk;
mod field;
mod fields;
mod operand;

use std::borrow::Cow;

use serde::Serialize;

pub use crate::records::Record;
pub use field::{AnyField, field};

pub use crate::protocol::same_record::first_difference;

use crate::call::Call;
use crate::client::Client;
use crate::one_record;
use crate::query::{Query, QuerySpec};
use crate::records::RowDecoder;

/// A model, named by its identifier. Created by [`Client::model`].
#[derive(Debug, Clone)]
pub struct ModelHandle {
    client: Client,
    identifier: Cow<'static, str>,
}

impl Client {
    /// Returns a handle to the model with this identifier (标识), for access without types.
    ///
    /// An invalid identifier is an error of the first call, before anything is sent.
    ///
    /// ```
    /// let client = weda::Client::for_emulator("127.0.0.1:4010");
    /// let request = client.model("student").get("9G5C0WQN26").preview()?.unwrap();
    /// assert_eq!(request.url, "http://127.0.0.1:4010/weda/odata/v1/pre/student('9G5C0WQN26')");
    /// assert!(client.model("my students").get("9G5C0WQN26").preview().is_err());
    /// # Ok::<(), weda::Error>(())
    /// ```
    pub fn model(&self, identifier: impl Into<String>) -> ModelHandle {
        ModelHandle { client: self.clone(), identifier: identifier.into().into() }
    }
}

impl ModelHandle {
    /// Returns the identifier.
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// Creates a query for all records of the model.
    pub fn query(&self) -> Query<Record> {
        let decoder = record_decoder();
        Query::of(QuerySpec::new(&self.client, self.identifier.clone(), decoder.select()), decoder)
    }

    /// Reads the record with this id, or `None` if it does not exist.
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds).
    pub fn get(&self, id: impl AsRef<str>) -> Call<Option<Record>> {
        one_record::get(&self.client, self.identifier.clone(), id.as_ref(), record_decoder())
    }

    /// Like [`Row::require`](crate::Row::require), without a type.
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds). Ends in [`NotFound`](crate::ErrorKind::NotFound) if the record does
    /// not exist.
    pub fn require(&self, id: impl AsRef<str>) -> Call<Record> {
        one_record::require(&self.client, self.identifier.clone(), id.as_ref(), record_decoder())
    }

    /// Creates a record and returns it as stored.
    ///
    /// The record can be anything that serializes to an object, such as [`json!`](serde_json::json), a map or a struct.
    /// Lists and objects in it are sent as JSON text. serde_json writes numbers that are not finite as null.
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds). Ends in [`ErrorKind::Conflict`](crate::ErrorKind::Conflict) if a
    /// unique value is taken, and in [`ErrorKind::InvalidValue`](crate::ErrorKind::InvalidValue) if the value is not an
    /// object.
    pub fn create(&self, record: &(impl Serialize + ?Sized)) -> Call<Record> {
        one_record::create(&self.client, self.identifier.clone(), fields::of(record), record_decoder())
    }

    /// Updates the fields in `changes`; null clears a field. An empty object sends nothing.
    ///
    /// Success does not mean that the record exists: see [`Row::update`](crate::Row::update). `changes` can be what [`create`](Self::create) accepts.
    ///
    /// # Errors
    /// See [`create`](Self::create).
    pub fn update(&self, id: impl AsRef<str>, changes: &(impl Serialize + ?Sized)) -> Call<()> {
        one_record::update(&self.client, self.identifier.clone(), id.as_ref(), fields::of(changes))
    }

    /// Like [`Row::update_get`](crate::Row::update_get), without a type.
    ///
    /// # Errors
    /// See [`create`](Self::create). Ends in [`NotFound`](crate::ErrorKind::NotFound) if the record does not exist.
    pub fn update_get(&self, id: impl AsRef<str>, changes: &(impl Serialize + ?Sized)) -> Call<Record> {
        one_record::update_get(
            &self.client,
            self.identifier.clone(),
            id.as_ref(),
            fields::of(changes),
            record_decoder(),
        )
    }

    /// Deletes a record. Success does not mean that it existed: see [`Row::delete`](crate::Row::delete).
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds).
    pub fn delete(&self, id: impl AsRef<str>) -> Call<()> {
        one_record::delete(&self.client, self.identifier.clone(), id.as_ref())
    }
}

/// Returns the decoder for untyped records.
fn record_decoder() -> RowDecoder<Record> {
    RowDecoder::text()
}
