//! Values to send.

mod area_code;
mod fields;
mod file_ref;
mod into_value;
mod location;
mod string_newtype;
mod write;

use std::fmt;

pub(crate) use crate::codec::UnsendableNumber;
pub use crate::model::json::Json;
pub use crate::model::time::{Date, DateTime, TimeError, TimeOfDay};
pub use area_code::AreaCode;
pub(crate) use fields::RowFields;
pub use file_ref::FileRef;
#[doc(hidden)]
pub use into_value::key_of;
pub use into_value::{Amount, IntoText, IntoValue, Operand};
pub use location::{GeoPoint, Location};
pub(crate) use write::{json, write, write_id_object};

/// A value to send. Created by [`IntoValue`] and opaque to users.
#[derive(Clone, PartialEq)]
pub struct Value(pub(crate) WireValue);

#[derive(Clone, PartialEq)]
pub(crate) enum WireValue {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    /// A day, which filters convert to a range.
    Day(crate::model::Date),
    /// The id of a record.
    Id(String),
    /// An id that is sent as an object: the value of a relation that is stored as an object.
    Reference(String),
    /// Clears such a relation.
    NoReference,
    /// The related records of a list of such relations; `None` clears it.
    References(Option<Vec<String>>),
    /// A `Reference` with the JSON of the caller's serializer.
    PrintedReference {
        id: String,
        json: String,
    },
    /// A list or an object as JSON.
    Json(String),
    /// A string, number, boolean or null, as JSON of the caller's serializer.
    Scalar(String),
    /// A number that cannot be sent; rejected when the request is built.
    Unsendable(UnsendableNumber),
}

/// Prints the type only, since values may be confidential.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            WireValue::Null | WireValue::NoReference | WireValue::References(None) => "null",
            WireValue::Bool(_) => "bool",
            WireValue::Int(_) | WireValue::Float(_) | WireValue::Unsendable(_) => "number",
            WireValue::Day(_) => "date",
            WireValue::Text(_) => "text",
            WireValue::Id(_) | WireValue::Reference(_) | WireValue::PrintedReference { .. } => "id",
            WireValue::References(Some(_)) => "ids",
            WireValue::Json(_) | WireValue::Scalar(_) => "json",
        })
    }
}

/// Prints the value itself, for types whose `Debug` shows the caller's own values.
pub(crate) struct Shown<'v>(pub &'v Value);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.0 {
            WireValue::Null | WireValue::NoReference | WireValue::References(None) => f.write_str("null"),
            WireValue::References(Some(ids)) => ids.fmt(f),
            WireValue::Bool(value) => value.fmt(f),
            WireValue::Int(number) => number.fmt(f),
            WireValue::Float(number) => number.fmt(f),
            WireValue::Text(text)
            | WireValue::Id(text)
            | WireValue::Reference(text)
            | WireValue::PrintedReference { id: text, .. } => text.fmt(f),
            WireValue::Day(day) => day.fmt(f),
            WireValue::Json(json) | WireValue::Scalar(json) => f.write_str(json),
            WireValue::Unsendable(reason) => fmt::Display::fmt(reason, f),
        }
    }
}
