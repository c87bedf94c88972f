//! JSON in one spelling, so that equal values are equal texts.

use std::fmt::Write as _;

use serde_json::Value;

/// Prints JSON without spaces, with the members of objects sorted by name and whole numbers without a fraction.
pub(super) fn print(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value);
    out
}

fn write(out: &mut String, value: &Value) {
    match value {
        Value::Object(object) => {
            // Whether serde_json keeps the order of members depends on features of other crates.
            let mut members: Vec<_> = object.iter().collect();
            members.sort_by_key(|(key, _)| *key);
            out.push('{');
            for (at, (key, value)) in members.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                text(out, key);
                out.push(':');
                write(out, value);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(out, item);
            }
            out.push(']');
        }
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(double) if double.fract() == 0.0 && double.abs() < 9e15 => {
                let _ = write!(out, "{}", double as i64);
            }
            _ => {
                let _ = write!(out, "{number}");
            }
        },
        Value::String(string) => text(out, string),
        other => {
            let _ = write!(out, "{other}");
        }
    }
}

fn text(out: &mut String, text: &str) {
    let _ = write!(out, "{}", Value::from(text));
}
