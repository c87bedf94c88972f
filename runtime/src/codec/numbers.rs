//! Numbers: the library's where it knows how to, read from their digits where not.

use super::{Fault, Reader};

impl Reader<'_> {
    /// The nearest double of the number that begins with `first`.
    pub(super) fn double(&mut self, first: u8) -> Result<f64, Fault> {
        let start = self.before(first, "a number")?;
        match self.tokens.double(first) {
            Some(number) => Ok(number),
            None => Err(Fault::expected("a number that a double can hold", self.digits_from(start)?)),
        }
    }

    /// The whole number that begins with `first`. `unit` is what it counts, `limit` which numbers are held.
    pub(super) fn whole(&mut self, first: u8, unit: &str, limit: &str) -> Result<i64, Fault> {
        let start = self.before(first, unit)?;
        if let Some(number) = self.tokens.integer(first) {
            return Ok(number);
        }
        let digits = self.digits_from(start)?;
        whole(digits).ok_or_else(|| Fault::expected(limit, digits))
    }

    /// Where the number starts whose first byte is consumed.
    #[inline]
    fn before(&mut self, first: u8, expected: &str) -> Result<usize, Fault> {
        match first {
            b'-' | b'0'..=b'9' => Ok(self.offset() - 1),
            _ => Err(self.expected(expected, first)),
        }
    }

    /// The digits of a number once more, or why they are none.
    fn digits_from(&self, start: usize) -> Result<&str, Fault> {
        let mut again = Reader::new(self.text_from(start));
        let first = again.next()?;
        again.number(first, "a number")
    }
}

/// Read from the digits, not through a double; the service prints whole numbers as `89.0` at times.
fn whole(digits: &str) -> Option<i64> {
    let (head, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    if fraction.bytes().all(|digit| digit == b'0')
        && let Ok(number) = head.parse()
    {
        return Some(number);
    }
    // What is left has an exponent: `1.7e12`.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let number: f64 = digits.parse().ok()?;
    (number.fract() == 0.0 && number.abs() <= EXACT && digits.contains(['e', 'E'])).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn whole_numbers_are_read_from_their_digits() {
        for (digits, number) in [
            ("89", 89),
            ("89.0", 89),
            ("-0.000", 0),
            ("1.7e12", 1_700_000_000_000),
            ("9007199254740993", 9_007_199_254_740_993),
            ("9007199254740993.0", 9_007_199_254_740_993),
            ("-9223372036854775808", i64::MIN),
        ] {
            assert_eq!(whole(digits), Some(number), "{digits}");
        }
        for digits in ["89.5", "9223372036854775808", "1e19", "1e-1", "1e999"] {
            assert_eq!(whole(digits), None, "{digits}");
        }
    }
}
