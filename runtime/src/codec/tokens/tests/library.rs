//! The previous tokenizer, from sonic-rs, behind the interface of the comparison.

use sonic_rs::parser::{Parser, Reference};
use sonic_rs::reader::Reader as _;
use sonic_rs::{JsonNumberTrait, Number, Read};

use super::side_by_side::Source;

/// A position in a JSON text.
pub(super) struct Library<'a> {
    text: &'a str,
    parser: Parser<Read<'a>>,
}

impl<'a> Source<'a> for Library<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, parser: Parser::new(Read::from(text)) }
    }

    fn next(&mut self) -> Option<u8> {
        match self.text.as_bytes().get(self.parser.offset()) {
            Some(byte @ b'!'..) => {
                self.parser.read.eat(1);
                Some(*byte)
            }
            _ => self.parser.skip_space(),
        }
    }

    fn peek(&mut self) -> Option<u8> {
        let byte = self.next()?;
        self.parser.read.backward(1);
        Some(byte)
    }

    fn text(&mut self) -> Result<String, String> {
        match self.parser.parse_str(&mut Vec::new()) {
            Ok(Reference::Borrowed(text) | Reference::Copied(text)) => Ok(text.to_owned()),
            Err(error) => Err(reason(&error)),
        }
    }

    fn number(&mut self, first: u8) -> Result<&'a str, String> {
        self.parser.skip_number(first).map_err(|error| reason(&error))
    }

    fn double(&mut self, first: u8) -> Option<f64> {
        let number = Number::from(self.parser.parse_number(first).ok()?).as_f64()?;
        // The library reads `-0` as `0`.
        Some(if first == b'-' { -number.abs() } else { number })
    }

    fn integer(&mut self, first: u8) -> Option<i64> {
        Number::from(self.parser.parse_number(first).ok()?).as_i64()
    }

    fn literal(&mut self, rest: &str) -> Result<(), String> {
        self.parser.parse_literal(rest).map_err(|error| reason(&error))
    }

    fn offset(&self) -> usize {
        self.parser.offset()
    }
}

/// Returns the reason without the library's excerpt, which has several lines.
fn reason(error: &sonic_rs::Error) -> String {
    let text = error.to_string();
    let reason = text.lines().next().unwrap_or_default();
    reason.split(" at line ").next().unwrap_or(reason).to_owned()
}
