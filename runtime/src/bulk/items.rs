//! What the items of an input can be: a row, an id, an id with changes, or a `Result` of one.

use std::error::Error as StdError;

use super::messages::Words;
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

/// What a row of [`create_many`](crate::Row::create_many) can be, for records of `R`: a new record, or a `Result` of one. A
/// row that its maker could not make fails alone.
///
/// A row of [`ModelHandle::create_many`](crate::dynamic::ModelHandle::create_many), for `R = Record`, is whatever serde makes
/// an object of.
///
/// `K` is [`Plain`] or [`Checked`], and is found by the compiler. For untyped calls it cannot be found where the items are
/// `Result<T, E>` and `E` can be serialized as well: convert the error first.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a new record",
    label = "expected rows of `NewX {{ .. }}` or `X::new()`, with `.set(..)` for further fields, or `Result`s of them",
    note = "without a type, for `client.model(..)`: what serde can serialize, or `Result`s of it"
)]
pub trait IntoRow<R, K> {
    /// The new record.
    ///
    /// # Errors
    /// There is none, and why.
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

/// What an id of a bulk call can be, for records of `R`: an `Id` or a reference to one, a text where `R` is
/// [`Record`](crate::Record), or a `Result` of these. `K` is as in [`IntoRow`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the id of a record",
    label = "expected ids: `Id<X>` or `&Id<X>`, or `Result`s of them",
    note = "without a type, for `client.model(..)`: texts, or `Result`s of them"
)]
pub trait IntoBulkId<R, K> {
    /// The text of the id.
    ///
    /// # Errors
    /// There is none, and why.
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

/// What a change of [`update_many`](crate::Row::update_many) can be, for records of `R`: a pair of an id and a patch, a pair
/// of a text and what serde makes an object of where `R` is [`Record`](crate::Record), or a `Result` of these. `K` is as in
/// [`IntoRow`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a change of a record",
    label = "expected pairs of an id and a patch, or `Result`s of them",
    note = "without a type, for `client.model(..)`: pairs of a text and what serde can serialize, or `Result`s of them"
)]
pub trait IntoChange<R, K> {
    /// Both.
    ///
    /// # Errors
    /// There are none, and why.
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

/// An error of the input's. One of ours, as when rows are made of what a query reads, stays what it is.
fn foreign<E: Into<Box<dyn StdError + Send + Sync>>>(error: E) -> Error {
    match error.into().downcast::<Error>() {
        Ok(error) => *error,
        Err(error) => Error::invalid_value(Words::NoRow { reason: error.to_string() }.to_string()),
    }
}
