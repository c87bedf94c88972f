//! The pull parser: JSON text, read value by value.

use std::ops::Range;
use std::sync::Arc;

use super::order::{Key, Orders};
use super::tokens::{Scratch, Tokens, ends};
use super::{DecodeError, FieldSlot, Found};
use crate::model::option_set::nth_of_key;

/// Maximum nesting depth: deeper than any model, and safe for the stack.
pub(super) const MAX_DEPTH: usize = 128;

/// A position in a JSON text.
pub struct Reader<'a> {
    pub(super) tokens: Tokens<'a>,
    pub(super) depth: usize,
    /// Set by a [`Codec`](super::Codec) after a value that means "no value".
    absent: bool,
    pub(crate) state: ReaderState,
}

/// State that is passed to the reader of a nested JSON text.
#[derive(Default)]
pub(crate) struct ReaderState {
    /// Buffer for unescaping strings that are copied immediately.
    pub scratch: Scratch,
    /// Buffers for unescaping nested JSON texts, one per level.
    buffers: Vec<Scratch>,
    orders: Orders,
    /// Strings are taken literally, not as JSON text or absence.
    exact: bool,
    /// The input is a single record, so its order of keys need not be learned.
    one_record: bool,
    /// Byte range of the `_id` of the last record.
    pub id: Option<Range<u32>>,
    /// The related records that are not expanded in place.
    pub found: Option<Arc<Found>>,
    /// Collects the fields of the next record that hold ids of other records.
    pub references: Option<Vec<&'static str>>,
}

impl<'a> Reader<'a> {
    #[doc(hidden)]
    pub fn new(text: &'a str) -> Self {
        Self { tokens: Tokens::new(text), depth: 0, absent: false, state: ReaderState::default() }
    }

    /// Creates a reader of values from serde, where every value has its own type.
    pub(crate) fn exact(text: &'a str) -> Self {
        let mut reader = Self::new(text);
        reader.state.exact = true;
        reader
    }

    /// Creates a reader of a single record.
    pub(crate) fn of_one_record(text: &'a str) -> Self {
        let mut reader = Self::new(text);
        reader.state.one_record = true;
        reader
    }

    pub(crate) fn is_exact(&self) -> bool {
        self.state.exact
    }

    /// Reads a value through its `Deserialize` implementation.
    pub(crate) fn by_serde<T: serde::de::DeserializeOwned>(
        &mut self,
        first: u8,
        expected: &str,
    ) -> Result<T, DecodeError> {
        let raw = self.raw(first)?;
        serde_json::from_str(raw).map_err(|_| DecodeError::expected(expected, raw))
    }

    /// Consumes and returns the first byte of the next token.
    ///
    /// # Errors
    /// Returns an error at the end of the input.
    // Not an iterator, since the end of the input is an error.
    #[allow(clippy::should_implement_trait)]
    #[inline]
    pub fn next(&mut self) -> Result<u8, DecodeError> {
        self.tokens.next().ok_or_else(ends)
    }

    /// Reads the string that begins with `first`.
    ///
    /// # Errors
    /// Returns an error if the value is not a string.
    pub fn text(&mut self, first: u8) -> Result<String, DecodeError> {
        self.str(first, "a text").map(str::to_owned)
    }

    /// Reads the option whose key begins with `first`: its index, as for
    /// [`Options::nth`](crate::model::option_set::Options), and its key.
    pub(crate) fn option(&mut self, first: u8, listed: &[(&str, &str)]) -> Result<(usize, String), DecodeError> {
        let key = self.str(first, "a text")?;
        Ok(nth_of_key(listed, key))
    }

    /// Like [`text`](Self::text), borrowed where possible.
    #[doc(hidden)]
    pub fn str(&mut self, first: u8, expected: &str) -> Result<&str, DecodeError> {
        if first != b'"' {
            return Err(self.expected(expected, first));
        }
        self.tokens.text(&mut self.state.scratch)
    }

    /// Reads the number that begins with `first`, as text.
    ///
    /// # Errors
    /// Returns an error if the value is not a number.
    pub fn number(&mut self, first: u8, expected: &str) -> Result<&'a str, DecodeError> {
        if !matches!(first, b'-' | b'0'..=b'9') {
            return Err(self.expected(expected, first));
        }
        self.tokens.number()
    }

    /// Reads the boolean that begins with `first`.
    ///
    /// # Errors
    /// Returns an error if the value is not a boolean.
    pub fn boolean(&mut self, first: u8) -> Result<bool, DecodeError> {
        match first {
            b't' => self.literal("rue").map(|()| true),
            b'f' => self.literal("alse").map(|()| false),
            _ => Err(self.expected("true or false", first)),
        }
    }

    /// Reads the next value, which may be null, into a slot.
    // Called for every field of a record, from two places.
    #[inline(always)]
    pub(crate) fn fill(&mut self, slot: &mut dyn FieldSlot) -> Result<(), DecodeError> {
        let first = self.next()?;
        if first == b'n' {
            self.literal("ull")?;
            return if self.is_exact() { slot.null() } else { slot.empty() };
        }
        slot.read(first, self)?;
        if self.take_absent() { slot.empty() } else { Ok(()) }
    }

    #[doc(hidden)]
    #[inline]
    pub fn literal(&mut self, rest: &str) -> Result<(), DecodeError> {
        self.tokens.literal(rest)
    }

    /// Marks the value just read as absent; a relation does so for `""`.
    pub fn mark_absent(&mut self) {
        self.absent = true;
    }

    #[doc(hidden)]
    #[inline]
    pub fn take_absent(&mut self) -> bool {
        std::mem::take(&mut self.absent)
    }

    /// Reads a list, native or as JSON text; `item` reads one element. `""` means no value.
    ///
    /// Old and imported records hold several options as comma-separated keys (seen in stored data), so this form is
    /// accepted for lists of options.
    #[doc(hidden)]
    pub fn list(
        &mut self,
        first: u8,
        of_options: bool,
        item: &mut dyn FnMut(&mut Reader<'_>) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        self.nested(first, b'[', "a list", of_options, &mut |reader| {
            let mut at = 0;
            while reader.more(b']', at == 0)? {
                item(reader).map_err(|error| error.inside(&format!("[{at}]")))?;
                at += 1;
            }
            Ok(())
        })
    }

    /// Reads an object, native or as JSON text; `members` reads its members. `""` means no value.
    #[doc(hidden)]
    pub fn object(
        &mut self,
        first: u8,
        members: &mut dyn FnMut(&mut Reader<'_>) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        self.nested(first, b'{', "an object", false, members)
    }

    /// Reads an array or object. The service sends them as JSON text; both forms are accepted.
    ///
    /// Source: "Data source management API", request parameters.
    fn nested(
        &mut self,
        first: u8,
        open: u8,
        expected: &str,
        is_joined: bool,
        body: &mut dyn FnMut(&mut Reader<'_>) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        if self.depth == MAX_DEPTH {
            return Err(DecodeError::expected("at most 128 levels of nesting", "more"));
        }
        if first == open {
            self.depth += 1;
            body(self)?;
            self.depth -= 1;
            return Ok(());
        }
        if first != b'"' || self.is_exact() {
            return Err(self.expected(expected, first));
        }
        let mut buffer = self.state.buffers.pop().unwrap_or_default();
        // JSON text nearly always contains quotes, and so escapes.
        let text = self.tokens.resolved(&mut buffer)?;
        let listed;
        let text = match is_joined && is_keys(text) {
            true => {
                listed = as_list(text);
                listed.as_str()
            }
            false => text,
        };
        let state = std::mem::take(&mut self.state);
        let mut inner = Reader { tokens: Tokens::new(text), depth: self.depth + 1, absent: false, state };
        let has_value = inner.opened(text, open, expected)?;
        if has_value {
            body(&mut inner).and_then(|()| inner.end()).map_err(DecodeError::inside_text)?;
        } else {
            self.mark_absent();
        }
        self.state = inner.state;
        self.state.buffers.push(buffer);
        Ok(())
    }

    /// Un-reads the first byte of a value.
    pub(crate) fn put_back(&mut self) {
        self.tokens.put_back();
    }

    /// Reads a record within another, whose `_id` is still the one of this reader; returns the text of its own `_id`.
    pub(crate) fn in_place<T>(
        &mut self,
        read: &mut dyn FnMut(&mut Reader<'_>) -> Result<T, DecodeError>,
    ) -> Result<(T, Option<&'a str>), DecodeError> {
        let outer = self.state.id.take();
        let value = read(self).map_err(DecodeError::of_target)?;
        let own = std::mem::replace(&mut self.state.id, outer);
        Ok((value, own.map(|at| self.tokens.between(at.start as usize, at.end as usize))))
    }

    /// Reads a record of another text, with the state of this reader.
    #[doc(hidden)]
    pub fn aside<T>(
        &mut self,
        text: &str,
        read: &mut dyn FnMut(&mut Reader<'_>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        let mut state = std::mem::take(&mut self.state);
        let outer = state.id.take();
        let mut inner = Reader { tokens: Tokens::new(text), depth: self.depth + 1, absent: false, state };
        let value = read(&mut inner);
        self.state = inner.state;
        self.state.id = outer;
        value
    }

    /// Consumes the opening byte of a nested JSON text; returns false if the text means no value.
    fn opened(&mut self, text: &str, open: u8, expected: &str) -> Result<bool, DecodeError> {
        match self.tokens.next() {
            Some(found) if found == open => Ok(true),
            None if text.is_empty() => Ok(false),
            Some(b'n') if text.trim_ascii() == "null" => Ok(false),
            _ => Err(DecodeError::expected(&format!("{expected} or its JSON text"), &format!("text {text:?}"))),
        }
    }

    /// Returns true if another element or member follows. Consumes the comma or the closing byte.
    pub(crate) fn more(&mut self, close: u8, at_start: bool) -> Result<bool, DecodeError> {
        match self.tokens.peek() {
            Some(found) if found == close => {
                self.tokens.next();
                Ok(false)
            }
            Some(b',') if !at_start => {
                self.tokens.next();
                Ok(true)
            }
            Some(_) if at_start => Ok(true),
            Some(_) => {
                self.tokens.next();
                let found = self.tokens.last();
                Err(DecodeError::not_json(format!("expected `,` or `{}`, found `{found}`", close as char)))
            }
            None => Err(ends()),
        }
    }

    /// Returns the learned orders of keys.
    pub(crate) fn orders(&mut self) -> &mut Orders {
        &mut self.state.orders
    }

    /// Consumes and returns the expected key if it is next.
    #[inline]
    pub(crate) fn expected_key(&mut self, order: usize, place: usize, at_start: bool) -> Option<Key> {
        let (key, length) = self.state.orders.expected(order, place, at_start, self.tokens.rest())?;
        self.tokens.pass(length);
        Some(key)
    }

    /// Remembers the key from `start` to here, which was not expected at `place`; returns the place of the next key.
    pub(crate) fn learn(&mut self, order: usize, place: usize, start: usize, at_start: bool, key: Key) -> usize {
        if self.state.one_record && self.depth == 1 {
            return place;
        }
        let text = self.tokens.between(start, self.tokens.offset());
        self.state.orders.learn(order, place, text, at_start, key)
    }

    /// Stores the range from `start` to here as that of the record's `_id`; beyond 4 GiB nothing is stored.
    pub(crate) fn mark_id(&mut self, start: usize) {
        self.state.id = u32::try_from(start).ok().zip(u32::try_from(self.offset()).ok()).map(|(start, end)| start..end);
    }

    /// Returns the offset in bytes.
    pub(crate) fn offset(&self) -> usize {
        self.tokens.offset()
    }

    pub(crate) fn text_from(&self, start: usize) -> &'a str {
        self.tokens.from(start)
    }

    /// Returns an error unless only white space follows.
    #[doc(hidden)]
    pub fn end(&mut self) -> Result<(), DecodeError> {
        match self.tokens.next() {
            None => Ok(()),
            Some(_) => Err(DecodeError::not_json(format!("`{}` follows after its end", self.tokens.last()))),
        }
    }
}

/// Returns true for comma-separated keys, false for JSON text and for texts that mean no value.
fn is_keys(text: &str) -> bool {
    let text = text.trim_ascii();
    !text.is_empty() && text != "null" && !text.starts_with(['[', '{', '"'])
}

/// Converts comma-separated keys to the JSON text of a list.
#[cold]
fn as_list(keys: &str) -> String {
    let keys = keys.split(',').map(str::trim).filter(|key| !key.is_empty()).map(serde_json::Value::from);
    serde_json::Value::from_iter(keys).to_string()
}
