//! How records are read from pages and how values are written into bodies.
//!
//! Generated code says three things: the names of the fields ([`RecordLayout`]), the empty record, and where field `i` lives
//! ([`Record`]). Everything else is compiled once, here.

mod decode_error;
mod json;
mod key;
mod layout;
mod members;
mod numbers;
mod order;
mod place;
mod printed;
mod reader;
mod record;
mod scalars;
mod serde_impl;
mod skip;
mod tokens;
mod unknown_fields;
mod utf8;
mod writer;

pub use decode_error::DecodeError;
#[doc(hidden)]
pub use layout::{AsOptions, AsRecord, By, Described};
pub(crate) use members::members;
#[doc(hidden)]
pub use place::{Place, place};
pub use reader::Reader;
#[doc(hidden)]
pub use record::{copied, debug, debug_fields, read, read_cells};
pub(crate) use serde_impl::ToJson;
#[doc(hidden)]
pub use serde_impl::{deserialize, deserialize_option, serialize, serialize_option};
pub(crate) use utf8::utf8;
pub(crate) use writer::Refusal;
pub use writer::Writer;

use std::any::Any;
use std::fmt::Debug;

/// A Rust type that has a form on the wire.
///
/// Implement it for a type of your own by delegation, together with [`Decode`] for the kinds it holds:
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
    /// A value that stands in until the real one is read; it must not panic.
    ///
    /// A record that is read never keeps it. A caller sees it in the `Default` of a nested object, whose required fields
    /// begin with it.
    fn placeholder() -> Self;

    /// The name that generated code knows.
    #[doc(hidden)]
    fn vacant() -> Self {
        Self::placeholder()
    }

    /// Reads the value. `first` is its first byte, already consumed; it is never null's.
    ///
    /// # Errors
    /// The bytes are not JSON, or JSON of another kind.
    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError>;

    /// Whether values are options, whose lists old records hold as keys with commas between them.
    #[doc(hidden)]
    fn is_option() -> bool {
        false
    }

    /// The value that stands for null as an element of a list; `None` if such a list must not hold null.
    fn null() -> Option<Self> {
        None
    }

    /// Writes the value as JSON.
    fn write(&self, out: &mut Writer);
}

/// A Rust type that holds kind `K` with presence `A`: what a view may declare for a field.
///
/// `Option<T>` fits every field that `T` fits, and nothing else fits a field that may be empty.
#[diagnostic::on_unimplemented(
    message = "this type cannot hold a field of kind `{K}`",
    label = "`{Self}` does not implement `Decode<{K}>`",
    note = "declare a type that can, in a view or as one of `types` in weda.toml, or implement `weda::codec::Codec` and \
            `weda::codec::Decode<{K}>` for this one by delegation"
)]
pub trait Decode<K, A = crate::model::Required>: FieldSlot {}

#[diagnostic::do_not_recommend]
impl<T: Codec + Decode<K>, K, A> Decode<K, A> for Option<T> {}

/// Compiles where `T` holds fields of kind `K`; generated code asks so of the types that settings name.
#[doc(hidden)]
pub const fn holds<T: Decode<K>, K>() {}

/// The place of one field in a record.
///
/// Provided for every [`Codec`] type and for `Option` of it.
pub trait FieldSlot: Any + Debug {
    /// The empty place.
    fn vacant() -> Self
    where
        Self: Sized;

    /// Reads the value that begins with `first`, which is not null's.
    ///
    /// # Errors
    /// The bytes are not JSON, or JSON of another kind.
    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError>;

    /// Says that there is no value.
    ///
    /// # Errors
    /// There must be one.
    fn empty(&mut self) -> Result<(), DecodeError>;

    /// Takes a null that somebody wrote: the value itself where null is one, and otherwise as [`empty`](Self::empty).
    ///
    /// # Errors
    /// There must be a value.
    #[doc(hidden)]
    fn null(&mut self) -> Result<(), DecodeError> {
        self.empty()
    }

    /// Writes the value as JSON; an absent one as null.
    fn write(&self, out: &mut Writer);

    /// Whether there is no value.
    fn is_absent(&self) -> bool;

    /// Takes over what is at another place of the same type; from one of another type nothing.
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
    /// What messages call the record: the model's identifier, or the path of a nested object.
    pub model: &'static str,
    /// The keys under which the fields travel.
    pub names: &'static [&'static str],
    /// Which of them must be there, unless their place is one that may stay empty, as an `Option` in a view.
    pub required: &'static [usize],
}

/// A struct whose fields can be reached by number; implemented by generated code.
#[doc(hidden)]
pub trait Record: Debug + 'static {
    /// The record before it is read.
    fn vacant() -> Self
    where
        Self: Sized;
    /// The names of the fields.
    fn table(&self) -> &'static RecordLayout;
    /// Field number `index` of the table.
    fn cell(&self, index: usize) -> &dyn FieldSlot;
    /// Field number `index` of the table.
    fn cell_mut(&mut self, index: usize) -> &mut dyn FieldSlot;
}
