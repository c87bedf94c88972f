//! Answers that are awaited.

use std::pin::Pin;

use crate::refused::Refused;

/// The answer of a [`Source`](crate::Source), when it is awaited.
pub type Reply<'a, T> = Pin<Box<dyn Future<Output = Result<T, Refused>> + Send + 'a>>;
