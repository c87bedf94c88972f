//! Skipping of values, and errors about values of another type.

use super::reader::MAX_DEPTH;
use super::{DecodeError, Reader};

impl<'a> Reader<'a> {
    /// Skips the next value.
    pub(crate) fn skip(&mut self) -> Result<(), DecodeError> {
        let first = self.next()?;
        self.skip_from(first, self.depth, false)
    }

    /// Skips the value that begins with `first` and returns its text.
    #[doc(hidden)]
    pub fn raw(&mut self, first: u8) -> Result<&'a str, DecodeError> {
        let start = self.offset() - 1;
        self.skip_from(first, self.depth, false)?;
        Ok(self.tokens.between(start, self.offset()))
    }

    /// Like [`raw`](Self::raw), but accepts lone surrogates, which a `str` cannot hold unescaped.
    pub(super) fn unread(&mut self, first: u8) -> Result<&'a str, DecodeError> {
        let start = self.offset() - 1;
        self.skip_from(first, self.depth, true)?;
        Ok(self.tokens.between(start, self.offset()))
    }

    /// Skips token by token, with the depth limit of decoding.
    fn skip_from(&mut self, first: u8, depth: usize, with_surrogates: bool) -> Result<(), DecodeError> {
        if depth > MAX_DEPTH {
            return Err(DecodeError::expected("at most 128 levels of nesting", "more"));
        }
        match first {
            b'"' if with_surrogates => self.tokens.skip_text(),
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
                        b'{' if with_surrogates => self.skip_key()?,
                        b'{' => self.key().map(|_| ())?,
                        _ => {}
                    }
                    let first = self.next()?;
                    self.skip_from(first, depth + 1, with_surrogates)?;
                    at_start = false;
                }
                Ok(())
            }
            _ => Err(self.no_value()),
        }
    }

    /// Creates an error about the value that begins with `first`; short values are shown.
    #[doc(hidden)]
    #[cold]
    pub fn expected(&mut self, expected: &str, first: u8) -> DecodeError {
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
            Err(error) => error,
            Ok(_) if matches!(first, b'{' | b'[' | b'n') => DecodeError::expected(expected, kind),
            Ok(value) => DecodeError::expected(expected, &format!("{kind} {value}")),
        }
    }

    #[cold]
    fn no_value(&self) -> DecodeError {
        DecodeError::not_json(format!("`{}` does not begin a value", self.tokens.last()))
    }
}
