//! The one writer of literals in filters.

use crate::value::Wire;

/// A literal, or why there is none.
///
/// Source: "Data source management API", `$filter`: texts in single quotes, numbers bare. That a quote is doubled and
/// booleans are bare is OData's rule.
pub(super) fn literal(wire: &Wire) -> Result<String, &'static str> {
    Ok(match wire {
        Wire::Text(text) | Wire::Id(text) | Wire::Reference(text) => format!("'{}'", text.replace('\'', "''")),
        Wire::Bool(value) => value.to_string(),
        Wire::Int(number) => number.to_string(),
        // Display never uses an exponent.
        Wire::Float(number) => number.to_string(),
        Wire::Day(day) => day.as_millis().to_string(),
        Wire::NotFinite => return Err("NaN and the infinities have no JSON form"),
        Wire::Null | Wire::Json(_) => return Err("filters know no literal for it"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_plain_and_quotes_are_doubled() {
        for (wire, text) in [
            (Wire::Text("O'Brien 李'".into()), "'O''Brien 李'''"),
            (Wire::Bool(true), "true"),
            (Wire::Int(i64::MIN), "-9223372036854775808"),
            (Wire::Float(60.0), "60"),
            (Wire::Float(0.1), "0.1"),
            (Wire::Float(1e-7), "0.0000001"),
            (Wire::Float(1e21), "1000000000000000000000"),
        ] {
            assert_eq!(literal(&wire).as_deref(), Ok(text));
        }
        assert!(literal(&Wire::NotFinite).is_err());
    }
}
