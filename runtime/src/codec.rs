//! Decoding of records and encoding of values.
//!
//! Generated code provides three things: the names of the fields ([`RecordLayout`]), the empty record, and access to
//! field `i` ([`RecordFields`]). Everything else is compiled once, here.

mod columns;
mod decode_error;
mod expected_key;
mod found;
mod json;
mod key;
mod layout;
mod members;
mod numbers;
mod order;
mod place;
mod reader;
mod record;
mod scalars;
mod serde_impl;
mod skip;
mod tokens;
mod unknown_fields;
mod utf8;
mod writer;

#[doc(hidden)]
pub use columns::Columns;
pub use decode_error::DecodeError;
pub(crate) use found::Found;
#[doc(hidden)]
pub use layout::{AsOptions, AsRecord, HasLayout, LayoutCodec};
pub(crate) use members::{Members, has_only, members, members_of};
#[doc(hidden)]
pub use order::KeyOrder;
#[doc(hidden)]
pub use place::{Place, place};
pub use reader::Reader;
#[doc(hidden)]
pub use record::{copied, debug, debug_fields, read, read_cells};
#[doc(hidden)]
pub use scalars::related;
pub(crate) use scalars::related_ids;
pub(crate) use serde_impl::ToJson;
#[doc(hidden)]
pub use serde_impl::{deserialize, deserialize_option, serialize, serialize_option};
pub(crate) use utf8::utf8;
pub(crate) use writer::UnsendableNumber;
pub use writer::Writer;

use std::any::Any;
use std::fmt::Debug;

/// A Rust type that can be decoded from JSON and encoded as JSON.
///
/// Implement it for your own type by delegation, together with [`Decode`] for the kinds that it holds:
///
/// ```
/// use weda::codec::{Codec, Decode, DecodeError, Reader, Writer};
/// use weda::field::Text;
///
/// #[derive(Clone, Debug)]
/// struct Phone(String);
///
/// impl Codec for Phone {
///     fn placeholder() -> Self { Phone(String::placeholder()) }
///     fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> { self.0.read(first, reader) }
///     fn write(&self, out: &mut Writer) { self.0.write(out) }
/// }
/// impl Decode<Text> for Phone {}
/// ```
pub trait Codec: Clone + Debug + 'static {
    /// Returns a value to decode into. Must not panic.
    ///
    /// A decoded record never contains it. Callers see it in the `Default` of a nested object, as the initial value of
    /// required fields.
    fn placeholder() -> Self;

    /// The name of [`placeholder`](Self::placeholder) in generated code.
    #[doc(hidden)]
    fn vacant() -> Self {
        Self::placeholder()
    }

    /// Decodes the value. `first` is its first byte, already consumed, and never that of null.
    ///
    /// # Errors
    /// Returns an error if the bytes are not JSON, or are JSON of another type.
    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError>;

    /// Returns true for options. Old records store lists of them as comma-separated keys.
    #[doc(hidden)]
    fn is_option() -> bool {
        false
    }

    /// Returns true for ids of other records, and lists of them.
    #[doc(hidden)]
    fn is_reference() -> bool {
        false
    }

    /// Returns the value that represents null in a list, or `None` if a list must not contain null.
    fn null() -> Option<Self> {
        None
    }

    /// Writes the value as JSON.
    fn write(&self, out: &mut Writer);
}

/// A Rust type that can hold a field of kind `K` with presence `A`: the types that a view may declare for the field.
///
/// `Option<T>` fits every field that `T` fits. A field that may be empty needs an `Option`.
#[diagnostic::on_unimplemented(
    message = "this type cannot hold a field of kind `{K}`",
    label = "`{Self}` does not implement `Decode<{K}>`",
    note = "declare a type that can, in a view or as one of `types` in weda.toml, or implement `weda::codec::Codec` and \
            `weda::codec::Decode<{K}>` for this one by delegation"
)]
pub trait Decode<K, A = crate::model::Required>: FieldSlot {}

#[diagnostic::do_not_recommend]
impl<T: Codec + Decode<K>, K, A> Decode<K, A> for Option<T> {}

/// Compiles if `T` can hold fields of kind `K`. Generated code checks the types of settings with it.
#[doc(hidden)]
pub const fn holds<T: Decode<K>, K>() {}

/// Storage for one field of a record.
///
/// Implemented for every [`Codec`] type and for `Option`s of them.
pub trait FieldSlot: Any + Debug {
    /// Returns the initial value.
    fn vacant() -> Self
    where
        Self: Sized;

    /// Decodes the value that begins with `first`, which is never the first byte of null.
    ///
    /// # Errors
    /// Returns an error if the bytes are not JSON, or are JSON of another type.
    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError>;

    /// Records that the field has no value.
    ///
    /// # Errors
    /// Returns an error if the field requires a value.
    fn empty(&mut self) -> Result<(), DecodeError>;

    /// Records an explicit null: as a value where the type has one for null, otherwise like [`empty`](Self::empty).
    ///
    /// # Errors
    /// Returns an error if the field requires a value.
    #[doc(hidden)]
    fn null(&mut self) -> Result<(), DecodeError> {
        self.empty()
    }

    /// Writes the value as JSON, or null if there is none.
    fn write(&self, out: &mut Writer);

    /// Returns true if there is no value.
    fn is_absent(&self) -> bool;

    /// Returns true if the slot holds ids of other records.
    #[doc(hidden)]
    fn is_reference(&self) -> bool {
        false
    }

    /// Copies the value of another slot of the same type; does nothing if the types differ.
    fn assign(&mut self, from: &dyn FieldSlot);
}

impl<T: Codec> FieldSlot for T {
    fn vacant() -> Self {
        Codec::vacant()
    }

    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        Codec::read(self, first, reader)
    }

    fn empty(&mut self) -> Result<(), DecodeError> {
        Err(DecodeError::empty())
    }

    fn null(&mut self) -> Result<(), DecodeError> {
        *self = T::null().ok_or_else(DecodeError::empty)?;
        Ok(())
    }

    fn write(&self, out: &mut Writer) {
        Codec::write(self, out);
    }

    fn is_absent(&self) -> bool {
        false
    }

    fn is_reference(&self) -> bool {
        T::is_reference()
    }

    fn assign(&mut self, from: &dyn FieldSlot) {
        assign(self, from);
    }
}

impl<T: Codec> FieldSlot for Option<T> {
    fn vacant() -> Self {
        None
    }

    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        Codec::read(self.insert(T::vacant()), first, reader)
    }

    fn empty(&mut self) -> Result<(), DecodeError> {
        *self = None;
        Ok(())
    }

    fn write(&self, out: &mut Writer) {
        match self {
            Some(value) => Codec::write(value, out),
            None => out.null(),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn is_reference(&self) -> bool {
        T::is_reference()
    }

    fn assign(&mut self, from: &dyn FieldSlot) {
        assign(self, from);
    }
}

fn assign<T: Clone + 'static>(to: &mut T, from: &dyn FieldSlot) {
    if let Some(value) = (from as &dyn Any).downcast_ref() {
        *to = T::clone(value);
    }
}

/// The names of a record's fields.
#[derive(Debug)]
#[doc(hidden)]
pub struct RecordLayout {
    /// The record's name in messages: the model's identifier, or the path of a nested object.
    pub model: &'static str,
    /// The JSON keys of the fields.
    pub names: &'static [&'static str],
    /// Indices of the required fields. A slot that may be empty, such as an `Option` in a view, lifts the requirement.
    pub required: &'static [usize],
}

/// Access to a struct's fields by index; implemented by generated code.
#[doc(hidden)]
pub trait RecordFields: Debug + 'static {
    /// Returns the record to decode into.
    fn vacant() -> Self
    where
        Self: Sized;
    /// Returns the names of the fields.
    fn table(&self) -> &'static RecordLayout;
    /// Returns the slot of the field at `index`.
    fn cell(&self, index: usize) -> &dyn FieldSlot;
    /// Returns the slot of the field at `index`.
    fn cell_mut(&mut self, index: usize) -> &mut dyn FieldSlot;
}
