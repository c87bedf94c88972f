//! Values of a record's JSON, by the forms of their columns.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Value, canonical};
use crate::model::{Column, Form};

/// A field and the problem with its value.
type Misfit = (String, String);

/// Reads the values of the columns, and the number in the field `time`.
pub(super) fn values(columns: &[Column], json: &str, time: &str) -> Result<(Vec<Value>, Option<i64>), Misfit> {
    let mut read = Fields { columns, values: vec![Value::Null; columns.len()], time, moment: None, misfit: None };
    let done = serde_json::Deserializer::from_str(json).deserialize_map(&mut read);
    match (read.misfit, done) {
        (Some(misfit), _) => Err(misfit),
        (None, Ok(())) => Ok((read.values, read.moment)),
        (None, Err(error)) => Err((String::new(), error.to_string())),
    }
}

struct Fields<'a> {
    columns: &'a [Column],
    values: Vec<Value>,
    time: &'a str,
    moment: Option<i64>,
    misfit: Option<Misfit>,
}

impl<'de> Visitor<'de> for &mut Fields<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            let json: &RawValue = map.next_value()?;
            if key == self.time {
                self.moment = whole(json.get()).ok();
            }
            let Some(at) = self.columns.iter().position(|column| column.key == key) else { continue };
            match value(self.columns[at].form, json.get()) {
                Ok(value) => self.values[at] = value,
                Err(problem) => {
                    self.misfit.get_or_insert((key.into_owned(), problem));
                }
            }
        }
        Ok(())
    }
}

/// A value of this form.
fn value(form: Form, json: &str) -> Result<Value, String> {
    if json == "null" {
        return Ok(Value::Null);
    }
    Ok(match form {
        Form::Text => Value::Text(text(json)?),
        Form::Relation => relation(json)?,
        Form::Integer => Value::Integer(whole(json)?),
        // -0 equals 0, and has another hash.
        Form::Number => Value::Number(number(json)? + 0.0),
        Form::Boolean => match json {
            "true" | "1" => Value::Boolean(true),
            "false" | "0" => Value::Boolean(false),
            _ => return Err(expected("true or false", json)),
        },
        Form::Moment | Form::Day | Form::Time => form.spelled(whole(json)?),
        Form::Json => nested(json)?,
    })
}

/// A text. What is not a text is kept as its JSON.
fn text(json: &str) -> Result<String, String> {
    match json.starts_with('"') {
        true => serde_json::from_str(json).map_err(|error| error.to_string()),
        false => Ok(json.to_owned()),
    }
}

/// The id of another record: a text, or an object with `_id`, which may be a text of JSON. No relation is an empty text.
fn relation(json: &str) -> Result<Value, String> {
    let text = text(json)?;
    let id = match text.starts_with('{').then(|| serde_json::from_str::<serde_json::Value>(&text)) {
        Some(Ok(object)) => match object.get("_id") {
            Some(serde_json::Value::String(id)) => id.clone(),
            None | Some(serde_json::Value::Null) => String::new(),
            Some(_) => return Err(expected("an id or an object with an `_id`", json)),
        },
        _ => text,
    };
    Ok(if id.is_empty() { Value::Null } else { Value::Text(id) })
}

/// A whole number: digits as digits, so that nineteen of them survive. `89.0` is whole, too.
fn whole(json: &str) -> Result<i64, String> {
    if let Ok(whole) = json.parse::<i64>() {
        return Ok(whole);
    }
    match number(json) {
        Ok(number) if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 => Ok(number as i64),
        _ => Err(expected("a whole number of at most 19 digits", json)),
    }
}

fn number(json: &str) -> Result<f64, String> {
    let number = serde_json::from_str::<f64>(json).ok().filter(|number| number.is_finite());
    number.ok_or_else(|| expected("a number", json))
}

/// A list or an object, as such or as a text of JSON.
fn nested(json: &str) -> Result<Value, String> {
    let outer: serde_json::Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let inner = match &outer {
        serde_json::Value::String(text) if text.trim().is_empty() => return Ok(Value::Null),
        serde_json::Value::String(text) => serde_json::from_str(text).ok(),
        _ => None,
    };
    Ok(match inner.as_ref().unwrap_or(&outer) {
        serde_json::Value::Null => Value::Null,
        value => Value::Text(canonical::print(value)),
    })
}

/// A message that shows the kind of the value found, and never the value.
fn expected(what: &str, json: &str) -> String {
    let found = match json.as_bytes().first() {
        Some(b'"') => "a text",
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b't' | b'f') => "a boolean",
        _ => "another number",
    };
    format!("expected {what}, found {found}")
}
