//! Literals in filters.

use std::fmt::Write;

use crate::protocol::names::{encode, is_plain};
use crate::value::{UnsendableNumber, WireValue};

/// Writes a literal, percent-encoded, or returns the reason why there is none.
///
/// Source: "Data source management API", `$filter`: strings in single quotes, bare numbers. Doubled quotes and bare
/// booleans are from OData.
pub(super) fn literal(wire: &WireValue, out: &mut String) -> Result<(), &'static str> {
    match wire {
        WireValue::Text(text)
        | WireValue::Id(text)
        | WireValue::Reference(text)
        | WireValue::PrintedReference { id: text, .. } => quoted(text, out),
        WireValue::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        WireValue::Int(number) => whole(*number, out),
        // Display never uses an exponent.
        WireValue::Float(number) => write!(out, "{number}").expect("a String grows"),
        WireValue::Day(day) => whole(day.as_millis(), out),
        WireValue::Unsendable(UnsendableNumber::NotFinite) => return Err("JSON cannot represent NaN and infinity"),
        WireValue::Unsendable(UnsendableNumber::TooLarge) => return Err("it does not fit an `i64`"),
        WireValue::Null
        | WireValue::NoReference
        | WireValue::References(_)
        | WireValue::Json(_)
        | WireValue::Scalar(_) => return Err("filters have no literal for it"),
    }
    Ok(())
}

/// Writes the digits of an integer.
pub(super) fn whole(number: i64, out: &mut String) {
    out.push_str(itoa::Buffer::new().format(number));
}

/// Writes a quoted string.
fn quoted(text: &str, out: &mut String) {
    const QUOTE: &str = "%27";
    out.push_str(QUOTE);
    if is_plain(text) {
        out.push_str(text);
    } else {
        let mut parts = text.split('\'');
        encode(parts.next().unwrap_or_default(), out);
        for part in parts {
            out.extend([QUOTE, QUOTE]);
            encode(part, out);
        }
    }
    out.push_str(QUOTE);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_plain_and_quotes_are_doubled() {
        for (wire, text) in [
            (WireValue::Text("O'Brien 李'".into()), "%27O%27%27Brien%20%E6%9D%8E%27%27%27"),
            (WireValue::Text("'".into()), "%27%27%27%27"),
            (WireValue::Text(String::new()), "%27%27"),
            (WireValue::Text("100%+".into()), "%27100%25%2B%27"),
            (WireValue::Bool(true), "true"),
            (WireValue::Int(i64::MIN), "-9223372036854775808"),
            (WireValue::Float(60.0), "60"),
            (WireValue::Float(0.1), "0.1"),
            (WireValue::Float(1e-7), "0.0000001"),
            (WireValue::Float(1e21), "1000000000000000000000"),
        ] {
            let mut out = String::new();
            literal(&wire, &mut out).unwrap();
            assert_eq!(out, text);
        }
        for reason in [UnsendableNumber::NotFinite, UnsendableNumber::TooLarge] {
            assert!(literal(&WireValue::Unsendable(reason), &mut String::new()).is_err());
        }
    }
}
