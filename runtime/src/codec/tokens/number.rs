//! Numbers in any form.

use super::Tokens;
use super::decimal::Decimal;
use crate::codec::DecodeError;

impl<'a> Tokens<'a> {
    /// Reads the number that begins with `first`, which is consumed, as the nearest double. Returns `None` and consumes
    /// nothing else if it is not a number or is out of range.
    #[inline]
    pub fn double(&mut self, first: u8) -> Option<f64> {
        let decimal = Decimal::new(first, self.rest);
        match decimal.and_then(|decimal| Some((decimal.double()?, decimal.rest))) {
            Some((number, rest)) => {
                self.rest = rest;
                Some(number)
            }
            None => self.double_of_any_form(),
        }
    }

    #[inline(never)]
    fn double_of_any_form(&mut self) -> Option<f64> {
        let (start, end) = (self.offset() - 1, self.number_end().ok()?);
        let number = self.text[start..end].parse().ok().filter(|number: &f64| number.is_finite())?;
        self.pass(end - start - 1);
        Some(number)
    }

    /// Reads the number that begins with `first`, which is consumed, if it is an integer of up to 18 digits. Otherwise
    /// returns `None` and consumes nothing else.
    #[inline]
    pub fn integer(&mut self, first: u8) -> Option<i64> {
        let decimal = Decimal::new(first, self.rest)?;
        let number = decimal.integer()?;
        self.rest = decimal.rest;
        Some(number)
    }

    /// Reads the number whose first byte is consumed, as text.
    pub fn number(&mut self) -> Result<&'a str, DecodeError> {
        let (start, end) = (self.offset() - 1, self.number_end()?);
        self.pass(end - start - 1);
        Ok(&self.text[start..end])
    }

    /// Returns the end of the number whose first byte is consumed.
    fn number_end(&self) -> Result<usize, DecodeError> {
        let (bytes, start) = (self.text.as_bytes(), self.offset() - 1);
        let head = start + usize::from(bytes[start] == b'-');
        let mut at = self.digits_end(head, "a digit after `-`")?;
        if bytes[head] == b'0' && at > head + 1 {
            return Err(self.unexpected("no digit after a leading `0`", head + 1));
        }
        if bytes.get(at) == Some(&b'.') {
            at = self.digits_end(at + 1, "a digit after the decimal point")?;
        }
        if matches!(bytes.get(at), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            at = self.digits_end(at + 1 + sign, "a digit in the exponent of a number")?;
        }
        Ok(at)
    }

    /// Returns the end of the digits from `start`; at least one is required.
    fn digits_end(&self, start: usize, expected: &str) -> Result<usize, DecodeError> {
        let digits = self.text.as_bytes().iter().skip(start).take_while(|byte| byte.is_ascii_digit()).count();
        match digits {
            0 => Err(self.unexpected(expected, start)),
            _ => Ok(start + digits),
        }
    }
}
