//! The tokenizer for JSON text, in safe code.
//!
//! The input is valid UTF-8, and so is each part of it between two ASCII characters: a string without escapes is
//! borrowed. The costly parts work on eight bytes at a time ([`plain`]) and in a single pass ([`decimal`]).

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
    /// The remaining bytes.
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    #[inline]
    pub fn new(text: &'a str) -> Self {
        Self { text, rest: text.as_bytes() }
    }

    /// Consumes and returns the first byte after white space; `None` at the end.
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

    /// Un-reads the byte that [`next`](Self::next) returned last.
    pub fn put_back(&mut self) {
        self.rest = &self.text.as_bytes()[self.offset() - 1..];
    }

    #[inline(never)]
    fn next_after_space(&mut self) -> Option<u8> {
        let byte = self.peek_after_space()?;
        self.pass(1);
        Some(byte)
    }

    /// Like [`next`](Self::next), without consuming the byte.
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

    /// Reads the rest of `true`, `false` or `null`, whose first byte is consumed.
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

    /// Skips bytes.
    #[inline]
    pub fn pass(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }

    /// Returns the offset in bytes.
    #[inline]
    pub fn offset(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// Returns the text between two offsets.
    pub fn between(&self, start: usize, end: usize) -> &'a str {
        &self.text[start..end]
    }

    pub fn from(&self, start: usize) -> &'a str {
        &self.text[start..]
    }

    /// The remaining bytes.
    #[inline]
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Returns the character whose first byte was consumed last.
    #[cold]
    pub fn last(&self) -> char {
        self.character(self.offset() - 1)
    }

    /// Returns the character at an offset, or U+FFFD if none begins there.
    #[cold]
    fn character(&self, at: usize) -> char {
        self.text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    /// Creates an error for the character at an offset, or the end of the input, in place of `expected`.
    #[cold]
    fn unexpected(&self, expected: &str, at: usize) -> DecodeError {
        match at < self.text.len() {
            true => DecodeError::not_json(format!("expected {expected}, found `{}`", self.character(at))),
            false => ends(),
        }
    }
}

/// Creates the error of an unexpected end.
#[cold]
pub(super) fn ends() -> DecodeError {
    DecodeError::not_json("it ends in the middle of a value")
}

#[cfg(test)]
mod tests;
