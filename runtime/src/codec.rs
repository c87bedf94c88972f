//! How records are read from pages and how values are written into bodies.
//!
//! Generated code says three things: the names of the fields ([`Table`]), the empty record, and where field `i` lives
//! ([`Record`]). Everything else is compiled once, here.

mod fault;
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

pub use fault::Fault;
pub use layout::{AsOptions, AsRecord, By, Described};
pub(crate) use members::members;
pub use place::{Place, place};
pub use reader::Reader;
pub use record::{copied, debug, debug_fields, read, read_cells};
pub(crate) use serde_impl::ToJson;
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
/// use weda::{Codec, Decode, Fault, Reader, Text, Writer};
///
/// #[derive(Clone, Debug)]
/// struct Phone(String);
///
/// impl Codec for Phone {
///     fn vacant() -> Self { Phone(String::vacant()) }
///     fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), Fault> { self.0.read(first, reader) }
///     fn write(&self, out: &mut Writer) { self.0.write(out) }
/// }
/// impl Decode<Text> for Phone {}
/// ```
pub trait Codec: Clone + Debug + 'static {
    /// A value that stands in until the real one is read; it must not panic.
    ///
    /// A record that is read never keeps it. A caller sees it in the `Default` of a nested object, whose required fields
    /// begin with it.
    fn vacant() -> Self;

    /// Reads the value. `first` is its first byte, already consumed; it is never null's.
    ///
    /// # Errors
    /// The bytes are not JSON, or JSON of another kind.
    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), Fault>;

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
    note = "declare a type that can, in a view or as one of `types` in weda.toml, or implement `weda::Codec` and \
            `weda::Decode<{K}>` for this one by delegation"
)]
pub trait Decode<K, A = crate::model::Required>: Cell {}

#[diagnostic::do_not_recommend]
impl<T: Codec + Decode<K>, K, A> Decode<K, A> for Option<T> {}

/// Compiles where `T` holds fields of kind `K`; generated code asks so of the types that settings name.
pub const fn holds<T: Decode<K>, K>() {}

/// The place of one field in a record.
///
/// Provided for every [`Codec`] type and for `Option` of it.
pub trait Cell: Any + Debug {
    /// The empty place.
    fn vacant() -> Self
    where
        Self: Sized;

    /// Reads the value that begins with `first`, which is not null's.
    ///
    /// # Errors
    /// The bytes are not JSON, or JSON of another kind.
    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), Fault>;

    /// Says that there is no value.
    ///
    /// # Errors
    /// There must be one.
    fn empty(&mut self) -> Result<(), Fault>;

    /// Takes a null that somebody wrote: the value itself where null is one, and otherwise as [`empty`](Self::empty).
    ///
    /// # Errors
    /// There must be a value.
    #[doc(hidden)]
    fn null(&mut self) -> Result<(), Fault> {
        self.empty()
    }

    /// Writes the value as JSON; an absent one as null.
    fn write(&self, out: &mut Writer);

    /// Whether there is no value.
    fn is_absent(&self) -> bool;

    /// Takes over what is at another place of the same type; from one of another type nothing.
    fn assign(&mut self, from: &dyn Cell);
}

impl<T: Codec> Cell for T {
    fn vacant() -> Self {
        Codec::vacant()
    }

    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), Fault> {
        Codec::read(self, first, reader)
    }

    fn empty(&mut self) -> Result<(), Fault> {
        Err(Fault::empty())
    }

    fn null(&mut self) -> Result<(), Fault> {
        *self = T::null().ok_or_else(Fault::empty)?;
        Ok(())
    }

    fn write(&self, out: &mut Writer) {
        Codec::write(self, out);
    }

    fn is_absent(&self) -> bool {
        false
    }

    fn assign(&mut self, from: &dyn Cell) {
        assign(self, from);
    }
}

impl<T: Codec> Cell for Option<T> {
    fn vacant() -> Self {
        None
    }

    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), Fault> {
        Codec::read(self.insert(T::vacant()), first, reader)
    }

    fn empty(&mut self) -> Result<(), Fault> {
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

    fn assign(&mut self, from: &dyn Cell) {
        assign(self, from);
    }
}

fn assign<T: Clone + 'static>(to: &mut T, from: &dyn Cell) {
    if let Some(value) = (from as &dyn Any).downcast_ref() {
        *to = T::clone(value);
    }
}

/// The names of a record's fields.
#[derive(Debug)]
pub struct Table {
    /// What messages call the record: the model's identifier, or the path of a nested object.
    pub model: &'static str,
    /// The keys under which the fields travel.
    pub names: &'static [&'static str],
    /// Which of them must be there, unless their place is one that may stay empty, as an `Option` in a view.
    pub required: &'static [usize],
}

/// A struct whose fields can be reached by number; implemented by generated code.
pub trait Record: Debug + 'static {
    /// The record before it is read.
    fn vacant() -> Self
    where
        Self: Sized;
    /// The names of the fields.
    fn table(&self) -> &'static Table;
    /// Field number `index` of the table.
    fn cell(&self, index: usize) -> &dyn Cell;
    /// Field number `index` of the table.
    fn cell_mut(&mut self, index: usize) -> &mut dyn Cell;
}
