//! Whether a value of a record is what its definition says, and how it is stored.
//!
//! Texts stay texts, numbers numbers (whole ones as integers, with all their digits), booleans are 0 and 1; lists and
//! objects are stored as the JSON text they travel as, relations as the id they name.

use std::sync::LazyLock;

use rusqlite::types::{Value as Stored, ValueRef};
use serde_json::Value as Json;
use weda_definition::{Definition, Field, Generation, Kind};

use crate::misfit::Misfit;
use crate::store::Column;

/// What a location consists of. Each part may be missing or null, and so may each coordinate: that is what a location
/// looks like that was left blank.
static PLACE: LazyLock<Kind> = LazyLock::new(|| {
    let text = r#"{ "type": "object", "properties": {
        "address": { "type": "string" },
        "geopoint": { "type": "object", "properties": {
            "type": { "type": "string" },
            "coordinates": { "type": "array", "items": { "type": "number" } }
        } }
    } }"#;
    Kind::Object(Definition::parse("place", "built in", text).expect("a constant that the tests parse").fields)
});

/// The last millisecond of a day.
const DAY_END: i64 = 86_399_999;

/// A value that fits its column.
#[derive(Debug)]
pub(crate) enum Fit<'a> {
    /// A text that is stored as it came.
    Text(&'a str),
    Own(Stored),
}

impl Fit<'_> {
    pub(crate) fn as_ref(&self) -> ValueRef<'_> {
        match self {
            Fit::Text(text) => ValueRef::Text(text.as_bytes()),
            Fit::Own(stored) => stored.into(),
        }
    }

    pub(crate) fn into_stored(self) -> Stored {
        match self {
            Fit::Text(text) => Stored::Text(text.to_owned()),
            Fit::Own(stored) => stored,
        }
    }
}

/// The value as it is stored, if it fits the column. Null is the caller's business.
pub(crate) fn store(column: &Column, value: &Json) -> Result<Stored, Misfit> {
    fit(column, value).map(Fit::into_stored)
}

/// The value as it is stored, with its text still where it was.
pub(crate) fn fit<'a>(column: &Column, value: &'a Json) -> Result<Fit<'a>, Misfit> {
    let field = &column.field;
    match &field.kind {
        Kind::Text | Kind::File | Kind::AreaCode | Kind::AutoNumber(_) => return text(column, value).map(Fit::Text),
        Kind::Choice(options) => {
            let key = text(column, value)?;
            let known = options.items.is_empty() || options.items.iter().any(|item| item.key == key);
            let keys = || options.items.iter().map(|item| item.key.clone()).collect();
            return if known { Ok(Fit::Text(key)) } else { Err(Misfit::Option { keys: keys() }) };
        }
        Kind::Number => {
            let number = number(value).ok_or_else(|| Misfit::kind("a number", value))?;
            within_limits(field, number)
        }
        Kind::Integer | Kind::DateTime | Kind::Date => {
            let expected = if field.kind == Kind::Integer { "a whole number" } else { "whole milliseconds, a number" };
            match number(value) {
                Some(whole @ Stored::Integer(_)) => within_limits(field, whole),
                Some(Stored::Real(double)) if double.fract() == 0.0 => {
                    Err(Misfit::Kind { expected: expected.to_owned(), found: "one too large to be exact" })
                }
                _ => Err(Misfit::kind(expected, value)),
            }
        }
        Kind::Time => match number(value) {
            Some(Stored::Integer(time)) if (0..=DAY_END).contains(&time) => within_limits(field, Stored::Integer(time)),
            _ => Err(Misfit::kind("milliseconds since midnight, a whole number from 0 to 86399999", value)),
        },
        Kind::Boolean => {
            let flag = value.as_bool().ok_or_else(|| Misfit::kind("true or false", value))?;
            Ok(Stored::Integer(flag.into()))
        }
        Kind::List(_) | Kind::Object(_) | Kind::Location | Kind::Json => {
            json_text(&field.kind, value).map(Stored::Text)
        }
        Kind::Relation(relation) if relation.generation == Generation::Old => {
            let id = value.as_str().ok_or_else(|| Misfit::kind("the id of a record, a text", value))?;
            Ok(Stored::Text(id.to_owned()))
        }
        Kind::Relation(_) => relation_id(value),
        Kind::Relations(_) => Err(Misfit::kind("nothing: the relation is kept on its other side", value)),
    }
    .map(Fit::Own)
}

/// A JSON number as SQLite holds it: whole numbers within 64 bits as integers, all others as doubles.
fn number(value: &Json) -> Option<Stored> {
    if let Some(whole) = value.as_i64() {
        return Some(Stored::Integer(whole));
    }
    let double = value.as_f64()?;
    // Below 2^53 every whole double has one integer: `89.0` and `89` are the same value and are stored alike.
    if double.fract() == 0.0 && double.abs() < 9_007_199_254_740_992.0 {
        return Some(Stored::Integer(double as i64));
    }
    Some(Stored::Real(double))
}

fn within_limits(field: &Field, number: Stored) -> Result<Stored, Misfit> {
    let size = match number {
        Stored::Integer(whole) => whole as f64,
        Stored::Real(double) => double,
        _ => return Ok(number),
    };
    match (field.minimum, field.maximum) {
        (Some(minimum), _) if size < minimum => Err(Misfit::Below { minimum }),
        (_, Some(maximum)) if size > maximum => Err(Misfit::Above { maximum }),
        _ => Ok(number),
    }
}

fn text<'a>(column: &Column, value: &'a Json) -> Result<&'a str, Misfit> {
    let text = value.as_str().ok_or_else(|| Misfit::kind("a text", value))?;
    let bytes = text.len() as u64;
    if let Some(limit) = column.field.max_length.filter(|limit| bytes > *limit) {
        return Err(Misfit::Long { bytes, limit });
    }
    if let Some(limit) = column.field.min_length.filter(|limit| bytes < *limit) {
        return Err(Misfit::Short { bytes, limit });
    }
    match column.pattern() {
        Some(pattern) if !pattern.is_match(text) => Err(Misfit::Pattern { pattern: pattern.as_str().to_owned() }),
        _ => Ok(text),
    }
}

/// A list or an object, given as itself or as its JSON text, as the text.
fn json_text(kind: &Kind, value: &Json) -> Result<String, Misfit> {
    let Json::String(text) = value else {
        shape(kind, value, "")?;
        return Ok(value.to_string());
    };
    let parsed = serde_json::from_str(text).map_err(|error| Misfit::NotJson { reason: error.to_string() })?;
    shape(kind, &parsed, "")?;
    Ok(text.clone())
}

/// Whether a nested value has the JSON type that its kind says. Lengths and limits inside are not checked.
fn shape(kind: &Kind, value: &Json, path: &str) -> Result<(), Misfit> {
    let expected = match kind {
        _ if value.is_null() && !path.is_empty() => return Ok(()),
        Kind::List(item) => {
            if let Json::Array(values) = value {
                let each = |(index, value)| shape(item, value, &format!("{path}[{index}]"));
                return values.iter().enumerate().try_for_each(each);
            }
            "a list"
        }
        Kind::Object(members) => {
            if let Json::Object(values) = value {
                let each = |member: &Field| match values.get(&member.key) {
                    Some(value) => shape(&member.kind, value, &format!("{path}.{}", member.key)),
                    None => Ok(()),
                };
                return members.iter().try_for_each(each);
            }
            "an object"
        }
        Kind::Location => {
            shape(&PLACE, value, path)?;
            let coordinates =
                value.pointer("/geopoint/coordinates").filter(|list| list.as_array().is_some_and(|l| l.len() != 2));
            return coordinates.map_or(Ok(()), |list| {
                Err(member(&format!("{path}.geopoint.coordinates"), "a list of two numbers", list))
            });
        }
        Kind::Choice(options) if value.is_string() => {
            let keys = || options.items.iter().map(|item| item.key.clone());
            let known = options.items.is_empty() || keys().any(|key| *value == key);
            return if known { Ok(()) } else { Err(Misfit::Option { keys: keys().collect() }) };
        }
        Kind::Text | Kind::File | Kind::AreaCode | Kind::AutoNumber(_) | Kind::Choice(_) if !value.is_string() => {
            "a text"
        }
        Kind::Number | Kind::Integer | Kind::DateTime | Kind::Date | Kind::Time if !value.is_number() => "a number",
        Kind::Boolean if !value.is_boolean() => "true or false",
        Kind::Relation(_) if !value.is_string() && !value.is_object() => "a relation",
        Kind::Relations(_) if !value.is_array() => "a list of relations",
        _ => return Ok(()),
    };
    Err(member(path, expected, value))
}

fn member(path: &str, expected: &'static str, value: &Json) -> Misfit {
    Misfit::Member { path: path.trim_start_matches('.').to_owned(), expected, found: crate::misfit::found(value) }
}

/// The id that a relation of the newer kind names: as text, as `{"_id": ..}` or as the JSON text of that.
fn relation_id(value: &Json) -> Result<Stored, Misfit> {
    let misfit = || Misfit::kind("a relation: an id or {\"_id\": id}", value);
    let id_of = |object: &Json| object.get("_id").and_then(Json::as_str).map(str::to_owned);
    let id = match value {
        Json::String(text) if text.trim_start().starts_with('{') => {
            serde_json::from_str(text).ok().as_ref().and_then(id_of).ok_or_else(misfit)?
        }
        Json::String(text) => text.clone(),
        Json::Object(_) => id_of(value).ok_or_else(misfit)?,
        _ => return Err(misfit()),
    };
    Ok(if id.is_empty() { Stored::Null } else { Stored::Text(id) })
}
