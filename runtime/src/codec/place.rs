//! The way to one field of a view.

use super::{Decode, FieldSlot};

/// How a field of a view begins, and how it is reached while a record is read; for generated code.
#[derive(Debug)]
pub struct Place<T> {
    /// The empty value.
    pub vacant: fn() -> T,
    /// The field as the reader fills it.
    pub cell: fn(&mut T) -> &mut dyn FieldSlot,
}

/// The place of a type that holds fields of kind `K` with presence `A`; for generated code.
#[must_use]
pub fn place<K, A, T: Decode<K, A>>() -> Place<T> {
    Place { vacant: T::vacant, cell: |field| field }
}
