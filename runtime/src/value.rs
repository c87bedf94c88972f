//! Values on their way to the service.

mod from;

use std::fmt;

pub use from::{IntoValue, Operand};

/// A value in the form in which it travels; made by [`IntoValue`], opaque to users.
#[derive(Clone, PartialEq)]
pub struct Value(pub(crate) Wire);

#[derive(Clone, PartialEq)]
pub(crate) enum Wire {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    /// A day; filters make a range of it.
    Day(crate::Date),
    /// The id of a record.
    Id(String),
    /// An id that travels as an object: a relation of the newer kind.
    Reference(String),
    /// A list or an object as JSON.
    Json(String),
    /// NaN or an infinity, which JSON does not have; refused when the request is built.
    NotFinite,
}

/// Prints what it is, never what it says: values are data of the user's customers.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Wire::Null => "null",
            Wire::Bool(_) => "bool",
            Wire::Int(_) | Wire::Float(_) | Wire::NotFinite => "number",
            Wire::Day(_) => "date",
            Wire::Text(_) => "text",
            Wire::Id(_) | Wire::Reference(_) => "id",
            Wire::Json(_) => "json",
        })
    }
}

/// A value that prints what it says, for those who print a value of their own.
pub(crate) struct Shown<'v>(pub &'v Value);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.0 {
            Wire::Null => f.write_str("null"),
            Wire::Bool(value) => value.fmt(f),
            Wire::Int(number) => number.fmt(f),
            Wire::Float(number) => number.fmt(f),
            Wire::Text(text) | Wire::Id(text) | Wire::Reference(text) => text.fmt(f),
            Wire::Day(day) => day.fmt(f),
            Wire::Json(json) => f.write_str(json),
            Wire::NotFinite => f.write_str("not a finite number"),
        }
    }
}
