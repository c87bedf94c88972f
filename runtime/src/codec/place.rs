//! Access to one field of a view.

use super::{Decode, FieldSlot};

/// The initial value of a view's field and the access to it while a record is decoded; for generated code.
#[derive(Debug)]
pub struct Place<T> {
    /// Returns the initial value.
    pub vacant: fn() -> T,
    /// Returns the field as the reader's slot.
    pub cell: fn(&mut T) -> &mut dyn FieldSlot,
}

/// Creates the `Place` of a type that holds fields of kind `K` with presence `A`; for generated code.
#[must_use]
pub fn place<K, A, T: Decode<K, A>>() -> Place<T> {
    Place { vacant: T::vacant, cell: |field| field }
}
