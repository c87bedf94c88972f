//! Numbers: conversions, division and rounding.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Result};

use super::strict;

pub(super) fn register(connection: &Connection) -> Result<()> {
    strict(connection, "mysql_number", 1, |values| Ok(number(values[0])))?;
    strict(connection, "mysql_text", 1, |values| Ok(Value::Text(as_text(values[0]))))?;
    strict(connection, "mysql_divide", 2, |values| Ok(divide(values[0], values[1])))?;
    strict(connection, "mysql_div", 2, |values| Ok(div(values[0], values[1])))?;
    strict(connection, "mysql_mod", 2, |values| Ok(remainder(values[0], values[1])))?;
    strict(connection, "mysql_round", 2, |values| Ok(round(values[0], places(values[1]))))?;
    strict(connection, "mysql_floor", 1, |values| Ok(whole(values[0], f64::floor)))?;
    strict(connection, "mysql_ceil", 1, |values| Ok(whole(values[0], f64::ceil)))?;
    strict(connection, "mysql_signed", 1, |values| Ok(signed(values[0])))
}

/// The number at the beginning of a text, 0 if there is none.
pub(super) fn parse_number(text: &str) -> Value {
    let text = text.trim_start();
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let mut end = sign + digits(sign);
    let mut has_digits = end > sign;
    let mut is_whole = true;
    if bytes.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        if has_digits || fraction > 0 {
            (end, has_digits, is_whole) = (end + 1 + fraction, true, false);
        }
    }
    if has_digits && matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = if end + 1 + sign < bytes.len() { digits(end + 1 + sign) } else { 0 };
        if exponent > 0 {
            (end, is_whole) = (end + 1 + sign + exponent, false);
        }
    }
    if !has_digits {
        return Value::Integer(0);
    }
    let text = &text[..end];
    match text.parse::<i64>() {
        Ok(whole) if is_whole => Value::Integer(whole),
        _ => Value::Real(text.parse().unwrap_or(0.0)),
    }
}

/// The number at the beginning of a text as a double, 0 if there is none.
pub(crate) fn leading_number(text: &str) -> f64 {
    match parse_number(text) {
        Value::Integer(whole) => whole as f64,
        Value::Real(double) => double,
        _ => 0.0,
    }
}

/// The text of a number.
pub(crate) fn number_text(number: ValueRef<'_>) -> String {
    match number {
        ValueRef::Integer(whole) => whole.to_string(),
        ValueRef::Real(double) if double != 0.0 && (double.abs() >= 1e15 || double.abs() < 1e-15) => {
            format!("{double:e}")
        }
        ValueRef::Real(double) => double.to_string(),
        _ => String::new(),
    }
}

/// The text of a value.
pub(super) fn as_text(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        number => number_text(number),
    }
}

/// The number of a value.
pub(super) fn number(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => parse_number(&String::from_utf8_lossy(bytes)),
        number => owned(number),
    }
}

/// A copy of a value.
pub(super) fn owned(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(whole) => Value::Integer(whole),
        ValueRef::Real(double) => Value::Real(double),
        ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}

fn double(value: ValueRef<'_>) -> f64 {
    match number(value) {
        Value::Integer(whole) => whole as f64,
        Value::Real(double) => double,
        _ => 0.0,
    }
}

/// A whole number for what a double exactly is.
fn integer_if_whole(double: f64) -> Value {
    if double.fract() == 0.0 && double.abs() < 9.2e18 { Value::Integer(double as i64) } else { Value::Real(double) }
}

/// `/`: never a whole division. NULL if the divisor is 0.
fn divide(left: ValueRef<'_>, right: ValueRef<'_>) -> Value {
    match double(right) {
        0.0 => Value::Null,
        divisor => integer_if_exact(double(left), divisor),
    }
}

fn integer_if_exact(left: f64, right: f64) -> Value {
    let quotient = left / right;
    if quotient.abs() < 9_007_199_254_740_992.0 { integer_if_whole(quotient) } else { Value::Real(quotient) }
}

/// `DIV`: the quotient without its fraction.
fn div(left: ValueRef<'_>, right: ValueRef<'_>) -> Value {
    if let (Value::Integer(left), Value::Integer(right)) = (number(left), number(right)) {
        return left.checked_div(right).map_or(Value::Null, Value::Integer);
    }
    match double(right) {
        0.0 => Value::Null,
        divisor => integer_if_whole((double(left) / divisor).trunc()),
    }
}

/// `%`: the remainder has the sign of the dividend.
fn remainder(left: ValueRef<'_>, right: ValueRef<'_>) -> Value {
    if let (Value::Integer(left), Value::Integer(right)) = (number(left), number(right)) {
        return left.checked_rem(right).map_or(Value::Null, Value::Integer);
    }
    match double(right) {
        0.0 => Value::Null,
        divisor => integer_if_whole(double(left) % divisor),
    }
}

/// A number of decimal places.
fn places(value: ValueRef<'_>) -> i32 {
    double(value).round().clamp(-30.0, 30.0) as i32
}

/// Rounds half away from zero.
fn round(value: ValueRef<'_>, places: i32) -> Value {
    match number(value) {
        Value::Integer(whole) if places >= 0 => Value::Integer(whole),
        Value::Integer(whole) => {
            let unit = 10_i128.pow(places.unsigned_abs());
            let half = if whole < 0 { -unit / 2 } else { unit / 2 };
            let rounded = (i128::from(whole) + half) / unit * unit;
            i64::try_from(rounded).map_or(Value::Real(rounded as f64), Value::Integer)
        }
        Value::Real(double) if places >= 0 && double.abs() < 1e15 => {
            // By the digits that the double is printed with, so that 1.005 is rounded as it is written.
            integer_if_whole(round_digits(double, places.unsigned_abs() as usize))
        }
        Value::Real(double) if places >= 0 => integer_if_whole(double),
        Value::Real(double) => {
            let unit = 10_f64.powi(-places);
            integer_if_whole((double / unit).round() * unit)
        }
        _ => Value::Null,
    }
}

fn round_digits(double: f64, places: usize) -> f64 {
    let text = double.abs().to_string();
    let Some((whole, fraction)) = text.split_once('.') else { return double };
    if fraction.len() <= places {
        return double;
    }
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes().take(places)).collect();
    if fraction.as_bytes()[places] >= b'5' {
        let mut at = digits.len();
        loop {
            if at == 0 {
                digits.insert(0, b'1');
                break;
            }
            at -= 1;
            if digits[at] < b'9' {
                digits[at] += 1;
                break;
            }
            digits[at] = b'0';
        }
    }
    let mut text = String::from_utf8(digits).unwrap_or_default();
    text.insert(text.len() - places, '.');
    let rounded: f64 = text.trim_end_matches('.').parse().unwrap_or_default();
    if double < 0.0 { -rounded } else { rounded }
}

fn whole(value: ValueRef<'_>, function: fn(f64) -> f64) -> Value {
    match number(value) {
        Value::Real(double) => integer_if_whole(function(double)),
        whole => whole,
    }
}

/// `CAST(.. AS SIGNED)`: numbers are rounded, and the fraction of a text is ignored.
fn signed(value: ValueRef<'_>) -> Value {
    let is_text = matches!(value, ValueRef::Text(_) | ValueRef::Blob(_));
    match number(value) {
        Value::Real(double) => {
            let whole = if is_text { double.trunc() } else { double.round() };
            // Beyond 64 bits the conversion stops at the limit.
            Value::Integer(whole as i64)
        }
        whole => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_at_the_beginning_of_a_text() {
        let whole = |text: &str, expected| assert_eq!(parse_number(text), Value::Integer(expected), "{text}");
        whole("12", 12);
        whole(" -7abc", -7);
        whole("+3 4", 3);
        whole("", 0);
        whole("abc", 0);
        whole("-", 0);
        whole(".", 0);
        whole("5e", 5);
        whole("5e+", 5);
        whole("9223372036854775807", i64::MAX);
        let real = |text: &str, expected| assert_eq!(parse_number(text), Value::Real(expected), "{text}");
        real("1.5x", 1.5);
        real(".5", 0.5);
        real("2.", 2.0);
        real("1e3", 1000.0);
        real("1E-1z", 0.1);
        real("9223372036854775808", 9_223_372_036_854_775_808.0);
    }

    #[test]
    fn rounding_is_half_away_from_zero() {
        let cases = [
            (Value::Real(2.5), 0, Value::Integer(3)),
            (Value::Real(-2.5), 0, Value::Integer(-3)),
            (Value::Real(1.005), 2, Value::Real(1.01)),
            (Value::Real(9.996), 2, Value::Integer(10)),
            (Value::Real(-0.4), 0, Value::Integer(0)),
            (Value::Real(0.000_01), 2, Value::Integer(0)),
            (Value::Real(155.0), -1, Value::Integer(160)),
            (Value::Integer(155), -1, Value::Integer(160)),
            (Value::Integer(-155), -1, Value::Integer(-160)),
            (Value::Integer(7), 3, Value::Integer(7)),
            (Value::Integer(7), -25, Value::Integer(0)),
            (Value::Integer(i64::MAX), -1, Value::Integer(9_223_372_036_854_775_810_i128 as i64)),
        ];
        for (value, places, expected) in &cases[..cases.len() - 1] {
            assert_eq!(round(value.into(), *places), *expected, "{value:?} {places}");
        }
        assert!(matches!(round((&cases.last().unwrap().0).into(), -1), Value::Real(_)), "beyond 64 bits");
    }

    #[test]
    fn divisions() {
        let [five, two, zero, minus] = [5, 2, 0, -5].map(ValueRef::Integer);
        assert_eq!(divide(five, two), Value::Real(2.5));
        assert_eq!(divide(ValueRef::Integer(6), two), Value::Integer(3));
        assert_eq!(divide(five, zero), Value::Null);
        assert_eq!((div(five, two), div(minus, two)), (Value::Integer(2), Value::Integer(-2)));
        assert_eq!((remainder(minus, two), remainder(five, zero)), (Value::Integer(-1), Value::Null));
        assert_eq!(remainder(ValueRef::Real(5.5), two), Value::Real(1.5));
        assert_eq!(div(ValueRef::Integer(i64::MIN), ValueRef::Integer(-1)), Value::Null);
    }
}
