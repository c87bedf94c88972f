//! Models that are not known when a program is built: the same queries and writes, with names and JSON for types.
//!
//! What a definition would check at compile time is here the service's to refuse. All else is as with types: retries,
//! pages that overlap or miss records, writes of which nobody knows whether they were applied, limits.
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

/// A model by its identifier. Made by [`Client::model`].
#[derive(Debug, Clone)]
pub struct ModelHandle {
    client: Client,
    identifier: Cow<'static, str>,
}

impl Client {
    /// The model with this identifier (标识), whose records are read and written without a type.
    ///
    /// A name that no model can have is an error of the first call, before anything is sent.
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
    /// The identifier.
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// The records that match; all of them, unless told otherwise.
    pub fn query(&self) -> Query<Record> {
        // All fields: nobody has said which ones are read.
        Query::of(QuerySpec::new(&self.client, self.identifier.clone(), || None), as_text())
    }

    /// The record with this id, or `None`.
    ///
    /// # Errors
    /// As every call: see [`Error::kind`](crate::Error::kind).
    pub fn get(&self, id: impl AsRef<str>) -> Call<Option<Record>> {
        one_record::get(&self.client, self.identifier.clone(), id.as_ref(), as_text())
    }

    /// The record with this id: [`Row::require`](crate::Row::require) without a type.
    ///
    /// # Errors
    /// As every call; of kind [`NotFound`](crate::ErrorKind::NotFound) where there is none.
    pub fn require(&self, id: impl AsRef<str>) -> Call<Record> {
        one_record::require(&self.client, self.identifier.clone(), id.as_ref(), as_text())
    }

    /// Creates a record and hands out what the service stored.
    ///
    /// The record is a [`json!`](serde_json::json), a map, a struct of yours: whatever serde makes an object of. Lists and
    /// objects in it are sent as JSON text, as the service wants them. Numbers that are not finite become null: that is
    /// serde_json's doing.
    ///
    /// # Errors
    /// As every call; [`ErrorKind::Conflict`](crate::ErrorKind::Conflict) where a unique value is taken, and
    /// [`ErrorKind::InvalidValue`](crate::ErrorKind::InvalidValue) for what is no object.
    pub fn create(&self, record: &(impl Serialize + ?Sized)) -> Call<Record> {
        one_record::create(&self.client, self.identifier.clone(), fields::of(record), as_text())
    }

    /// Changes the fields that `changes` names; null empties one. An object without members sends nothing.
    ///
    /// The service does not say whether there was such a record. What `changes` can be, and what is sent of it, is as with
    /// [`create`](Self::create).
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub fn update(&self, id: impl AsRef<str>, changes: &(impl Serialize + ?Sized)) -> Call<()> {
        one_record::update(&self.client, self.identifier.clone(), id.as_ref(), fields::of(changes))
    }

    /// Changes a record and hands out what it is then: [`Row::update_get`](crate::Row::update_get) without a type.
    ///
    /// # Errors
    /// As [`create`](Self::create); of kind [`NotFound`](crate::ErrorKind::NotFound) where there is no such record.
    pub fn update_get(&self, id: impl AsRef<str>, changes: &(impl Serialize + ?Sized)) -> Call<Record> {
        one_record::update_get(&self.client, self.identifier.clone(), id.as_ref(), fields::of(changes), as_text())
    }

    /// Deletes a record. The service does not say whether there was one.
    ///
    /// # Errors
    /// As every call.
    pub fn delete(&self, id: impl AsRef<str>) -> Call<()> {
        one_record::delete(&self.client, self.identifier.clone(), id.as_ref())
    }
}

/// Records as text.
fn as_text() -> RowDecoder<Record> {
    RowDecoder::text()
}
