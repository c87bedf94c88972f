//! The conversion of JSON values to stored ones.
//!
//! Texts and numbers keep their type (integers with all digits); booleans are 0 and 1, lists and objects JSON text,
//! relations the id of their target.

use rusqlite::types::{Value as Stored, ValueRef};
use serde_json::Value as Json;
use weda_definition::{Kind, Scope};

use super::{InvalidField, check};
use crate::schema::Column;

/// A validated value, ready to be stored.
#[derive(Debug)]
pub(crate) enum StoreValue<'a> {
    /// A text that is stored as received.
    Text(&'a str),
    Owned(Stored),
}

impl StoreValue<'_> {
    pub(crate) fn as_ref(&self) -> ValueRef<'_> {
        match self {
            StoreValue::Text(text) => ValueRef::Text(text.as_bytes()),
            StoreValue::Owned(stored) => stored.into(),
        }
    }

    pub(crate) fn into_stored(self) -> Stored {
        match self {
            StoreValue::Text(text) => Stored::Text(text.to_owned()),
            StoreValue::Owned(stored) => stored,
        }
    }
}

/// Validates a value and converts it.
pub(crate) fn encode_owned(column: &Column, value: &Json, scope: Scope) -> Result<Stored, InvalidField> {
    encode(column, value, scope).map(StoreValue::into_stored)
}

/// Validates a value and converts it without copying texts.
pub(crate) fn encode<'a>(column: &Column, value: &'a Json, scope: Scope) -> Result<StoreValue<'a>, InvalidField> {
    check(column, value, scope)?;
    Ok(match (value, &column.field.kind) {
        (Json::Null, _) => StoreValue::Owned(Stored::Null),
        (Json::Bool(flag), Kind::Boolean) => StoreValue::Owned(Stored::Integer((*flag).into())),
        (value, Kind::Relation(_)) if column.is_object_relation() => relation(value),
        (Json::String(text), _) => StoreValue::Text(text),
        (value @ Json::Number(_), kind) if !is_json(kind) => StoreValue::Owned(number(value)),
        (value, _) => StoreValue::Owned(Stored::Text(value.to_string())),
    })
}

/// Returns true if values are stored as JSON text.
fn is_json(kind: &Kind) -> bool {
    matches!(kind, Kind::List(_) | Kind::Object(_) | Kind::Location | Kind::Json)
}

/// A JSON number for SQLite: integers of 64 bits as they are, all others as doubles.
fn number(value: &Json) -> Stored {
    if let Some(whole) = value.as_i64() {
        return Stored::Integer(whole);
    }
    let double = value.as_f64().unwrap_or_default();
    // Below 2^53 every whole double is exactly one integer: `89.0` and `89` are stored as the same value.
    if double.fract() == 0.0 && double.abs() < 9_007_199_254_740_992.0 {
        return Stored::Integer(double as i64);
    }
    Stored::Real(double)
}

/// The target's id of a relation that is stored as an object: a text, `{"_id": ..}` or the JSON text of that.
fn relation(value: &Json) -> StoreValue<'_> {
    let id_of = |object: &Json| object.get("_id").and_then(Json::as_str).map(str::to_owned);
    match value {
        Json::String(text) if text.trim_start().starts_with('{') => {
            let id = serde_json::from_str(text).ok().as_ref().and_then(id_of);
            StoreValue::Owned(id.filter(|id| !id.is_empty()).map_or(Stored::Null, Stored::Text))
        }
        Json::String(text) if text.is_empty() => StoreValue::Owned(Stored::Null),
        Json::String(text) => StoreValue::Text(text),
        object => StoreValue::Owned(id_of(object).filter(|id| !id.is_empty()).map_or(Stored::Null, Stored::Text)),
    }
}
