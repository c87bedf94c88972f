//! Values that nobody asked for, and the words about those of another kind.

use super::reader::MAX_DEPTH;
use super::{DecodeError, Reader};

impl<'a> Reader<'a> {
    /// Passes over the value that comes next.
    pub(crate) fn skip(&mut self) -> Result<(), DecodeError> {
        let first = self.next()?;
        self.skip_from(first, self.depth, false)
    }

    /// The text of the value whose first byte is `first`, which is passed over.
    pub(super) fn raw(&mut self, first: u8) -> Result<&'a str, DecodeError> {
        let start = self.offset() - 1;
        self.skip_from(first, self.depth, false)?;
        Ok(self.tokens.between(start, self.offset()))
    }

    /// As [`raw`](Self::raw); halves of characters, which no text of ours can hold, pass in it.
    pub(super) fn unread(&mut self, first: u8) -> Result<&'a str, DecodeError> {
        let start = self.offset() - 1;
        self.skip_from(first, self.depth, true)?;
        Ok(self.tokens.between(start, self.offset()))
    }

    /// Token by token, as deep as a value may be that is read.
    fn skip_from(&mut self, first: u8, depth: usize, with_halves: bool) -> Result<(), DecodeError> {
        if depth > MAX_DEPTH {
            return Err(DecodeError::expected("at most 128 levels of nesting", "more"));
        }
        match first {
            b'"' if with_halves => self.tokens.pass_text(),
            b'"' => self.str(first, "a text").map(|_| ()),
            b't' => self.literal("rue"),
            b'f' => self.literal("alse"),
            b'n' => self.literal("ull"),
            b'-' | b'0'..=b'9' => self.number(first, "a number").map(|_| ()),
            b'[' | b'{' => {
                let close = if first == b'[' { b']' } else { b'}' };
                let mut at_start = true;
                while self.more(close, at_start)? {
                    match first {
                        b'{' if with_halves => self.pass_key()?,
                        b'{' => self.key().map(|_| ())?,
                        _ => {}
                    }
                    let first = self.next()?;
                    self.skip_from(first, depth + 1, with_halves)?;
                    at_start = false;
                }
                Ok(())
            }
            _ => Err(self.no_value()),
        }
    }

    /// A fault about the value that begins with `first`; the value is shown where it is short.
    #[cold]
    pub(crate) fn expected(&mut self, expected: &str, first: u8) -> DecodeError {
        let kind = match first {
            b'"' => "text",
            b'{' => "an object",
            b'[' => "a list",
            b't' | b'f' => "boolean",
            b'n' => "null",
            b'-' | b'0'..=b'9' => "number",
            _ => return self.no_value(),
        };
        match self.raw(first) {
            Err(fault) => fault,
            Ok(_) if matches!(first, b'{' | b'[' | b'n') => DecodeError::expected(expected, kind),
            Ok(value) => DecodeError::expected(expected, &format!("{kind} {value}")),
        }
    }

    #[cold]
    fn no_value(&self) -> DecodeError {
        DecodeError::not_json(format!("`{}` does not begin a value", self.tokens.last()))
    }
}
