//! The query options of calls, which may be repeated.

use super::super::error_response::{ApiError, Code};
use super::super::query;

pub(super) struct Options(Vec<(String, String)>);

impl Options {
    pub(super) fn read(query: &str) -> Result<Self, ApiError> {
        query::list(query).map(Self).map_err(|problem| ApiError::new(Code::InvalidParameter, problem))
    }

    /// All values of an option, also of `name[]`, as some clients write lists.
    pub(super) fn texts(&self, name: &str) -> Vec<&str> {
        let is = |option: &str| option.strip_suffix("[]").unwrap_or(option) == name;
        let values = self.0.iter().filter(|(option, _)| is(option)).map(|(_, value)| value.as_str());
        values.filter(|value| !value.is_empty()).collect()
    }

    /// The value of an option, if it is not empty. The last one counts.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.texts(name).pop()
    }

    pub(super) fn count(&self, name: &str) -> Result<Option<u64>, ApiError> {
        let parse = |value: &str| {
            value.parse().ok().filter(|count| *count > 0).ok_or_else(|| invalid(name, value, "a whole number from 1"))
        };
        self.text(name).map(parse).transpose()
    }

    /// The value of an option that has one of these.
    pub(super) fn choice<'a, const N: usize>(
        &'a self,
        name: &str,
        allowed: [&str; N],
    ) -> Result<Option<&'a str>, ApiError> {
        match self.text(name) {
            Some(value) if !allowed.contains(&value) => Err(invalid(name, value, &allowed.join(" or "))),
            value => Ok(value),
        }
    }

    /// The error for a missing option.
    pub(super) fn missing(&self, name: &str) -> ApiError {
        ApiError::new(Code::MissingParameter, format!("`{name}` is missing or empty; send it in the query"))
    }
}

fn invalid(name: &str, value: &str, expected: &str) -> ApiError {
    ApiError::new(Code::InvalidParameterValue, format!("`{name}` is `{value}`; send {expected}"))
}
