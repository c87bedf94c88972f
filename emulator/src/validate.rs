//! Whether a value of a record may be stored, and why not, in words.

mod value;

use std::fmt;

use serde_json::Value as Json;
use weda_definition::{Level, Scope, Violation};

use crate::profile::Profile;
use crate::schema::Column;
pub(crate) use value::{Fit, fit, store};

/// Why a value may not be stored.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Invalid {
    EmptyId,
    /// The platform makes the value, and the profile refuses a caller's.
    ReadOnly,
    /// A list or an object as itself, where the profile takes JSON text alone.
    Native,
    /// The value breaks the definition.
    Violation(Box<Violation>),
}

/// A field with a value that may not be stored: what the caller reads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct InvalidField {
    pub(crate) field: String,
    /// Where the field is declared: `database-schemas/student.json:41`.
    pub(crate) declared: String,
    pub(crate) reason: Invalid,
}

/// What the definition has to say of new values, as far as the profile enforces it.
pub(crate) fn scope(profile: &Profile) -> Scope {
    let scope = Scope::from(if profile.writes.x_required { Level::Creating } else { Level::Enforced });
    if profile.writes.nested_limits { scope } else { scope.without_nested_limits() }
}

/// Refuses a value that breaks the definition of its column.
pub(crate) fn check(column: &Column, value: &Json, scope: Scope) -> Result<(), InvalidField> {
    column
        .judge
        .check(value, scope)
        .map_err(|violations| invalid(column, Invalid::Violation(Box::new(violations.first().clone()))))
}

pub(crate) fn invalid(column: &Column, reason: Invalid) -> InvalidField {
    InvalidField { field: column.field.key.clone(), declared: column.declared.clone(), reason }
}

/// The type of a JSON value in words. The value itself stays out of messages and logs.
pub(crate) fn found(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "a boolean",
        Json::Number(number) if number.as_f64().is_some_and(|double| double.fract() != 0.0) => {
            "a number with a fraction"
        }
        Json::Number(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

impl fmt::Display for InvalidField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "field `{}` ({}) ", self.field, self.declared)?;
        match &self.reason {
            Invalid::EmptyId => f.write_str("is empty: give the record an id, or leave the field out to have one made"),
            Invalid::ReadOnly => f.write_str("is filled in by the platform: leave it out"),
            Invalid::Native => f.write_str("holds a list or an object: send its JSON text"),
            Invalid::Violation(violation) => {
                let inside = violation.field().strip_prefix(&self.field).unwrap_or_default().trim_start_matches('.');
                if !inside.is_empty() {
                    write!(f, "at `{inside}` ")?;
                }
                violation.reason().fmt(f)
            }
        }
    }
}
