//! The parameters of calls whose bodies are JSON objects.

use serde_json::{Map, Value};

use super::body;
use super::error_response::{ApiError, Code};

/// The members of a body, each with the place that messages name.
pub(super) struct Parameters {
    members: Map<String, Value>,
    place: String,
}

impl Parameters {
    /// Reads a body. An empty one has no members.
    pub(super) fn read(body: &[u8]) -> Result<Self, ApiError> {
        let members = if body.is_empty() { Map::new() } else { body::members(body)? };
        Ok(Self { members, place: String::new() })
    }

    /// The text of a member, if it has one that is not null.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, ApiError> {
        self.get(name, "a text", Value::as_str)
    }

    /// The text of a member that must not be missing or empty.
    pub(super) fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.text(name)?.filter(|text| !text.is_empty()).ok_or_else(|| self.missing(name))
    }

    /// The texts of a list; empty if it is missing.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, ApiError> {
        let list = self.get(name, "a list of texts", |value| {
            value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        Ok(list?.unwrap_or_default())
    }

    /// The objects of a list; empty if it is missing.
    pub(super) fn objects(&self, name: &str) -> Result<Vec<Self>, ApiError> {
        let list = self.get(name, "a list of objects", |value| {
            value.as_array()?.iter().map(|item| item.as_object().cloned()).collect::<Option<Vec<_>>>()
        });
        let within = |(index, members)| Self { members, place: format!("{}{name}[{index}].", self.place) };
        Ok(list?.unwrap_or_default().into_iter().enumerate().map(within).collect())
    }

    /// A whole number from 1, or the default if it is missing.
    pub(super) fn count(&self, name: &str, default: u64) -> Result<u64, ApiError> {
        let count = self.get(name, "a whole number from 1", |value| value.as_u64().filter(|count| *count > 0))?;
        Ok(count.unwrap_or(default))
    }

    /// A truth value, also as 0 or 1, or the default if it is missing.
    pub(super) fn flag(&self, name: &str, default: bool) -> Result<bool, ApiError> {
        let flag = self.get(name, "true or false", |value| match value {
            Value::Bool(flag) => Some(*flag),
            other => other.as_u64().filter(|number| *number <= 1).map(|number| number == 1),
        })?;
        Ok(flag.unwrap_or(default))
    }

    /// The error for a missing member.
    pub(super) fn missing(&self, name: &str) -> ApiError {
        let place = &self.place;
        ApiError::new(Code::MissingParameter, format!("`{place}{name}` is missing or empty; send it in the JSON body"))
    }

    /// The error for a member with an invalid value.
    pub(super) fn invalid(&self, name: &str, reason: &str) -> ApiError {
        let place = &self.place;
        ApiError::new(Code::InvalidParameterValue, format!("`{place}{name}` {reason}"))
    }

    /// A member that is not null, converted; an error if it is of another kind.
    fn get<'p, T>(
        &'p self,
        name: &str,
        kind: &str,
        convert: impl FnOnce(&'p Value) -> Option<T>,
    ) -> Result<Option<T>, ApiError> {
        let value = self.members.get(name).filter(|value| !value.is_null());
        let refuse = || {
            let place = &self.place;
            ApiError::new(
                Code::InvalidParameter,
                format!("`{place}{name}` is not {kind}; send {kind}, or leave it out"),
            )
        };
        value.map(|value| convert(value).ok_or_else(refuse)).transpose()
    }
}
