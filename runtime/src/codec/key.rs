//! Reading and skipping of object keys.

use std::borrow::Cow;

use super::tokens::Tokens;
use super::{DecodeError, Reader};

impl<'a> Reader<'a> {
    /// Reads the key of the next member and its colon.
    pub(crate) fn key(&mut self) -> Result<&str, DecodeError> {
        self.key_begins()?;
        let key = self.tokens.text(&mut self.state.scratch)?;
        colon(&mut self.tokens)?;
        Ok(key)
    }

    /// Like [`key`](Self::key), with the lifetime of the input.
    pub(crate) fn borrowed_key(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        self.key_begins()?;
        let key = self.tokens.borrowed_text()?;
        colon(&mut self.tokens)?;
        Ok(key)
    }

    /// Like [`key`](Self::key), but only skips the key. Lone surrogates are accepted.
    pub(crate) fn skip_key(&mut self) -> Result<(), DecodeError> {
        self.key_begins()?;
        self.tokens.skip_text()?;
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

/// Consumes the colon after a key. Not a method, since the key may borrow the scratch buffer.
#[inline]
fn colon(tokens: &mut Tokens<'_>) -> Result<(), DecodeError> {
    match tokens.next() {
        Some(b':') => Ok(()),
        _ => Err(DecodeError::not_json("expected `:` after a key")),
    }
}
