//! What items come from: an iterator or a stream.

use std::pin::Pin;

use futures_util::stream::{self, Stream};

/// What a bulk call takes: everything that can be iterated over, and every [`Stream`].
///
/// `B` tells which of both it is, and is found by the compiler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an iterator or a stream that is `Send`",
    label = "expected rows or ids: a `Vec`, an array, an iterator or a stream, with nothing in it that is not `Send`"
)]
pub trait Input<B>: Send {
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
