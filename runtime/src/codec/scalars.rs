//! Codecs of the standard types, times, ids and lists.

use super::{Codec, Decode, DecodeError, Reader, Writer};
use crate::model::SameModel;
use crate::model::{Bool, Choice, Integer, List, Number, Text};
use crate::{Date, DateTime, Id, Model, OptionSet, TimeOfDay};

impl Codec for String {
    fn placeholder() -> Self {
        String::new()
    }
    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        *self = reader.text(first)?;
        Ok(())
    }
    fn write(&self, out: &mut Writer) {
        out.text(self);
    }
}
#[diagnostic::do_not_recommend]
impl Decode<Text> for String {}
/// A key may be read as a plain string.
#[diagnostic::do_not_recommend]
impl<E> Decode<Choice<E>> for String {}
/// An open enumeration can hold any key, but its options have a meaning in their own set only.
#[diagnostic::do_not_recommend]
impl<E: OptionSet, T: OptionSet<Tag = E::Tag> + Codec> Decode<Choice<E>> for T {}

impl Codec for f64 {
    fn placeholder() -> Self {
        0.0
    }
    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        *self = reader.double(first)?;
        Ok(())
    }
    fn write(&self, out: &mut Writer) {
        out.number(*self);
    }
}
#[diagnostic::do_not_recommend]
impl Decode<Number> for f64 {}

impl Codec for i64 {
    fn placeholder() -> Self {
        0
    }
    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        *self = reader.whole(first, "a whole number", "a whole number of at most 64 bits")?;
        Ok(())
    }
    fn write(&self, out: &mut Writer) {
        out.integer(*self);
    }
}
#[diagnostic::do_not_recommend]
impl Decode<Integer> for i64 {}

impl Codec for bool {
    fn placeholder() -> Self {
        false
    }
    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        *self = reader.boolean(first)?;
        Ok(())
    }
    fn write(&self, out: &mut Writer) {
        out.boolean(*self);
    }
}
#[diagnostic::do_not_recommend]
impl Decode<Bool> for bool {}

macro_rules! times {
    ($($time:ident)*) => {$(
        impl Codec for $time {
            fn placeholder() -> Self {
                Self::from_millis(0)
            }
            fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
                *self = Self::from_millis(reader.whole(first, "milliseconds", "whole milliseconds")?);
                Ok(())
            }
            fn write(&self, out: &mut Writer) {
                out.integer(self.as_millis());
            }
        }
        #[diagnostic::do_not_recommend]
        impl Decode<$time> for $time {}
    )*};
}
times!(DateTime Date TimeOfDay);

/// A relation is an id, `{"_id": ..}`, a whole record, the JSON text of these, or `""` for none.
///
/// Source: "Data model" (relation fields) for the id; the other forms are seen in stored data.
impl<M: 'static> Codec for Id<M> {
    fn placeholder() -> Self {
        Id::new(String::new())
    }

    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        read_id(self.text_mut(), first, reader)
    }

    fn is_reference() -> bool {
        true
    }

    fn write(&self, out: &mut Writer) {
        out.text(self.as_str());
    }
}
#[diagnostic::do_not_recommend]
impl<M: SameModel<N>, N: Model> Decode<Id<N>> for Id<M> {}

/// A separate function, so that it is compiled once and not once per model.
fn read_id(text: &mut String, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
    *text = related(first, reader)?;
    Ok(())
}

/// Returns the id from any of these forms.
#[doc(hidden)]
pub fn related(first: u8, reader: &mut Reader<'_>) -> Result<String, DecodeError> {
    let mut id = None::<String>;
    match first {
        first if reader.is_exact() => return reader.text(first),
        b'"' => {
            let text = reader.text(first)?;
            if text.trim_ascii_start().starts_with('{') {
                let mut inner = Reader::new(&text);
                let object = inner.next().and_then(|first| related(first, &mut inner));
                id = Some(object.and_then(|id| inner.end().map(|()| id)).map_err(DecodeError::inside_text)?);
            } else if text != "null" {
                id = Some(text);
            }
        }
        b'{' => reader.object(first, &mut |reader| {
            let mut at_start = true;
            while reader.more(b'}', at_start)? {
                at_start = false;
                if reader.key()? == "_id" {
                    reader.fill(&mut id).map_err(|error| error.inside("_id"))?;
                } else {
                    reader.skip()?;
                }
            }
            Ok(())
        })?,
        _ => {
            reader.str(first, "an id, or an object with `_id`")?;
        }
    }
    let id = id.unwrap_or_default();
    if id.is_empty() {
        reader.mark_absent();
    }
    Ok(id)
}

/// Returns the ids in the value of a relation or a list of relations, in any of these forms.
pub(crate) fn related_ids(value: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut reader = Reader::new(value);
    let mut read = || -> Result<(), DecodeError> {
        match reader.next()? {
            b'n' => {}
            first @ b'[' => reader.list(first, false, &mut |reader| {
                match reader.next()? {
                    b'n' => reader.literal("ull")?,
                    first => ids.push(related(first, reader)?),
                }
                Ok(())
            })?,
            first => ids.push(related(first, &mut reader)?),
        }
        Ok(())
    };
    // A value of another type is an error when the record is decoded.
    let _ = read();
    ids.retain(|id| !id.is_empty());
    ids
}

impl<T: Codec> Codec for Vec<T> {
    fn placeholder() -> Self {
        Vec::new()
    }
    fn is_reference() -> bool {
        T::is_reference()
    }
    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.clear();
        reader.list(first, T::is_option(), &mut |reader| {
            let item = element(reader)?;
            if self.len() == self.capacity() {
                // Most lists are short, and `push` would allocate four elements.
                self.reserve_exact(self.len().max(2));
            }
            self.push(item);
            Ok(())
        })
    }
    fn write(&self, out: &mut Writer) {
        out.list(self, |out, item| Codec::write(item, out));
    }
}
#[diagnostic::do_not_recommend]
impl<T: Codec + Decode<K>, K> Decode<List<K>> for Vec<T> {}

/// Decodes an element of a list. Unlike a field, it cannot be absent: null and `""` are values or errors.
fn element<T: Codec>(reader: &mut Reader<'_>) -> Result<T, DecodeError> {
    let first = reader.next()?;
    if first == b'n' {
        reader.literal("ull")?;
        return T::null().ok_or_else(|| DecodeError::expected("a value", "null"));
    }
    let mut item = T::vacant();
    item.read(first, reader)?;
    match reader.take_absent() && T::null().is_none() {
        true => Err(DecodeError::expected("a value", "an empty text")),
        false => Ok(item),
    }
}
