//! Unescaping of strings.

use super::plain::{WORD, plain_bytes};
use super::{Tokens, ends};
use crate::codec::DecodeError;

/// A reusable buffer for unescaping, which only grows.
#[derive(Debug, Default)]
pub(crate) struct Scratch(Vec<u8>);

impl Scratch {
    /// Writes a word at an offset. The string may end within the word.
    #[inline]
    fn put(&mut self, length: usize, word: [u8; WORD]) {
        let end = length + WORD;
        match self.0.get_mut(length..end) {
            Some(room) => room.copy_from_slice(&word),
            None => {
                self.0.resize(2 * end, 0);
                self.0[length..end].copy_from_slice(&word);
            }
        }
    }
}

impl Tokens<'_> {
    /// Unescapes the string whose opening quote is consumed.
    ///
    /// Copies whole words, which takes fewer instructions than copying only their plain bytes and scanning those again
    /// (`cargo bench -p weda --bench page`: 1552 k against 1624 k per page).
    #[inline(never)]
    pub fn resolved<'s>(&mut self, scratch: &'s mut Scratch) -> Result<&'s str, DecodeError> {
        // Locals stay in registers.
        let (mut rest, mut length) = (self.rest, 0);
        loop {
            let word = rest.first_chunk().copied().unwrap_or_else(|| padded(rest));
            scratch.put(length, word);
            let plain = plain_bytes(&word);
            (rest, length) = (&rest[plain..], length + plain);
            match rest {
                _ if plain == WORD => {}
                [b'"', behind @ ..] => {
                    self.rest = behind;
                    break;
                }
                [b'\\', letter @ (b'"' | b'\\' | b'/'), behind @ ..] => {
                    // Overwrites a byte of the word just written.
                    scratch.0[length] = *letter;
                    (rest, length) = (behind, length + 1);
                }
                _ => {
                    self.rest = rest;
                    let mut word = [0; WORD];
                    let bytes = self.escaped()?.encode_utf8(&mut word).len();
                    scratch.put(length, word);
                    (rest, length) = (self.rest, length + bytes);
                }
            }
        }
        // Cannot fail, but only `unsafe` code could rely on that: escapes are whole characters, and the rest was UTF-8.
        simdutf8::basic::from_utf8(&scratch.0[..length]).map_err(|_| DecodeError::not_json("a text is not UTF-8"))
    }

    /// Reads the escape sequence that is next.
    pub(super) fn escaped(&mut self) -> Result<char, DecodeError> {
        let character = match self.rest {
            [b'\\', b'b', ..] => '\u{8}',
            [b'\\', b't', ..] => '\t',
            [b'\\', b'n', ..] => '\n',
            [b'\\', b'f', ..] => '\u{c}',
            [b'\\', b'r', ..] => '\r',
            [b'\\', letter @ (b'"' | b'\\' | b'/'), ..] => char::from(*letter),
            [b'\\', b'u', ..] => return self.escaped_by_number(),
            [b'\\', ..] => return Err(self.unexpected("one of `\"\\/bfnrtu` after `\\`", self.offset() + 1)),
            [control, ..] => {
                let reason = format!("expected `\\u{control:04x}` in a text, found the control character itself");
                return Err(DecodeError::not_json(reason));
            }
            [] => return Err(ends()),
        };
        self.pass(2);
        Ok(character)
    }

    /// Reads a character that is written as one or two `\u` escapes.
    fn escaped_by_number(&mut self) -> Result<char, DecodeError> {
        let first = self.unit()?;
        let code = match first {
            0xd800..0xdc00 if self.rest.starts_with(b"\\u") => match self.unit()? {
                second @ 0xdc00..0xe000 => 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00),
                _ => first,
            },
            _ => first,
        };
        let lone_surrogate = || DecodeError::not_json(format!("`\\u{first:04x}` is a lone surrogate"));
        char::from_u32(code).ok_or_else(lone_surrogate)
    }

    /// Reads a `\u` escape and returns its code unit.
    pub(super) fn unit(&mut self) -> Result<u32, DecodeError> {
        let mut unit = 0;
        for at in 2..6 {
            let digit = self.rest.get(at).and_then(|byte| char::from(*byte).to_digit(16));
            let missing = || self.unexpected("four hexadecimal digits after `\\u`", self.offset() + at);
            unit = unit << 4 | digit.ok_or_else(missing)?;
        }
        self.pass(6);
        Ok(unit)
    }
}

/// Pads the end of the input to a word, with bytes that are not plain.
#[cold]
fn padded(rest: &[u8]) -> [u8; WORD] {
    std::array::from_fn(|at| rest.get(at).copied().unwrap_or(0))
}
