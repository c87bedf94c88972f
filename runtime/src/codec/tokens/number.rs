//! Numbers of all forms.

use super::Tokens;
use super::decimal::Decimal;
use crate::codec::DecodeError;

impl<'a> Tokens<'a> {
    /// The nearest double of the number that begins with `first`, which is consumed. `None`, and no more is consumed, if it is
    /// not a number, or too large.
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

    /// The number that begins with `first`, which is consumed, if it is printed as up to 18 digits. `None`, and no more is
    /// consumed, if not.
    #[inline]
    pub fn integer(&mut self, first: u8) -> Option<i64> {
        let decimal = Decimal::new(first, self.rest)?;
        let number = decimal.integer()?;
        self.rest = decimal.rest;
        Some(number)
    }

    /// The text of the number whose first byte is consumed.
    pub fn number(&mut self) -> Result<&'a str, DecodeError> {
        let (start, end) = (self.offset() - 1, self.number_end()?);
        self.pass(end - start - 1);
        Ok(&self.text[start..end])
    }

    /// Where the number ends whose first byte is consumed.
    fn number_end(&self) -> Result<usize, DecodeError> {
        let (bytes, start) = (self.text.as_bytes(), self.offset() - 1);
        let head = start + usize::from(bytes[start] == b'-');
        let mut at = self.digits_end(head, "a digit after `-`")?;
        if bytes[head] == b'0' && at > head + 1 {
            return Err(self.unexpected("no digit after a leading `0`", head + 1));
        }
        if bytes.get(at) == Some(&b'.') {
            at = self.digits_end(at + 1, "a digit after the point of a number")?;
        }
        if matches!(bytes.get(at), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            at = self.digits_end(at + 1 + sign, "a digit in the exponent of a number")?;
        }
        Ok(at)
    }

    /// Where the digits end that begin at `start`, of which there must be one.
    fn digits_end(&self, start: usize, expected: &str) -> Result<usize, DecodeError> {
        let digits = self.text.as_bytes().iter().skip(start).take_while(|byte| byte.is_ascii_digit()).count();
        match digits {
            0 => Err(self.unexpected(expected, start)),
            _ => Ok(start + digits),
        }
    }
}
