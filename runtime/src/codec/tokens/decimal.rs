//! Numbers as they mostly come: few digits, and no exponent.

/// A decimal number of up to 18 digits: `-12.50` is 1250 with two decimals, and negative.
pub(super) struct Decimal<'a> {
    is_negative: bool,
    digits: u64,
    decimals: usize,
    /// What follows the number.
    pub rest: &'a [u8],
}

/// An `i64` holds any number of so many digits.
const MOST_DIGITS: usize = 18;

/// Doubles hold whole numbers up to here without a gap.
const EXACT: u64 = 1 << 53;

/// All of these are doubles without an error.
const POWERS: [f64; MOST_DIGITS + 1] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

impl<'a> Decimal<'a> {
    /// The number that begins with the byte `first`; `None` for one of another form, which may not be a number.
    #[inline]
    pub fn new(first: u8, rest: &'a [u8]) -> Option<Self> {
        let (head, rest) = match (first, rest) {
            (b'-', [head, rest @ ..]) => (*head, rest),
            _ => (first, rest),
        };
        if !head.is_ascii_digit() {
            return None;
        }
        let (mut digits, mut behind) = add_digits(u64::from(head - b'0'), rest);
        let (mut count, mut decimals) = (1 + rest.len() - behind.len(), 0);
        if head == b'0' && count > 1 {
            return None;
        }
        if let [b'.', fraction @ ..] = behind {
            (digits, behind) = add_digits(digits, fraction);
            decimals = fraction.len() - behind.len();
            count += decimals;
            if decimals == 0 {
                return None;
            }
        }
        let is_decimal = count <= MOST_DIGITS && !matches!(behind, [b'e' | b'E', ..]);
        is_decimal.then_some(Self { is_negative: first == b'-', digits, decimals, rest: behind })
    }

    /// The nearest double: that is the quotient of two doubles without an error.
    #[inline]
    pub fn double(&self) -> Option<f64> {
        if self.digits > EXACT {
            return None;
        }
        let number = self.digits as f64 / POWERS.get(self.decimals)?;
        Some(if self.is_negative { -number } else { number })
    }

    /// The number if it has no decimals.
    #[inline]
    pub fn integer(&self) -> Option<i64> {
        let number = i64::try_from(self.digits).ok().filter(|_| self.decimals == 0)?;
        Some(if self.is_negative { -number } else { number })
    }
}

/// Reads the digits that come next behind those of `number`. With too many digits the number is wrong.
#[inline]
fn add_digits(mut number: u64, mut rest: &[u8]) -> (u64, &[u8]) {
    while let [digit @ b'0'..=b'9', behind @ ..] = rest {
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
        rest = behind;
    }
    (number, rest)
}
