//! Values as the page gets them: bounded, and without numbers that JavaScript would change.

use serde_json::{Map, Value, json};
use weda_definition::Definition;

/// The largest whole number that a double holds with all its neighbours.
const MAX_SAFE: u64 = (1 << 53) - 1;

/// The members of the objects that stand for something else on the page.
const MARKS: [&str; 3] = ["$n", "$cut", "$json"];

/// The length in bytes from which a cell shows only the beginning.
const MAX_CELL: usize = 2048;

/// The length in bytes of a shown beginning of a name.
const MAX_NAME: usize = 200;

/// A record for a row of the grid: long values are cut.
pub(crate) fn cell_row(record: Value) -> Value {
    let Value::Object(members) = record else { return record };
    Value::Object(members.into_iter().map(|(key, value)| (key, cell(value))).collect())
}

/// A value for a cell: a long one is cut.
pub(crate) fn cell(value: Value) -> Value {
    match value {
        Value::String(text) if text.len() > MAX_CELL => json!({ "$cut": start(&text, MAX_CELL), "bytes": text.len() }),
        Value::Array(_) | Value::Object(_) => {
            // A value of 10,000 members is text on the page, so it is cut as text.
            let text = value.to_string();
            if text.len() <= MAX_CELL {
                whole(value)
            } else {
                json!({ "$cut": start(&text, MAX_CELL), "bytes": text.len(), "json": true })
            }
        }
        other => whole(other),
    }
}

/// A value with nothing cut: numbers beyond 2^53 are `{"$n": ".."}`, and objects with the members of such marks are
/// `{"$json": ".."}`.
pub(crate) fn whole(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_i64() || number.is_u64() => {
            let is_safe = number.as_i64().is_some_and(|number| number.unsigned_abs() <= MAX_SAFE);
            if is_safe { Value::Number(number) } else { json!({ "$n": number.to_string() }) }
        }
        Value::Array(items) => Value::Array(items.into_iter().map(whole).collect()),
        // The page must not take a record's own object for one of these marks.
        Value::Object(members) if MARKS.iter().any(|mark| members.contains_key(*mark)) => {
            json!({ "$json": Value::Object(members).to_string() })
        }
        Value::Object(members) => Value::Object(members.into_iter().map(|(key, value)| (key, whole(value))).collect()),
        other => other,
    }
}

/// A value that the page sent: `{"$n": ".."}` is a number again, and `{"$json": ".."}` the value of the text.
pub(crate) fn received(value: Value) -> Value {
    match value {
        Value::Object(members) => match (members.get("$n"), members.get("$json")) {
            (Some(Value::String(digits)), _) if members.len() == 1 => number(digits),
            (_, Some(Value::String(text))) if members.len() == 1 => {
                serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone()))
            }
            _ => Value::Object(received_members(members)),
        },
        Value::Array(items) => Value::Array(items.into_iter().map(received).collect()),
        other => other,
    }
}

/// The members of a record that the page sent.
pub(crate) fn received_members(members: Map<String, Value>) -> Map<String, Value> {
    members.into_iter().map(|(key, value)| (key, received(value))).collect()
}

fn number(digits: &str) -> Value {
    let is_number = |value: &Value| value.is_number();
    serde_json::from_str(digits).ok().filter(is_number).unwrap_or_else(|| Value::String(digits.to_owned()))
}

/// The field that names a record: the declared primary column, or else the first text that is not the system's.
#[must_use]
pub fn primary_column(definition: &Definition) -> Option<String> {
    let declared = definition.primary_column.as_ref().filter(|key| definition.field(key).is_some());
    declared.cloned().or_else(|| {
        let mut texts = definition.fields.iter().filter(|field| !field.system && field.kind.name() == "text");
        texts.next().map(|field| field.key.clone())
    })
}

/// The name of a record, or an empty text if it has none.
#[must_use]
pub fn name(record: &Value, primary: Option<&str>) -> String {
    match primary.and_then(|key| record.get(key)) {
        Some(Value::String(text)) => start(text, MAX_NAME).to_owned(),
        None | Some(Value::Null) => String::new(),
        Some(other) => start(&other.to_string(), MAX_NAME).to_owned(),
    }
}

/// The first bytes of a text, up to a whole character.
fn start(text: &str, max: usize) -> &str {
    let end = (0..=max.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    &text[..end]
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{cell_row, received, whole};

    #[test]
    fn numbers_beyond_doubles_survive_the_page() {
        for (number, is_safe) in [(9_007_199_254_740_991_i64, true), (9_007_199_254_740_993, false), (i64::MIN, false)]
        {
            let sent = whole(json!([{ "n": number }]));
            assert_eq!(sent == json!([{ "n": number }]), is_safe, "{sent}");
            assert_eq!(received(sent), json!([{ "n": number }]));
        }
        assert_eq!(whole(json!(1.5)), json!(1.5));
        assert_eq!(received(json!({ "$n": "no number" })), json!("no number"));
    }

    #[test]
    fn objects_that_look_like_marks_come_back_as_they_are() {
        for hostile in [json!({ "$n": "5" }), json!({ "$cut": 5, "bytes": "x" }), json!({ "a": { "$json": "[1]" } })] {
            let sent = whole(hostile.clone());
            assert_ne!(sent, hostile);
            assert_eq!(received(sent), hostile);
        }
    }

    #[test]
    fn long_cells_are_cut_at_a_character() {
        let row = cell_row(json!({ "note": "微".repeat(1000), "name": "李四", "many": vec![0; 2000] }));
        assert_eq!(row["name"], "李四");
        assert_eq!(row["note"]["bytes"], 3000);
        assert_eq!(row["note"]["$cut"].as_str().map(str::len), Some(2046));
        assert_eq!((&row["many"]["json"], &row["many"]["bytes"]), (&Value::Bool(true), &json!(4001)));
    }
}
