//! The fast path for numbers with few digits and no exponent.

/// A decimal number of up to 18 digits: `-12.50` has digits 1250 and two decimals, and is negative.
pub(super) struct Decimal<'a> {
    is_negative: bool,
    digits: u64,
    decimals: usize,
    /// The bytes after the number.
    pub rest: &'a [u8],
}

/// Any number of this many digits fits an `i64`.
const MAX_DIGITS: usize = 18;

/// Doubles represent all integers up to here exactly.
const EXACT: u64 = 1 << 53;

/// All of these are exact as doubles.
const POWERS: [f64; MAX_DIGITS + 1] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

impl<'a> Decimal<'a> {
    /// Parses the number that begins with `first`. Returns `None` for other forms, which need not be numbers.
    #[inline]
    pub fn new(first: u8, rest: &'a [u8]) -> Option<Self> {
        let (head, rest) = match (first, rest) {
            (b'-', [head, rest @ ..]) => (*head, rest),
            _ => (first, rest),
        };
        if !head.is_ascii_digit() {
            return None;
        }
        let (mut digits, mut after) = add_digits(u64::from(head - b'0'), rest);
        let (mut count, mut decimals) = (1 + rest.len() - after.len(), 0);
        if head == b'0' && count > 1 {
            return None;
        }
        if let [b'.', fraction @ ..] = after {
            (digits, after) = add_digits(digits, fraction);
            decimals = fraction.len() - after.len();
            count += decimals;
            if decimals == 0 {
                return None;
            }
        }
        let is_decimal = count <= MAX_DIGITS && !matches!(after, [b'e' | b'E', ..]);
        is_decimal.then_some(Self { is_negative: first == b'-', digits, decimals, rest: after })
    }

    /// Returns the nearest double. The division of two exact doubles is correctly rounded.
    #[inline]
    pub fn double(&self) -> Option<f64> {
        if self.digits > EXACT {
            return None;
        }
        let number = self.digits as f64 / POWERS.get(self.decimals)?;
        Some(if self.is_negative { -number } else { number })
    }

    /// Returns the number if it has no decimals.
    #[inline]
    pub fn integer(&self) -> Option<i64> {
        let number = i64::try_from(self.digits).ok().filter(|_| self.decimals == 0)?;
        Some(if self.is_negative { -number } else { number })
    }
}

/// Appends the next digits to `number`, which wraps if there are too many.
#[inline]
fn add_digits(mut number: u64, mut rest: &[u8]) -> (u64, &[u8]) {
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
        rest = after;
    }
    (number, rest)
}
