//! Bulk calls on untyped models.

use serde::Serialize;

use super::{ModelHandle, Record, fields, record_decoder};
use crate::bulk::{self, Bulk, Creates, GetMany, Input, IntoBulkId, IntoChange, IntoRow, Plain};
use crate::call::Call;
use crate::{Create, Error, Patch};

#[diagnostic::do_not_recommend]
impl<T: Serialize> IntoRow<Record, Plain> for T {
    fn into_row(self) -> Result<Create<Record>, Error> {
        Ok(Create::of(fields::of(&self)?))
    }
}

#[diagnostic::do_not_recommend]
impl<T: AsRef<str>> IntoBulkId<Record, Plain> for T {
    fn into_bulk_id(self) -> Result<String, Error> {
        Ok(self.as_ref().to_owned())
    }
}

#[diagnostic::do_not_recommend]
impl<I: AsRef<str>, T: Serialize> IntoChange<Record, Plain> for (I, T) {
    fn into_change(self) -> Result<(String, Patch<Record>), Error> {
        Ok((self.0.as_ref().to_owned(), Patch::of(fields::of(&self.1)?)))
    }
}

impl ModelHandle {
    /// Like [`Row::create_many`](crate::Row::create_many), without a type. Rows can be what [`create`](Self::create)
    /// accepts.
    ///
    /// ```no_run
    /// use serde_json::json;
    ///
    /// # async fn run(client: weda::Client, names: Vec<String>) -> weda::Result<()> {
    /// let rows = names.iter().map(|name| json!({ "name": name }));
    /// let ids = client.model("student").create_many(rows).unique_by("name").await?.into_ids()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn create_many<'i, B, K, I>(&self, rows: I) -> Bulk<'i, String, Creates>
    where
        I: Input<B, Item: IntoRow<Record, K> + 'i> + 'i,
    {
        bulk::create_many(&self.client, self.identifier.clone(), rows)
    }

    /// Like [`Row::update_many`](crate::Row::update_many), without a type.
    pub fn update_many<'i, B, K, I>(&self, changes: I) -> Bulk<'i, String>
    where
        I: Input<B, Item: IntoChange<Record, K> + 'i> + 'i,
    {
        bulk::update_many(&self.client, self.identifier.clone(), changes)
    }

    /// Like [`Row::delete_many`](crate::Row::delete_many), without a type.
    pub fn delete_many<'i, B, K, I>(&self, ids: I) -> Bulk<'i, String>
    where
        I: Input<B, Item: IntoBulkId<Record, K> + 'i> + 'i,
    {
        bulk::delete_many(&self.client, self.identifier.clone(), ids)
    }

    /// Like [`Row::get_many`](crate::Row::get_many), without a type.
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds). Also returns an error if an id is empty, or the input returns one.
    pub fn get_many<'i, B, K, I>(&self, ids: I) -> GetMany<'i, String, Record>
    where
        I: Input<B, Item: IntoBulkId<Record, K> + 'i> + 'i,
    {
        GetMany::new(&self.client, self.identifier.clone(), record_decoder(), ids)
    }

    /// Like [`Row::update_checked`](crate::Row::update_checked), without a type.
    ///
    /// # Errors
    /// See [`update`](Self::update). Ends in [`InvalidValue`](crate::ErrorKind::InvalidValue) if the id contains a
    /// comma.
    pub fn update_checked(&self, id: impl AsRef<str>, changes: &(impl Serialize + ?Sized)) -> Call<bool> {
        bulk::update_checked(&self.client, self.identifier.clone(), id.as_ref(), fields::of(changes))
    }
}

impl Bulk<'_, String, Creates> {
    /// Declares that the values of this field are unique: the typed [`unique_by`](Bulk::unique_by), without a type.
    pub fn unique_by(self, field: impl Into<String>) -> Self {
        self.known_by(field.into().into())
    }
}
