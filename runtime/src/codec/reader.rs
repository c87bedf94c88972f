//! A JSON text that is read value by value.

use std::ops::Range;

use super::order::{Key, Orders};
use super::tokens::{Scratch, Tokens, ends};
use super::{DecodeError, FieldSlot};
use crate::model::option_set::place;

/// Deeper than any model, and far from the end of the stack.
pub(super) const MAX_DEPTH: usize = 128;

/// A position in a JSON text.
pub struct Reader<'a> {
    pub(super) tokens: Tokens<'a>,
    pub(super) depth: usize,
    /// Set by a [`Codec`](super::Codec) that read a value which means "no value".
    absent: bool,
    pub(crate) shared: Shared,
}

/// What a reader hands on to the reader of a JSON text within its own.
#[derive(Default)]
pub(crate) struct Shared {
    /// Where escapes are resolved in texts that are copied at once.
    pub scratch: Scratch,
    /// Buffers for texts that are read as JSON; as many as lie within each other.
    buffers: Vec<Scratch>,
    orders: Orders,
    /// Whether a text is what it says, and neither JSON text nor absence.
    exact: bool,
    /// Whether it is one record, and no further one has its keys.
    one_record: bool,
    /// Where the `_id` of the last record stands.
    pub id: Option<Range<u32>>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { tokens: Tokens::new(text), depth: 0, absent: false, shared: Shared::default() }
    }

    /// A reader of what serde brings: there every value has its own form.
    pub(crate) fn exact(text: &'a str) -> Self {
        let mut reader = Self::new(text);
        reader.shared.exact = true;
        reader
    }

    /// A reader of one record.
    pub(crate) fn of_one_record(text: &'a str) -> Self {
        let mut reader = Self::new(text);
        reader.shared.one_record = true;
        reader
    }

    pub(crate) fn is_exact(&self) -> bool {
        self.shared.exact
    }

    /// Reads what serde has a form of its own for.
    pub(crate) fn by_serde<T: serde::de::DeserializeOwned>(
        &mut self,
        first: u8,
        expected: &str,
    ) -> Result<T, DecodeError> {
        let raw = self.raw(first)?;
        serde_json::from_str(raw).map_err(|_| DecodeError::expected(expected, raw))
    }

    /// The first byte of what comes next, consumed.
    ///
    /// # Errors
    /// The text is at its end.
    // Not an iterator: the end is an error.
    #[allow(clippy::should_implement_trait)]
    #[inline]
    pub fn next(&mut self) -> Result<u8, DecodeError> {
        self.tokens.next().ok_or_else(ends)
    }

    /// The text that begins with `first`.
    ///
    /// # Errors
    /// The value is not a text.
    pub fn text(&mut self, first: u8) -> Result<String, DecodeError> {
        self.str(first, "a text").map(str::to_owned)
    }

    /// The number of the option whose key begins with `first`, as [`Options::nth`](crate::model::option_set::Options) takes it.
    pub(crate) fn option(&mut self, first: u8, listed: &[(&str, &str)]) -> Result<(usize, String), DecodeError> {
        let key = self.str(first, "a text")?;
        Ok(place(listed, key))
    }

    /// As [`text`](Self::text), without a copy where possible.
    pub(crate) fn str(&mut self, first: u8, expected: &str) -> Result<&str, DecodeError> {
        if first != b'"' {
            return Err(self.expected(expected, first));
        }
        self.tokens.text(&mut self.shared.scratch)
    }

    /// The digits of the number that begins with `first`.
    ///
    /// # Errors
    /// The value is not a number.
    pub fn number(&mut self, first: u8, expected: &str) -> Result<&'a str, DecodeError> {
        if !matches!(first, b'-' | b'0'..=b'9') {
            return Err(self.expected(expected, first));
        }
        self.tokens.number()
    }

    /// The boolean that begins with `first`.
    ///
    /// # Errors
    /// The value is not a boolean.
    pub fn boolean(&mut self, first: u8) -> Result<bool, DecodeError> {
        match first {
            b't' => self.literal("rue").map(|()| true),
            b'f' => self.literal("alse").map(|()| false),
            _ => Err(self.expected("true or false", first)),
        }
    }

    /// Reads the value that comes next into its place, null included.
    // Called for every field of a record, from two places.
    #[inline(always)]
    pub(crate) fn fill(&mut self, place: &mut dyn FieldSlot) -> Result<(), DecodeError> {
        let first = self.next()?;
        if first == b'n' {
            self.literal("ull")?;
            return if self.is_exact() { place.null() } else { place.empty() };
        }
        place.read(first, self)?;
        if self.take_absent() { place.empty() } else { Ok(()) }
    }

    #[inline]
    pub(crate) fn literal(&mut self, rest: &str) -> Result<(), DecodeError> {
        self.tokens.literal(rest)
    }

    /// Says that the value just read means that there is none, as `""` does for a relation.
    pub fn mark_absent(&mut self) {
        self.absent = true;
    }

    #[inline]
    pub(crate) fn take_absent(&mut self) -> bool {
        std::mem::take(&mut self.absent)
    }

    /// Reads a list, native or as JSON text; `item` reads one element. `""` means that there is no value.
    ///
    /// Old and imported records hold several options as their keys with commas between them (seen in stored data): so lists
    /// of options may be written.
    pub(crate) fn list(
        &mut self,
        first: u8,
        of_options: bool,
        item: &mut dyn FnMut(&mut Reader<'_>) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        self.nested(first, b'[', "a list", of_options, &mut |reader| {
            let mut at = 0;
            while reader.more(b']', at == 0)? {
                item(reader).map_err(|fault| fault.inside(&format!("[{at}]")))?;
                at += 1;
            }
            Ok(())
        })
    }

    /// Reads an object, native or as JSON text; `member` reads its members. `""` means that there is no value.
    pub(crate) fn object(
        &mut self,
        first: u8,
        members: &mut dyn FnMut(&mut Reader<'_>) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        self.nested(first, b'{', "an object", false, members)
    }

    /// Arrays and objects travel as JSON text, but both forms are read.
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
        let mut buffer = self.shared.buffers.pop().unwrap_or_default();
        // JSON text has quotes, and so escapes, as a rule.
        let text = self.tokens.resolved(&mut buffer)?;
        let listed;
        let text = match is_joined && is_keys(text) {
            true => {
                listed = as_list(text);
                listed.as_str()
            }
            false => text,
        };
        let shared = std::mem::take(&mut self.shared);
        let mut inner = Reader { tokens: Tokens::new(text), depth: self.depth + 1, absent: false, shared };
        let has_value = inner.opened(text, open, expected)?;
        if has_value {
            body(&mut inner).and_then(|()| inner.end()).map_err(DecodeError::inside_text)?;
        } else {
            self.mark_absent();
        }
        self.shared = inner.shared;
        self.shared.buffers.push(buffer);
        Ok(())
    }

    /// Whether the text of a field begins as it should, or says that there is no value.
    fn opened(&mut self, text: &str, open: u8, expected: &str) -> Result<bool, DecodeError> {
        match self.tokens.next() {
            Some(found) if found == open => Ok(true),
            None if text.is_empty() => Ok(false),
            Some(b'n') if text.trim_ascii() == "null" => Ok(false),
            _ => Err(DecodeError::expected(&format!("{expected} or its JSON text"), &format!("text {text:?}"))),
        }
    }

    /// Whether another element or member follows; consumes the comma or the closing byte.
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

    /// The order in which the records of a type have their keys.
    pub(crate) fn orders(&mut self) -> &mut Orders {
        &mut self.shared.orders
    }

    /// The key that an order expects, consumed if it comes next.
    #[inline]
    pub(crate) fn expected_key(&mut self, order: usize, place: usize, at_start: bool) -> Option<Key> {
        let (key, length) = self.shared.orders.expected(order, place, at_start, self.tokens.rest())?;
        self.tokens.pass(length);
        Some(key)
    }

    /// Remembers a key that was not expected at `place` and was printed from `start` on; the place of the next one.
    pub(crate) fn learn(&mut self, order: usize, place: usize, start: usize, at_start: bool, key: Key) -> usize {
        if self.shared.one_record && self.depth == 1 {
            return place;
        }
        let printed = self.tokens.between(start, self.tokens.offset());
        self.shared.orders.learn(order, place, printed, at_start, key)
    }

    /// Says that the `_id` of a record stands between `start` and here. Beyond 4 GiB of page nobody asks for it.
    pub(crate) fn mark_id(&mut self, start: usize) {
        self.shared.id =
            u32::try_from(start).ok().zip(u32::try_from(self.offset()).ok()).map(|(start, end)| start..end);
    }

    /// Where the reader stands, in bytes.
    pub(crate) fn offset(&self) -> usize {
        self.tokens.offset()
    }

    pub(crate) fn text_from(&self, start: usize) -> &'a str {
        self.tokens.from(start)
    }

    /// Nothing but white space follows.
    pub(crate) fn end(&mut self) -> Result<(), DecodeError> {
        match self.tokens.next() {
            None => Ok(()),
            Some(_) => Err(DecodeError::not_json(format!("`{}` follows after its end", self.tokens.last()))),
        }
    }
}

/// Whether a text is keys of options, and not the JSON text of a list of them, or none at all.
fn is_keys(text: &str) -> bool {
    let text = text.trim_ascii();
    !text.is_empty() && text != "null" && !text.starts_with(['[', '{', '"'])
}

/// Keys with commas between them as the JSON text of a list.
#[cold]
fn as_list(keys: &str) -> String {
    let keys = keys.split(',').map(str::trim).filter(|key| !key.is_empty()).map(serde_json::Value::from);
    serde_json::Value::from_iter(keys).to_string()
}
