//! What rows come from: an iterator or a stream, of rows or of results.

use std::error::Error as StdError;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::Later;
use super::encoded_row::EncodedRow;
use super::messages::Words;
use crate::client::Client;
use crate::{Error, Id, IntoCreate, Model, Patch};

/// What a bulk call takes: everything that can be iterated over, and every [`Stream`].
///
/// `B` tells which of both it is, and is found by the compiler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither an iterator nor a stream",
    label = "expected rows or ids, one after the other: a `Vec`, an iterator or a stream, whose type is `Send`"
)]
pub trait Input<B> {
    /// What comes one after the other.
    type Item;

    /// The same as a stream.
    #[doc(hidden)]
    fn into_stream<'i>(self) -> Pin<Box<dyn Stream<Item = Self::Item> + Send + 'i>>
    where
        Self: 'i;
}

/// An [`Input`] that can be iterated over.
#[derive(Debug)]
pub enum Iterators {}

/// An [`Input`] that is a stream.
#[derive(Debug)]
pub enum Streams {}

#[diagnostic::do_not_recommend]
impl<I: IntoIterator<IntoIter: Send>> Input<Iterators> for I {
    type Item = I::Item;

    fn into_stream<'i>(self) -> Pin<Box<dyn Stream<Item = I::Item> + Send + 'i>>
    where
        Self: 'i,
    {
        Box::pin(Each(self.into_iter()))
    }
}

#[diagnostic::do_not_recommend]
impl<S: Stream + Send> Input<Streams> for S {
    type Item = S::Item;

    fn into_stream<'i>(self) -> Pin<Box<dyn Stream<Item = S::Item> + Send + 'i>>
    where
        Self: 'i,
    {
        Box::pin(self)
    }
}

/// An iterator as a stream that is always ready.
struct Each<I>(I);

impl<I> Unpin for Each<I> {}

impl<I: Iterator> Stream for Each<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.0.next())
    }
}

/// A new record, or a `Result` of one: a row that its maker could not make fails alone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a new record",
    label = "expected rows of `NewX {{ .. }}` or `X::new()`, with `.set(..)` for further fields, or `Result`s of them"
)]
pub trait IntoRow {
    /// The new record.
    type New: IntoCreate;

    /// The row.
    ///
    /// # Errors
    /// There is none, and why.
    fn into_row(self) -> Result<Self::New, Error>;
}

#[diagnostic::do_not_recommend]
impl<N: IntoCreate> IntoRow for N {
    type New = N;

    fn into_row(self) -> Result<N, Error> {
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl<N: IntoCreate, E: Into<Box<dyn StdError + Send + Sync>>> IntoRow for Result<N, E> {
    type New = N;

    fn into_row(self) -> Result<N, Error> {
        self.map_err(foreign)
    }
}

/// The id of a record, or a `Result` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the id of a record",
    label = "expected ids: `Id<X>` or `&Id<X>`, or `Result`s of them"
)]
pub trait IntoKnown {
    /// A row of the model that it belongs to.
    type Model: Model;

    /// The text of the id.
    ///
    /// # Errors
    /// There is none, and why.
    fn into_known(self) -> Result<String, Error>;
}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoKnown for Id<M> {
    type Model = M;

    fn into_known(self) -> Result<String, Error> {
        Ok(self.into_text())
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoKnown for &Id<M> {
    type Model = M;

    fn into_known(self) -> Result<String, Error> {
        Ok(self.as_str().to_owned())
    }
}

#[diagnostic::do_not_recommend]
impl<I: IntoKnown, E: Into<Box<dyn StdError + Send + Sync>>> IntoKnown for Result<I, E> {
    type Model = I::Model;

    fn into_known(self) -> Result<String, Error> {
        self.map_err(foreign)?.into_known()
    }
}

/// An id with the changes to its record, or a `Result` of both.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a change of a record",
    label = "expected pairs of an id and a patch, or `Result`s of them"
)]
pub trait IntoChange {
    /// A row of the model that the id belongs to.
    type Model: Model;
    /// A row of the model that the patch belongs to.
    type Patched: Model;

    /// Both.
    ///
    /// # Errors
    /// There are none, and why.
    fn into_change(self) -> Result<(String, Patch<Self::Patched>), Error>;
}

#[diagnostic::do_not_recommend]
impl<I: IntoKnown, P: Model> IntoChange for (I, Patch<P>) {
    type Model = I::Model;
    type Patched = P;

    fn into_change(self) -> Result<(String, Patch<P>), Error> {
        Ok((self.0.into_known()?, self.1))
    }
}

#[diagnostic::do_not_recommend]
impl<C: IntoChange, E: Into<Box<dyn StdError + Send + Sync>>> IntoChange for Result<C, E> {
    type Model = C::Model;
    type Patched = C::Patched;

    fn into_change(self) -> Result<(String, Patch<C::Patched>), Error> {
        self.map_err(foreign)?.into_change()
    }
}

/// An error of the input's. One of ours, as when rows are made of what a query reads, stays what it is.
pub(crate) fn foreign<E: Into<Box<dyn StdError + Send + Sync>>>(error: E) -> Error {
    match error.into().downcast::<Error>() {
        Ok(error) => *error,
        Err(error) => Error::invalid_value(Words::NoRow { reason: error.to_string() }.to_string()),
    }
}

/// The rows as they are sent.
pub(crate) type EncodedRows<'i> = Pin<Box<dyn Stream<Item = Result<EncodedRow, Error>> + Send + 'i>>;

/// The lines that a function makes of what comes.
pub(crate) fn mapped<'i, T: 'i>(
    items: Pin<Box<dyn Stream<Item = T> + Send + 'i>>,
    line: impl FnMut(T) -> Result<EncodedRow, Error> + Send + 'i,
) -> EncodedRows<'i> {
    Box::pin(Mapped { items, line })
}

struct Mapped<'i, T, F> {
    items: Pin<Box<dyn Stream<Item = T> + Send + 'i>>,
    line: F,
}

impl<T, F> Unpin for Mapped<'_, T, F> {}

impl<T, F: FnMut(T) -> Result<EncodedRow, Error>> Stream for Mapped<'_, T, F> {
    type Item = Result<EncodedRow, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        this.items.as_mut().poll_next(context).map(|item| item.map(&mut this.line))
    }
}

pub(crate) fn creates<'i, B, N: IntoRow + 'i>(client: &Client, rows: impl Input<B, Item = N> + Send + 'i) -> Later<'i> {
    let client = client.clone();
    Box::new(move |key| {
        mapped(rows.into_stream(), move |row: N| {
            EncodedRow::create(row.into_row()?.into_create().fields, client.gateway(), key.as_deref())
        })
    })
}

pub(crate) fn changes<'i, B, C: IntoChange + 'i>(
    client: &Client,
    model: &'static str,
    changes: impl Input<B, Item = C> + Send + 'i,
) -> Later<'i> {
    let client = client.clone();
    Box::new(move |_| {
        mapped(changes.into_stream(), move |change: C| {
            let (id, patch) = change.into_change()?;
            EncodedRow::update(present(id, model)?, patch.fields, client.gateway())
        })
    })
}

pub(crate) fn deletes<'i, B, I: IntoKnown + 'i>(
    model: &'static str,
    ids: impl Input<B, Item = I> + Send + 'i,
) -> Later<'i> {
    Box::new(move |_| mapped(ids.into_stream(), move |id: I| Ok(EncodedRow::delete(present(id.into_known()?, model)?))))
}

pub(crate) fn present(id: String, model: &str) -> Result<String, Error> {
    match id.is_empty() {
        true => Err(Error::invalid_value(Words::NoId { model }.to_string())),
        false => Ok(id),
    }
}
