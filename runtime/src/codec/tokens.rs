//! JSON text, token by token, in safe code.
//!
//! The text is valid UTF-8 as a whole, and so is each part of it between two ASCII characters: a text without escapes is such
//! a part, and is not copied. What takes time is done eight bytes at a time ([`plain`]) and without a second pass ([`decimal`]).

mod decimal;
mod escapes;
mod number;
mod plain;
mod text;

pub(super) use escapes::Scratch;

use super::DecodeError;

/// A position in a JSON text.
pub(super) struct Tokens<'a> {
    text: &'a str,
    /// The bytes to come.
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    #[inline]
    pub fn new(text: &'a str) -> Self {
        Self { text, rest: text.as_bytes() }
    }

    /// The first byte after white space, consumed; `None` at the end.
    #[inline]
    pub fn next(&mut self) -> Option<u8> {
        match self.rest {
            [byte @ b'!'..=0xff, rest @ ..] => {
                self.rest = rest;
                Some(*byte)
            }
            _ => self.next_after_space(),
        }
    }

    #[inline(never)]
    fn next_after_space(&mut self) -> Option<u8> {
        let byte = self.peek_after_space()?;
        self.pass(1);
        Some(byte)
    }

    /// As [`next`](Self::next), without consuming it.
    #[inline]
    pub fn peek(&mut self) -> Option<u8> {
        match self.rest {
            [byte @ b'!'..=0xff, ..] => Some(*byte),
            _ => self.peek_after_space(),
        }
    }

    #[inline(never)]
    fn peek_after_space(&mut self) -> Option<u8> {
        while let [b' ' | b'\t' | b'\n' | b'\r', rest @ ..] = self.rest {
            self.rest = rest;
        }
        self.rest.first().copied()
    }

    /// The rest of `true`, `false` or `null`, whose first byte is consumed.
    #[inline]
    pub fn literal(&mut self, rest: &str) -> Result<(), DecodeError> {
        self.rest = self.rest.strip_prefix(rest.as_bytes()).ok_or_else(|| self.no_literal(rest))?;
        Ok(())
    }

    #[cold]
    fn no_literal(&self, rest: &str) -> DecodeError {
        let found = self.from(self.offset() - 1);
        let literal = format!("{}{rest}", &found[..1]);
        if literal.starts_with(found) {
            return ends();
        }
        let word = found.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(found.len());
        DecodeError::not_json(format!("expected `{literal}`, found `{}`", &found[..word.min(literal.len() + 1)]))
    }

    /// Passes over some bytes that are known.
    #[inline]
    pub fn pass(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }

    /// The position, in bytes.
    #[inline]
    pub fn offset(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// The text from one offset to another.
    pub fn between(&self, start: usize, end: usize) -> &'a str {
        &self.text[start..end]
    }

    pub fn from(&self, start: usize) -> &'a str {
        &self.text[start..]
    }

    /// The bytes to come.
    #[inline]
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The character whose first byte was the last one consumed.
    #[cold]
    pub fn last(&self) -> char {
        self.character(self.offset() - 1)
    }

    /// The character at an offset; a replacement where none begins.
    #[cold]
    fn character(&self, at: usize) -> char {
        self.text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    /// Something else than `expected` stands at an offset, or nothing.
    #[cold]
    fn unexpected(&self, expected: &str, at: usize) -> DecodeError {
        match at < self.text.len() {
            true => DecodeError::not_json(format!("expected {expected}, found `{}`", self.character(at))),
            false => ends(),
        }
    }
}

/// The text ends where it must not.
#[cold]
pub(super) fn ends() -> DecodeError {
    DecodeError::not_json("it ends in the middle of a value")
}

#[cfg(test)]
mod tests;
