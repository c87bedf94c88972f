//! JSON text, token by token: the one file that knows which library reads it.
//!
//! sonic-rs is pinned to an exact version since its parser is public but little used by others, and since the trait by
//! which a known key is passed over is hidden in its documentation.

use sonic_rs::parser::{Parser, Reference};
use sonic_rs::reader::Reader as _;
use sonic_rs::{JsonNumberTrait, Number, Read};

use super::Fault;

/// A position in a JSON text.
pub(super) struct Tokens<'a> {
    text: &'a str,
    parser: Parser<Read<'a>>,
}

impl<'a> Tokens<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, parser: Parser::new(Read::from(text)) }
    }

    /// The first byte after white space, consumed; `None` at the end.
    #[inline]
    pub fn next(&mut self) -> Option<u8> {
        match self.text.as_bytes().get(self.parser.offset()) {
            Some(byte @ b'!'..) => {
                self.parser.read.eat(1);
                Some(*byte)
            }
            _ => self.next_after_space(),
        }
    }

    /// As [`next`](Self::next), without consuming it.
    #[inline]
    pub fn peek(&mut self) -> Option<u8> {
        let byte = self.next()?;
        self.parser.read.backward(1);
        Some(byte)
    }

    #[inline(never)]
    fn next_after_space(&mut self) -> Option<u8> {
        self.parser.skip_space()
    }

    /// What stands between the quotes, the first of which is consumed; `scratch` is where escapes are resolved.
    #[inline]
    pub fn text<'s>(&mut self, scratch: &'s mut Vec<u8>) -> Result<&'s str, Fault>
    where
        'a: 's,
    {
        match self.parser.parse_str(scratch) {
            Ok(Reference::Borrowed(text)) => Ok(text),
            Ok(Reference::Copied(text)) => Ok(text),
            Err(error) => Err(not_json(&error)),
        }
    }

    /// The digits of the number that begins with `first`, which is consumed.
    pub fn digits(&mut self, first: u8) -> Result<&'a str, Fault> {
        self.parser.skip_number(first).map_err(|error| not_json(&error))
    }

    /// The number that begins with `first`, to the nearest double; `None` if it is none, or too large.
    #[inline]
    pub fn double(&mut self, first: u8) -> Option<f64> {
        let number = Number::from(self.parser.parse_number(first).ok()?).as_f64()?;
        // The library reads `-0` as `0`.
        Some(if first == b'-' { -number.abs() } else { number })
    }

    /// The number that begins with `first` if it has neither fraction nor exponent, and 64 bits hold it.
    #[inline]
    pub fn integer(&mut self, first: u8) -> Option<i64> {
        Number::from(self.parser.parse_number(first).ok()?).as_i64()
    }

    #[inline]
    pub fn literal(&mut self, rest: &str) -> Result<(), Fault> {
        self.parser.parse_literal(rest).map_err(|error| not_json(&error))
    }

    /// Passes over some bytes that are known.
    #[inline]
    pub fn pass(&mut self, bytes: usize) {
        self.parser.read.eat(bytes);
    }

    /// Where the reader stands, in bytes.
    #[inline]
    pub fn offset(&self) -> usize {
        self.parser.offset()
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
        self.text.as_bytes().get(self.parser.offset()..).unwrap_or_default()
    }

    /// The character whose first byte was the last one consumed.
    #[cold]
    pub fn last(&self) -> char {
        let rest = self.text.get(self.parser.offset() - 1..);
        rest.and_then(|rest| rest.chars().next()).unwrap_or(char::REPLACEMENT_CHARACTER)
    }
}

/// The reason alone: the library's own text shows an excerpt over several lines.
#[cold]
fn not_json(error: &sonic_rs::Error) -> Fault {
    let text = error.to_string();
    let reason = text.lines().next().unwrap_or_default();
    Fault::not_json(reason.split(" at line ").next().unwrap_or(reason))
}
