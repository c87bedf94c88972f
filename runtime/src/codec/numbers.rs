//! Numbers: doubles, and integers that are not rounded by a double.

use super::{DecodeError, Reader};

impl Reader<'_> {
    /// Reads the number that begins with `first` as the nearest double.
    #[doc(hidden)]
    pub fn double(&mut self, first: u8) -> Result<f64, DecodeError> {
        self.begins_number(first, "a number")?;
        match self.tokens.double(first) {
            Some(number) => Ok(number),
            None => Err(DecodeError::expected("a number that a double can hold", self.tokens.number()?)),
        }
    }

    /// Reads the integer that begins with `first`. `unit` and `limit` are for messages: what is expected, and of which
    /// size.
    #[doc(hidden)]
    pub fn whole(&mut self, first: u8, unit: &str, limit: &str) -> Result<i64, DecodeError> {
        self.begins_number(first, unit)?;
        if let Some(number) = self.tokens.integer(first) {
            return Ok(number);
        }
        let digits = self.tokens.number()?;
        whole(digits).ok_or_else(|| DecodeError::expected(limit, digits))
    }

    #[inline]
    fn begins_number(&mut self, first: u8, expected: &str) -> Result<(), DecodeError> {
        match first {
            b'-' | b'0'..=b'9' => Ok(()),
            _ => Err(self.expected(expected, first)),
        }
    }
}

/// Parses an integer from its digits, not through a double. The service sometimes prints integers as `89.0`.
///
/// An exponent moves the decimal point: `1.7e12` is 17 followed by eleven zeros. The text is a JSON number.
fn whole(digits: &str) -> Option<i64> {
    let (number, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let (head, fraction) = number.split_once('.').unwrap_or((number, ""));
    let (sign, head) = head.split_at(usize::from(head.starts_with('-')));
    let all = || head.bytes().chain(fraction.bytes());
    let len = head.len() + fraction.len();
    let significant = len - all().rev().take_while(|digit| *digit == b'0').count();
    if significant == 0 {
        return Some(0);
    }
    // Position of the decimal point, from the first digit. An exponent that does not fit an `i64` moves it out of
    // range.
    let point = i64::try_from(head.len()).ok()?.checked_add(exponent.parse().ok()?)?;
    let point = usize::try_from(point).ok().filter(|point| *point >= significant)?;
    let leading = all().take_while(|digit| *digit == b'0').count();
    // An `i64` has at most 19 digits. Without this check a huge exponent would take forever.
    if point - leading > 19 {
        return None;
    }
    // Accumulated as a negative number, since `i64::MIN` has no positive counterpart.
    let negative = all()
        .chain(std::iter::repeat(b'0'))
        .take(point)
        .skip(leading)
        .try_fold(0_i64, |sum, digit| sum.checked_mul(10)?.checked_sub(i64::from(digit - b'0')))?;
    if sign.is_empty() { negative.checked_neg() } else { Some(negative) }
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn integers_are_read_from_their_digits() {
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

    /// `9007199254740993e0` came out as 9007199254740992, and `0.99999999999999999e0` as 1.
    /// Numbers with an exponent went through a double, which rounds. Now the decimal point is moved, and fractions are
    /// rejected.
    #[test]
    fn exponents_are_exact() {
        for (digits, number) in [
            ("9007199254740993e0", 9_007_199_254_740_993),
            ("900719925474099.3E+1", 9_007_199_254_740_993),
            ("9.223372036854775807e18", i64::MAX),
            ("-9223372036854775808e0", i64::MIN),
            ("-1.7e12", -1_700_000_000_000),
            ("10e-1", 1),
            ("0.0012e4", 12),
            ("0.00000000000000000000017e23", 17),
            ("0e999", 0),
            ("-0.0e-999", 0),
            ("0e99999999999999999999999", 0),
        ] {
            assert_eq!(whole(digits), Some(number), "{digits}");
        }
        for digits in [
            "0.99999999999999999e0",
            "1e-1",
            "12e-1",
            "9.223372036854775808e18",
            "-9.223372036854775809e18",
            "1e999",
            "1e9223372036854775807",
            "1e-9223372036854775808",
            "1e99999999999999999999999",
        ] {
            assert_eq!(whole(digits), None, "{digits}");
        }
    }
}
