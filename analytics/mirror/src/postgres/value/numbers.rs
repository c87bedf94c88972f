//! Numbers, without a loss of digits.

use super::not;
use crate::postgres::json;

/// The most digits that a double holds whatever they are.
const SAFE_DIGITS: usize = 15;

/// Reads a number as the nearest double.
///
/// # Errors
/// Returns an error if it is not a number, or one with digits that the double does not have.
pub(super) fn double(raw: &str) -> Result<f64, String> {
    let number = checked(raw, "a number")?;
    let double: f64 = number.parse().ok().filter(|double: &f64| double.is_finite()).ok_or_else(|| not(DOUBLE, raw))?;
    // Not -0.0, which is printed differently and is equal.
    if number.len() <= SAFE_DIGITS && !number.contains(['e', 'E']) {
        return Ok(double + 0.0);
    }
    let normal = normal(raw)?;
    let digits = normal.trim_start_matches('-').split('e').next().map_or(1, str::len);
    // As many digits of the double as were sent are the same if nothing is lost.
    let same = json::normal(&format!("{double:.*e}", digits - 1)).is_ok_and(|printed| printed == normal);
    if same { Ok(double + 0.0) } else { Err(not(DOUBLE, raw)) }
}

const DOUBLE: &str = "a number that `double precision` can hold";

/// Reads a whole number of 64 bits, also if it is written with a fraction of zero or an exponent.
///
/// # Errors
/// Returns an error if it is not a number, has a fraction or is too large.
pub(super) fn whole(raw: &str) -> Result<i64, String> {
    let number = checked(raw, "a whole number")?;
    if let Ok(whole) = number.parse() {
        return Ok(whole);
    }
    let expected = "a whole number of at most 64 bits";
    let normal = normal(raw)?;
    let (digits, power) = normal.split_once('e').unwrap_or((&normal, "0"));
    let zeros: usize = power.parse().ok().filter(|zeros| *zeros < 20).ok_or_else(|| not(expected, raw))?;
    format!("{digits}{}", "0".repeat(zeros)).parse().map_err(|_| not(expected, raw))
}

fn checked<'r>(raw: &'r str, expected: &str) -> Result<&'r str, String> {
    match raw.as_bytes().first() {
        Some(b'-' | b'0'..=b'9') => Ok(raw),
        _ => Err(not(expected, raw)),
    }
}

fn normal(raw: &str) -> Result<String, String> {
    json::normal(raw).map_err(|_| not(DOUBLE, raw))
}
