//! Strict reading of JSON text.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::step::Step;
use super::violation::{Reason, Violation, Violations};
use crate::json_node::reason as json_reason;

/// Reads a JSON text like serde_json, but refuses duplicate keys.
pub(super) fn strict(text: &str) -> Result<Value, Violations> {
    let mut trace = Trace::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Strict(&mut trace).deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    let path = || Step::path(trace.steps.iter().rev().map(OwnStep::borrowed));
    match value {
        Ok(value) => Ok(value),
        Err(_) if trace.is_duplicate => Err(Violation::new(path(), Reason::DuplicateKey).into()),
        Err(error) => Err(Violation::new(path(), Reason::NotJson { reason: reason_of(&error) }).into()),
    }
}

/// Returns the parser's reason in plain words, with its position.
pub(super) fn reason_of(error: &serde_json::Error) -> String {
    let (reason, place) = (json_reason(error), (error.line(), error.column()));
    let reason = match reason.as_str() {
        "lone leading surrogate in hex escape" | "unexpected end of hex escape" => {
            "half of a surrogate pair, `\\ud800` to `\\udfff` without its other half"
        }
        "number out of range" => "a number that is too large for a double",
        "recursion limit exceeded" => "nested deeper than 127 levels",
        other => other,
    };
    match place {
        (0, _) => reason.to_owned(),
        (1, column) => format!("{reason}, at column {column}"),
        (line, column) => format!("{reason}, at line {line}, column {column}"),
    }
}

/// The position of a failure, the innermost step first.
#[derive(Default)]
struct Trace {
    steps: Vec<OwnStep>,
    is_duplicate: bool,
}

enum OwnStep {
    Key(String),
    Index(usize),
}

impl OwnStep {
    fn borrowed(&self) -> Step<'_> {
        match self {
            Self::Key(key) => Step::Key(key),
            Self::Index(index) => Step::Index(*index),
        }
    }
}

struct Strict<'t>(&'t mut Trace);

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_i64<E>(self, whole: i64) -> Result<Value, E> {
        Ok(Value::Number(whole.into()))
    }

    fn visit_u64<E>(self, whole: u64) -> Result<Value, E> {
        Ok(Value::Number(whole.into()))
    }

    fn visit_f64<E>(self, double: f64) -> Result<Value, E> {
        Ok(Number::from_f64(double).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        loop {
            match items.next_element_seed(Strict(self.0)) {
                Ok(Some(value)) => values.push(value),
                Ok(None) => return Ok(Value::Array(values)),
                Err(error) => {
                    self.0.steps.push(OwnStep::Index(values.len()));
                    return Err(error);
                }
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            match map.next_value_seed(Strict(self.0)) {
                Ok(value) => match members.entry(key) {
                    Entry::Vacant(place) => _ = place.insert(value),
                    Entry::Occupied(place) => {
                        self.0.is_duplicate = true;
                        self.0.steps.push(OwnStep::Key(place.key().clone()));
                        return Err(Error::custom("a key appears twice"));
                    }
                },
                Err(error) => {
                    self.0.steps.push(OwnStep::Key(key));
                    return Err(error);
                }
            }
        }
        Ok(Value::Object(members))
    }
}
