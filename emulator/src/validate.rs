//! Validation of values.

mod value;

use std::fmt;

use serde_json::Value as Json;
use weda_definition::{FieldJudge, Level, Scope, Violation};

use crate::profile::Writes;
use crate::schema::Column;
pub(crate) use value::{StoreValue, encode, encode_owned};

/// Reasons why a value is rejected.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum InvalidReason {
    EmptyId,
    /// The platform makes the value, and the profile refuses one from a caller.
    ReadOnly,
    /// A native list or object where the profile accepts JSON text only.
    NotJsonText,
    /// The value violates the definition.
    Violation(Box<Violation>),
}

/// A field with a rejected value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct InvalidField {
    pub(crate) field: String,
    /// The declaration of the field: `database-schemas/student.json:41`.
    pub(crate) declared: String,
    pub(crate) reason: InvalidReason,
}

/// The constraints on new values that the rules enforce.
pub(crate) fn scope(rules: &Writes) -> Scope {
    let scope = Scope::from(if rules.x_required { Level::Creating } else { Level::Enforced });
    if rules.nested_limits { scope } else { scope.without_nested_limits() }
}

/// Returns an error if a value violates the definition of its column.
pub(crate) fn check(column: &Column, value: &Json, scope: Scope) -> Result<(), InvalidField> {
    check_by(&column.judge, column, value, scope)
}

/// Returns an error if a value of a column violates other rules than those of the column.
pub(crate) fn check_by(judge: &FieldJudge, column: &Column, value: &Json, scope: Scope) -> Result<(), InvalidField> {
    judge
        .check(value, scope)
        .map_err(|violations| invalid(column, InvalidReason::Violation(Box::new(violations.first().clone()))))
}

pub(crate) fn invalid(column: &Column, reason: InvalidReason) -> InvalidField {
    InvalidField { field: column.field.key.clone(), declared: column.declared.clone(), reason }
}

/// The type of a JSON value, for messages and logs, which never contain values.
pub(crate) fn type_name(value: &Json) -> &'static str {
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
            InvalidReason::EmptyId => {
                f.write_str("is empty: send an id, or leave the field out to get a generated one")
            }
            InvalidReason::ReadOnly => f.write_str("is filled in by the platform: leave it out"),
            InvalidReason::NotJsonText => f.write_str("holds a list or an object: send its JSON text"),
            InvalidReason::Violation(violation) => {
                let inside = violation.field().strip_prefix(&self.field).unwrap_or_default().trim_start_matches('.');
                if !inside.is_empty() {
                    write!(f, "at `{inside}` ")?;
                }
                violation.reason().fmt(f)
            }
        }
    }
}
