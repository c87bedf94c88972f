//! Texts between quotes.

use std::borrow::Cow;

use super::plain::plain_length;
use super::{Scratch, Tokens};
use crate::codec::DecodeError;

impl<'a> Tokens<'a> {
    /// The text between the quotes, the first of which is consumed; `scratch` is where escapes are resolved.
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

    /// The same for a text that is kept, which is copied only where something is escaped.
    pub fn kept_text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        match self.plain_text() {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.resolved(&mut Scratch::default()).map(|text| Cow::Owned(text.to_owned())),
        }
    }

    /// The same where nothing is escaped; `None`, and nothing is consumed, where something is, or is wrong.
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

    /// Passes over a text whose first quote is consumed. Its escapes are looked at, but halves of characters pass.
    pub fn pass_text(&mut self) -> Result<(), DecodeError> {
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
