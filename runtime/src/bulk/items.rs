//! Items of an input: rows, ids, changes, or `Result`s of them.

use std::error::Error as StdError;

use super::messages::Message;
use crate::model::SameModel;
use crate::records::ReadRow;
use crate::write::{Creatable, IntoCreate};
use crate::{Create, Error, Id, Patch};

/// Marks items that are rows, ids or changes.
#[derive(Debug)]
pub enum Plain {}

/// Marks items that are `Result`s.
#[derive(Debug)]
pub enum Checked {}

/// An item of [`create_many`](crate::Row::create_many) for records of `R`: a new record, or a `Result` of one. An error in
/// place of a row fails only that row.
///
/// An item of [`ModelHandle::create_many`](crate::dynamic::ModelHandle::create_many), with `R = Record`, is any value that
/// serde serializes as an object.
///
/// `K` is [`Plain`] or [`Checked`], and is inferred. For untyped calls it cannot be inferred if the items are `Result<T, E>`
/// and `E` can be serialized too: convert the error first.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a new record",
    label = "expected rows of `NewX {{ .. }}` or `X::new()`, with `.set(..)` for further fields, or `Result`s of them",
    note = "untyped calls (`client.model(..)`) take values that serde can serialize, or `Result`s of them"
)]
pub trait IntoRow<R, K> {
    /// Returns the new record.
    ///
    /// # Errors
    /// Returns the caller's own error in place of a row.
    fn into_row(self) -> Result<Create<R>, Error>;
}

impl<R: ReadRow, N: IntoCreate<Model: SameModel<R> + Creatable>> IntoRow<R, Plain> for N {
    fn into_row(self) -> Result<Create<R>, Error> {
        Ok(Create::of(self.into_create().fields))
    }
}

#[diagnostic::do_not_recommend]
impl<R, N: IntoRow<R, Plain>, E: Into<Box<dyn StdError + Send + Sync>>> IntoRow<R, Checked> for Result<N, E> {
    fn into_row(self) -> Result<Create<R>, Error> {
        self.map_err(foreign)?.into_row()
    }
}

/// An id of a bulk call for records of `R`: an `Id` or a reference to one, a text if `R` is [`Record`](crate::Record), or a
/// `Result` of these. For `K` see [`IntoRow`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the id of a record",
    label = "expected ids: `Id<X>` or `&Id<X>`, or `Result`s of them",
    note = "untyped calls (`client.model(..)`) take strings, or `Result`s of them"
)]
pub trait IntoBulkId<R, K> {
    /// Returns the text of the id.
    ///
    /// # Errors
    /// Returns the caller's own error in place of an id.
    fn into_bulk_id(self) -> Result<String, Error>;
}

impl<R: ReadRow, M: SameModel<R>> IntoBulkId<R, Plain> for Id<M> {
    fn into_bulk_id(self) -> Result<String, Error> {
        Ok(self.into_string())
    }
}

impl<R: ReadRow, M: SameModel<R>> IntoBulkId<R, Plain> for &Id<M> {
    fn into_bulk_id(self) -> Result<String, Error> {
        Ok(self.as_str().to_owned())
    }
}

#[diagnostic::do_not_recommend]
impl<R, I: IntoBulkId<R, Plain>, E: Into<Box<dyn StdError + Send + Sync>>> IntoBulkId<R, Checked> for Result<I, E> {
    fn into_bulk_id(self) -> Result<String, Error> {
        self.map_err(foreign)?.into_bulk_id()
    }
}

/// An item of [`update_many`](crate::Row::update_many) for records of `R`: a pair of an id and a patch, a pair of a text and a
/// value that serde serializes as an object if `R` is [`Record`](crate::Record), or a `Result` of these. For `K` see
/// [`IntoRow`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a change of a record",
    label = "expected pairs of an id and a patch, or `Result`s of them",
    note = "untyped calls (`client.model(..)`) take pairs of an id as a string and a value that serde can serialize, or `Result`s of them"
)]
pub trait IntoChange<R, K> {
    /// Returns the id and the patch.
    ///
    /// # Errors
    /// Returns the caller's own error in place of a change.
    fn into_change(self) -> Result<(String, Patch<R>), Error>;
}

impl<R: ReadRow, K, I: IntoBulkId<R, K>, P: SameModel<R>> IntoChange<R, K> for (I, Patch<P>) {
    fn into_change(self) -> Result<(String, Patch<R>), Error> {
        Ok((self.0.into_bulk_id()?, Patch::of(self.1.fields)))
    }
}

#[diagnostic::do_not_recommend]
impl<R, C: IntoChange<R, Plain>, E: Into<Box<dyn StdError + Send + Sync>>> IntoChange<R, Checked> for Result<C, E> {
    fn into_change(self) -> Result<(String, Patch<R>), Error> {
        self.map_err(foreign)?.into_change()
    }
}

/// Converts an error of the input. A [`weda::Error`](Error) stays as it is, for example if a query provides the rows.
fn foreign<E: Into<Box<dyn StdError + Send + Sync>>>(error: E) -> Error {
    match error.into().downcast::<Error>() {
        Ok(error) => *error,
        Err(error) => Error::invalid_value(Message::InvalidItem { reason: error.to_string() }.to_string()),
    }
}
