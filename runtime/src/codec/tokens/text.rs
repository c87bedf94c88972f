//! Strings.

use std::borrow::Cow;

use super::plain::plain_length;
use super::{Scratch, Tokens};
use crate::codec::DecodeError;

impl<'a> Tokens<'a> {
    /// Reads the string whose opening quote is consumed; `scratch` is used for unescaping.
    #[inline]
    pub fn text<'s>(&mut self, scratch: &'s mut Scratch) -> Result<&'s str, DecodeError>
    where
        'a: 's,
    {
        match self.plain_text() {
            Some(text) => Ok(text),
            None => self.resolved(scratch),
        }
    }

    /// Like [`text`](Self::text), with the lifetime of the input; copied only if something is escaped.
    pub fn borrowed_text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        match self.plain_text() {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.resolved(&mut Scratch::default()).map(|text| Cow::Owned(text.to_owned())),
        }
    }

    /// Reads a string without escapes. Otherwise returns `None` and consumes nothing.
    // Half of all values are texts.
    #[inline(always)]
    fn plain_text(&mut self) -> Option<&'a str> {
        let length = plain_length(self.rest);
        if self.rest.get(length) != Some(&b'"') {
            return None;
        }
        let start = self.offset();
        self.pass(length + 1);
        Some(&self.text[start..start + length])
    }

    /// Skips the string whose opening quote is consumed. Escapes are validated, but lone surrogates are accepted.
    pub fn skip_text(&mut self) -> Result<(), DecodeError> {
        loop {
            self.pass(plain_length(self.rest));
            match self.rest {
                [b'"', rest @ ..] => {
                    self.rest = rest;
                    return Ok(());
                }
                [b'\\', b'u', ..] => _ = self.unit()?,
                _ => _ = self.escaped()?,
            }
        }
    }
}
