//! How a value of a record is stored.
//!
//! Texts stay texts, numbers numbers (whole ones as integers, with all their digits), booleans are 0 and 1; lists and
//! objects are stored as the JSON text they travel as, relations as the id they name.

use rusqlite::types::{Value as Stored, ValueRef};
use serde_json::Value as Json;
use weda_definition::{Kind, Scope};

use super::{InvalidField, check};
use crate::schema::Column;

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

/// The value as it is stored, if it is what the scope asks for.
pub(crate) fn store(column: &Column, value: &Json, scope: Scope) -> Result<Stored, InvalidField> {
    fit(column, value, scope).map(Fit::into_stored)
}

/// The value as it is stored, with its text still where it was.
pub(crate) fn fit<'a>(column: &Column, value: &'a Json, scope: Scope) -> Result<Fit<'a>, InvalidField> {
    check(column, value, scope)?;
    Ok(match (value, &column.field.kind) {
        (Json::Null, _) => Fit::Own(Stored::Null),
        (Json::Bool(flag), Kind::Boolean) => Fit::Own(Stored::Integer((*flag).into())),
        (value, Kind::Relation(_)) if column.is_new_relation() => relation(value),
        (Json::String(text), _) => Fit::Text(text),
        (value @ Json::Number(_), kind) if !is_json(kind) => Fit::Own(number(value)),
        (value, _) => Fit::Own(Stored::Text(value.to_string())),
    })
}

/// Whether values are stored as JSON text.
fn is_json(kind: &Kind) -> bool {
    matches!(kind, Kind::List(_) | Kind::Object(_) | Kind::Location | Kind::Json)
}

/// A JSON number as SQLite holds it: whole numbers within 64 bits as integers, all others as doubles.
fn number(value: &Json) -> Stored {
    if let Some(whole) = value.as_i64() {
        return Stored::Integer(whole);
    }
    let double = value.as_f64().unwrap_or_default();
    // Below 2^53 every whole double has one integer: `89.0` and `89` are the same value and are stored alike.
    if double.fract() == 0.0 && double.abs() < 9_007_199_254_740_992.0 {
        return Stored::Integer(double as i64);
    }
    Stored::Real(double)
}

/// The id that a relation of the newer kind names: as text, as `{"_id": ..}` or as the JSON text of that.
fn relation(value: &Json) -> Fit<'_> {
    let id_of = |object: &Json| object.get("_id").and_then(Json::as_str).map(str::to_owned);
    match value {
        Json::String(text) if text.trim_start().starts_with('{') => {
            let id = serde_json::from_str(text).ok().as_ref().and_then(id_of);
            Fit::Own(id.filter(|id| !id.is_empty()).map_or(Stored::Null, Stored::Text))
        }
        Json::String(text) if text.is_empty() => Fit::Own(Stored::Null),
        Json::String(text) => Fit::Text(text),
        object => Fit::Own(id_of(object).filter(|id| !id.is_empty()).map_or(Stored::Null, Stored::Text)),
    }
}
