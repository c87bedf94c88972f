//! Values on their way to the service.

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
pub use into_value::{IntoText, IntoValue, Operand};
pub use location::{GeoPoint, Location};
pub(crate) use write::{json, write, write_id_object};

/// A value in the form in which it travels; made by [`IntoValue`], opaque to users.
#[derive(Clone, PartialEq)]
pub struct Value(pub(crate) WireValue);

#[derive(Clone, PartialEq)]
pub(crate) enum WireValue {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    /// A day; filters make a range of it.
    Day(crate::model::Date),
    /// The id of a record.
    Id(String),
    /// An id that travels as an object: a relation of the newer kind.
    Reference(String),
    /// The same as the caller's own serializer has printed it.
    PrintedReference {
        id: String,
        json: String,
    },
    /// A list or an object as JSON.
    Json(String),
    /// A text, a number, a boolean or null in JSON, as the caller's own serializer has printed it.
    Scalar(String),
    /// A number that cannot be sent; refused when the request is built.
    Unsendable(UnsendableNumber),
}

/// Prints what it is, never what it says: values are data of the user's customers.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            WireValue::Null => "null",
            WireValue::Bool(_) => "bool",
            WireValue::Int(_) | WireValue::Float(_) | WireValue::Unsendable(_) => "number",
            WireValue::Day(_) => "date",
            WireValue::Text(_) => "text",
            WireValue::Id(_) | WireValue::Reference(_) | WireValue::PrintedReference { .. } => "id",
            WireValue::Json(_) | WireValue::Scalar(_) => "json",
        })
    }
}

/// A value that prints what it says, for those who print a value of their own.
pub(crate) struct Shown<'v>(pub &'v Value);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.0 {
            WireValue::Null => f.write_str("null"),
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
