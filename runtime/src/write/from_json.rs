//! Deserializing patches from JSON and other self-describing formats.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;
use weda_definition::Printable;

use super::Patch;
use crate::codec::{DecodeError, FieldSlot, Reader, ToJson, Writer};
use crate::model::{Access, FieldFacts, Fields};
use crate::value::{self, IntoValue, RowFields, Value, WireValue};
use crate::{Date, DateTime, Location, TimeOfDay};

impl<'de, M: Fields> Deserialize<'de> for Patch<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PatchVisitor { model: M::IDENTIFIER, table: M::FIELDS }).map(Patch::of)
    }
}

/// Not generic over the model, so that it is compiled once per format.
struct PatchVisitor {
    model: &'static str,
    table: &'static str,
}

impl<'de> Visitor<'de> for PatchVisitor {
    type Value = RowFields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with the fields of `{}` to change", self.model)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RowFields, A::Error> {
        let mut changes = RowFields::new();
        let mut json = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let facts = self.writable(&name).map_err(A::Error::custom)?;
            if changes.iter().any(|(key, _)| *key == facts.key) {
                return Err(A::Error::custom(self.about(facts.key, "it occurs twice; remove one")));
            }
            json.clear();
            map.next_value_seed(ToJson(&mut json))?;
            let value = self.value(&facts, &json).map_err(A::Error::custom)?;
            changes.push((facts.key.into(), value));
        }
        Ok(changes)
    }
}

impl PatchVisitor {
    fn writable(&self, name: &str) -> Result<FieldFacts, String> {
        let Some(facts) = FieldFacts::find(self.table, name) else {
            let key = FieldFacts::spelled(self.table, name);
            let advice = key.map_or_else(String::new, |key| format!(", did you mean `{key}`?"));
            // Untrusted text, truncated.
            let shown: String = name.chars().take(60).collect();
            return Err(format!("model `{}` has no field `{}`{advice}", self.model, Printable(&shown)));
        };
        match facts.access {
            Access::ReadOnly => Err(self.about(facts.key, "it is read-only: the platform sets it; leave it out")),
            Access::Required | Access::Nullable => Ok(facts),
        }
    }

    fn value(&self, facts: &FieldFacts, json: &[u8]) -> Result<Value, String> {
        let text = std::str::from_utf8(json).map_err(|error| self.about(facts.key, &error.to_string()))?;
        match (text, facts.access) {
            ("null", Access::Nullable) => Ok(Value(match facts.kind {
                "R" => WireValue::NoReference,
                "lR" => WireValue::References(None),
                _ => WireValue::Null,
            })),
            ("null", _) => {
                Err(self.about(facts.key, "it is required and cannot be null; leave it out to keep its value"))
            }
            _ => read(facts.kind, text).map_err(|error| format!("model `{}`, {}", self.model, error.inside(facts.key))),
        }
    }

    fn about(&self, key: &str, what: &str) -> String {
        format!("model `{}`, field `{key}`: {what}", self.model)
    }
}

/// Converts JSON text to a value of a field of this kind.
fn read(kind: &str, json: &str) -> Result<Value, DecodeError> {
    let Some(item) = kind.strip_prefix('l') else { return single(kind, json) };
    let items: Vec<&RawValue> = serde_json::from_str(json).map_err(|_| found("a list", json))?;
    let values = items.iter().enumerate().map(|(at, json)| {
        let value = match json.get() {
            "null" if item != "j" => Err(DecodeError::expected("a value", "null")),
            json => read(item, json),
        };
        value.map_err(|error| error.inside(&format!("[{at}]")))
    });
    let values = values.collect::<Result<Vec<Value>, DecodeError>>()?;
    if item == "R" {
        let id = |value: Value| match value.0 {
            WireValue::Reference(id) => Some(id),
            _ => None,
        };
        return Ok(Value(WireValue::References(Some(values.into_iter().filter_map(id).collect()))));
    }
    let mut out = Writer::new();
    out.list(&values, |out, value| value::write(value, out));
    Ok(value::json(out))
}

fn single(kind: &str, json: &str) -> Result<Value, DecodeError> {
    Ok(Value(match kind {
        "t" | "c" => WireValue::Text(exact(json)?),
        "r" | "R" if !json.starts_with('"') => return Err(found("the id of a record", json)),
        "r" => WireValue::Id(exact(json)?),
        "R" => WireValue::Reference(exact(json)?),
        "n" => match json.parse() {
            Ok(whole) => WireValue::Int(whole),
            Err(_) if is_whole(json) => {
                return Err(DecodeError::expected("a whole number that fits an `i64`", "a larger one"));
            }
            Err(_) => WireValue::Float(exact(json)?),
        },
        "i" => WireValue::Int(exact(json)?),
        "b" => WireValue::Bool(exact(json)?),
        "d" => WireValue::Int(exact::<DateTime>(json)?.as_millis()),
        "D" => WireValue::Day(exact::<Date>(json)?),
        "T" => WireValue::Int(exact::<TimeOfDay>(json)?.as_millis()),
        "p" => return Ok(IntoValue::<Location>::into_value(exact::<Location>(json)?)),
        "o" if !json.starts_with('{') => return Err(found("an object", json)),
        _ => WireValue::Json(json.to_owned()),
    }))
}

/// Values have their native JSON types, as when serde reads rows.
fn exact<T: FieldSlot>(json: &str) -> Result<T, DecodeError> {
    let mut slot = T::vacant();
    Reader::exact(json).fill(&mut slot).map_err(|error| error.hiding(kind(json)))?;
    Ok(slot)
}

fn found(expected: &str, json: &str) -> DecodeError {
    DecodeError::expected(expected, kind(json))
}

fn is_whole(json: &str) -> bool {
    json.strip_prefix('-').unwrap_or(json).bytes().all(|byte| byte.is_ascii_digit())
}

fn kind(json: &str) -> &'static str {
    match json.as_bytes().first() {
        Some(b'"') => "a text",
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    }
}

#[cfg(test)]
mod tests;
