//! Keys of objects, read, kept or passed over.

use std::borrow::Cow;

use super::tokens::Tokens;
use super::{DecodeError, Reader};

impl<'a> Reader<'a> {
    /// The key of the next member, its colon consumed.
    pub(crate) fn key(&mut self) -> Result<&str, DecodeError> {
        self.key_begins()?;
        let key = self.tokens.text(&mut self.shared.scratch)?;
        colon(&mut self.tokens)?;
        Ok(key)
    }

    /// As [`key`](Self::key), for one that is kept.
    pub(crate) fn kept_key(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        self.key_begins()?;
        let key = self.tokens.kept_text()?;
        colon(&mut self.tokens)?;
        Ok(key)
    }

    /// As [`key`](Self::key), for one that is passed over, halves of characters included.
    pub(crate) fn pass_key(&mut self) -> Result<(), DecodeError> {
        self.key_begins()?;
        self.tokens.pass_text()?;
        colon(&mut self.tokens)
    }

    #[inline]
    fn key_begins(&mut self) -> Result<(), DecodeError> {
        match self.next()? {
            b'"' => Ok(()),
            _ => Err(DecodeError::not_json("expected a key in double quotes")),
        }
    }
}

/// Consumes the colon after a key. Not a method: a key may borrow the scratch space beside the tokens.
#[inline]
fn colon(tokens: &mut Tokens<'_>) -> Result<(), DecodeError> {
    match tokens.next() {
        Some(b':') => Ok(()),
        _ => Err(DecodeError::not_json("expected `:` after a key")),
    }
}
