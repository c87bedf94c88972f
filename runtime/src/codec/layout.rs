//! Generated types that have a form on the wire: each says by which table, and all share one codec.

use std::fmt::Debug;

use super::{Codec, DecodeError, Reader, Record, Writer};
use crate::model::option_set::Options;

/// A type that generated code describes by a table.
pub trait Described: Clone + Debug + 'static {
    /// The way in which the table is used: [`AsRecord`] or [`AsOptions`].
    type By: By<Self>;
}

/// How values of the type `T` are read and written by their table.
pub trait By<T> {
    /// As [`Codec::vacant`].
    fn vacant() -> T;
    /// As [`Codec::read`].
    ///
    /// # Errors
    /// As [`Codec::read`].
    fn read(value: &mut T, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError>;
    /// As [`Codec::write`].
    fn write(value: &T, out: &mut Writer);
    /// As [`Codec::is_option`].
    fn is_option() -> bool {
        false
    }
}

#[diagnostic::do_not_recommend]
impl<T: Described> Codec for T {
    fn placeholder() -> Self {
        T::By::vacant()
    }

    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        T::By::read(self, first, reader)
    }

    fn write(&self, out: &mut Writer) {
        T::By::write(self, out);
    }

    fn is_option() -> bool {
        T::By::is_option()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Options + Clone + Debug + 'static> Described for T {
    type By = AsOptions;
}

/// A nested object: a field for each member.
#[derive(Debug)]
pub struct AsRecord(());

impl<T: Record> By<T> for AsRecord {
    fn vacant() -> T {
        Record::vacant()
    }

    fn read(value: &mut T, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        // Where a key comes twice, nothing of the first object may be left.
        *value = Record::vacant();
        super::record::nested(value, first, reader)
    }

    fn write(value: &T, out: &mut Writer) {
        out.record(value);
    }
}

/// One of a set of options: a text.
#[derive(Debug)]
pub struct AsOptions(());

impl<T: Options> By<T> for AsOptions {
    fn vacant() -> T {
        T::nth(T::LISTED.len(), String::new())
    }

    fn read(value: &mut T, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let (index, key) = reader.option(first, T::LISTED)?;
        // An empty text is how the service may write that there is none.
        if index == T::LISTED.len() && !key.is_empty() && !reader.is_exact() {
            super::unknown_fields::option(std::any::type_name::<T>());
        }
        *value = T::nth(index, key);
        Ok(())
    }

    fn write(value: &T, out: &mut Writer) {
        out.text(crate::OptionSet::key(value));
    }

    fn is_option() -> bool {
        true
    }
}
