//! The codec that all generated types share.

use std::fmt::Debug;

use super::{Codec, DecodeError, Reader, RecordFields, Writer};
use crate::model::option_set::Options;

/// A type whose layout is described by generated code.
pub trait HasLayout: Clone + Debug + 'static {
    /// The codec for the layout: [`AsRecord`] or [`AsOptions`].
    type By: LayoutCodec<Self>;
}

/// A codec for values of `T` that is driven by their layout.
pub trait LayoutCodec<T> {
    /// See [`Codec::vacant`].
    fn vacant() -> T;
    /// See [`Codec::read`].
    ///
    /// # Errors
    /// See [`Codec::read`].
    fn read(value: &mut T, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError>;
    /// See [`Codec::write`].
    fn write(value: &T, out: &mut Writer);
    /// See [`Codec::is_option`].
    fn is_option() -> bool {
        false
    }
}

#[diagnostic::do_not_recommend]
impl<T: HasLayout> Codec for T {
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
impl<T: Options + Clone + Debug + 'static> HasLayout for T {
    type By = AsOptions;
}

/// The codec of nested objects.
#[derive(Debug)]
pub struct AsRecord(());

impl<T: RecordFields> LayoutCodec<T> for AsRecord {
    fn vacant() -> T {
        RecordFields::vacant()
    }

    fn read(value: &mut T, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        // If a key occurs twice, nothing of the first object may remain.
        *value = RecordFields::vacant();
        super::record::nested(value, first, reader)
    }

    fn write(value: &T, out: &mut Writer) {
        out.record(value);
    }
}

/// The codec of options, which are strings.
#[derive(Debug)]
pub struct AsOptions(());

impl<T: Options> LayoutCodec<T> for AsOptions {
    fn vacant() -> T {
        T::nth(T::LISTED.len(), String::new())
    }

    fn read(value: &mut T, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let (index, key) = reader.option(first, T::LISTED)?;
        // The service may write an empty string if no option is chosen.
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
