//! Many writes at once to a model that is known by name only.

use std::error::Error as StdError;

use serde::Serialize;

use super::{ModelHandle, Record, as_text, fields};
use crate::Error;
use crate::bulk::{self, Bulk, Creates, EncodedRow, GetMany, Input, Later, Work, foreign, mapped, present};
use crate::call::Call;

/// What a row of an untyped bulk write can be: whatever serde makes an object of, or a `Result` of it.
///
/// `K` tells which of both it is, and is found by the compiler; but not where the error of a `Result` can be serialized as
/// well: make another error of it then.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written as a record",
    label = "expected what serde can serialize, or a `Result` of it"
)]
pub trait IntoObject<K> {
    /// What is serialized.
    type Object: Serialize;

    /// The row.
    ///
    /// # Errors
    /// There is none, and why.
    fn into_object(self) -> Result<Self::Object, Error>;
}

/// What an untyped call takes for an id: a text, or a `Result` of one. `K` is as in [`IntoObject`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the id of a record",
    label = "expected texts, or `Result`s of them"
)]
pub trait IntoIdText<K> {
    /// The id.
    ///
    /// # Errors
    /// There is none, and why.
    fn into_id_text(self) -> Result<String, Error>;
}

/// What an untyped update takes: a pair of an id and what is changed, or a `Result` of both. `K` is as in [`IntoObject`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a change of a record",
    label = "expected pairs of a text and what serde can serialize, or `Result`s of them"
)]
pub trait IntoObjectChange<K> {
    /// What is serialized.
    type Object: Serialize;

    /// Both.
    ///
    /// # Errors
    /// There are none, and why.
    fn into_object_change(self) -> Result<(String, Self::Object), Error>;
}

/// Items that are what they are.
#[derive(Debug)]
pub enum Plain {}

/// Items that are `Result`s.
#[derive(Debug)]
pub enum Checked {}

impl<T: Serialize> IntoObject<Plain> for T {
    type Object = T;

    fn into_object(self) -> Result<T, Error> {
        Ok(self)
    }
}

impl<T: Serialize, E: Into<Box<dyn StdError + Send + Sync>>> IntoObject<Checked> for Result<T, E> {
    type Object = T;

    fn into_object(self) -> Result<T, Error> {
        self.map_err(foreign)
    }
}

impl<T: AsRef<str>> IntoIdText<Plain> for T {
    fn into_id_text(self) -> Result<String, Error> {
        Ok(self.as_ref().to_owned())
    }
}

impl<T: AsRef<str>, E: Into<Box<dyn StdError + Send + Sync>>> IntoIdText<Checked> for Result<T, E> {
    fn into_id_text(self) -> Result<String, Error> {
        self.map_err(foreign)?.into_id_text()
    }
}

impl<I: AsRef<str>, T: Serialize> IntoObjectChange<Plain> for (I, T) {
    type Object = T;

    fn into_object_change(self) -> Result<(String, T), Error> {
        Ok((self.0.as_ref().to_owned(), self.1))
    }
}

impl<I: AsRef<str>, T: Serialize, E: Into<Box<dyn StdError + Send + Sync>>> IntoObjectChange<Checked>
    for Result<(I, T), E>
{
    type Object = T;

    fn into_object_change(self) -> Result<(String, T), Error> {
        self.map_err(foreign)?.into_object_change()
    }
}

impl ModelHandle {
    /// Creates many records, and tells what became of each row: [`Row::create_many`](crate::Row::create_many) without a
    /// type. What a row can be, and what is sent of it, is as with [`create`](Self::create).
    ///
    /// ```no_run
    /// use serde_json::json;
    ///
    /// # async fn run(client: weda::Client, names: Vec<String>) -> weda::Result<()> {
    /// let rows = names.iter().map(|name| json!({ "name": name }));
    /// let ids = client.model("student").create_many(rows).unique_by("name").await?.ids()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn create_many<'i, B, K, T>(&self, rows: impl Input<B, Item = T> + Send + 'i) -> Bulk<'i, String, Creates>
    where
        T: IntoObject<K> + 'i,
    {
        let client = self.client.clone();
        let lines: Later<'i> = Box::new(move |key| {
            mapped(rows.into_stream(), move |row: T| {
                EncodedRow::create_untyped(fields::of(&row.into_object()?)?, client.gateway(), key.as_deref())
            })
        });
        Bulk::new(&self.client, self.identifier.clone(), Work::Create { key: None }, lines)
    }

    /// Changes many records, each of them once: [`Row::update_many`](crate::Row::update_many) without a type.
    pub fn update_many<'i, B, K, T>(&self, changes: impl Input<B, Item = T> + Send + 'i) -> Bulk<'i, String>
    where
        T: IntoObjectChange<K> + 'i,
    {
        let (client, model) = (self.client.clone(), self.identifier.clone());
        let lines: Later<'i> = Box::new(move |_| {
            mapped(changes.into_stream(), move |change: T| {
                let (id, object) = change.into_object_change()?;
                EncodedRow::update(present(id, &model)?, fields::of(&object)?, client.gateway())
            })
        });
        Bulk::new(&self.client, self.identifier.clone(), Work::Update, lines)
    }

    /// Deletes many records: [`Row::delete_many`](crate::Row::delete_many) without a type.
    pub fn delete_many<'i, B, K, T>(&self, ids: impl Input<B, Item = T> + Send + 'i) -> Bulk<'i, String>
    where
        T: IntoIdText<K> + 'i,
    {
        let model = self.identifier.clone();
        let lines: Later<'i> = Box::new(move |_| {
            mapped(ids.into_stream(), move |id: T| Ok(EncodedRow::delete(present(id.into_id_text()?, &model)?)))
        });
        Bulk::new(&self.client, self.identifier.clone(), Work::Delete, lines)
    }

    /// The records with these ids, by their ids: [`Row::get_many`](crate::Row::get_many) without a type.
    ///
    /// # Errors
    /// As every call, and where one of the ids is empty or the input gives an error.
    pub fn get_many<'i, B, K, T>(&self, ids: impl Input<B, Item = T> + 'i) -> GetMany<'i, String, Record>
    where
        T: IntoIdText<K> + 'i,
    {
        GetMany::new(&self.client, self.identifier.clone(), as_text(), ids.into_stream(), T::into_id_text)
    }

    /// Changes a record and tells whether there was one with this id:
    /// [`Row::update_checked`](crate::Row::update_checked) without a type.
    ///
    /// # Errors
    /// As [`update`](Self::update); of kind [`InvalidValue`](crate::ErrorKind::InvalidValue) where `changes` is an object
    /// without members or the id has a comma in it.
    pub fn update_checked(&self, id: impl AsRef<str>, changes: &(impl Serialize + ?Sized)) -> Call<bool> {
        bulk::update_checked(&self.client, self.identifier.clone(), id.as_ref(), fields::of(changes))
    }
}

impl Bulk<'_, String, Creates> {
    /// Says that no two records have the same value in this field: the typed
    /// [`unique_by`](Bulk::unique_by) without a type.
    pub fn unique_by(self, field: impl Into<String>) -> Self {
        self.known_by(field.into().into())
    }
}
