//! Inputs of bulk calls: iterators and streams.

use std::pin::Pin;

use futures_util::stream::{self, Stream};

/// The input of a bulk call: an iterator or a [`Stream`].
///
/// `B` distinguishes the two and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an iterator or a stream that is `Send`",
    label = "expected rows or ids: a `Vec`, an array, an iterator or a stream, all of it `Send`"
)]
pub trait Input<B>: Send {
    /// The type of the items.
    type Item;

    /// Converts the input into a stream.
    #[doc(hidden)]
    fn into_stream<'i>(self) -> Pin<Box<dyn Stream<Item = Self::Item> + Send + 'i>>
    where
        Self: 'i;
}

/// Marks an [`Input`] that is an iterator.
#[derive(Debug)]
pub enum Iterators {}

/// Marks an [`Input`] that is a stream.
#[derive(Debug)]
pub enum Streams {}

#[diagnostic::do_not_recommend]
impl<I: IntoIterator<IntoIter: Send> + Send> Input<Iterators> for I {
    type Item = I::Item;

    fn into_stream<'i>(self) -> Pin<Box<dyn Stream<Item = I::Item> + Send + 'i>>
    where
        Self: 'i,
    {
        Box::pin(stream::iter(self))
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
