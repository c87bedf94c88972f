//! Records that break their definition, in words.

use std::fmt;

use serde_json::Value as Json;

/// Why a value does not fit its field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Misfit {
    Missing,
    EmptyId,
    /// The platform makes the value, and the profile refuses a caller's.
    NotYours,
    /// A list or an object as itself, where the profile takes JSON text alone.
    Native,
    Kind {
        expected: String,
        found: &'static str,
    },
    Member {
        path: String,
        expected: &'static str,
        found: &'static str,
    },
    NotJson {
        reason: String,
    },
    Long {
        bytes: u64,
        limit: u64,
    },
    Short {
        bytes: u64,
        limit: u64,
    },
    Below {
        minimum: f64,
    },
    Above {
        maximum: f64,
    },
    Pattern {
        pattern: String,
    },
    Option {
        keys: Vec<String>,
    },
}

impl Misfit {
    pub(crate) fn kind(expected: &str, value: &Json) -> Self {
        Misfit::Kind { expected: expected.to_owned(), found: found(value) }
    }
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

/// A misfit with the field it is about: what the caller reads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Broken {
    pub(crate) field: String,
    /// Where the field is declared: `database-schemas/student.json:41`.
    pub(crate) declared: String,
    pub(crate) misfit: Misfit,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "field `{}` ({}) ", self.field, self.declared)?;
        match &self.misfit {
            Misfit::Missing => f.write_str("is required: give it a value that is not null"),
            Misfit::EmptyId => f.write_str("is empty: give the record an id, or leave the field out to have one made"),
            Misfit::NotYours => f.write_str("is filled in by the platform: leave it out"),
            Misfit::Native => f.write_str("holds a list or an object: send its JSON text"),
            Misfit::Kind { expected, found } => write!(f, "expects {expected}, found {found}: send {expected}"),
            Misfit::Member { path, expected, found } if path.is_empty() => {
                write!(f, "expects {expected}, found {found}: send {expected} or the JSON text of one")
            }
            Misfit::Member { path, expected, found } => {
                write!(f, "expects {expected} at `{path}`, found {found}: send {expected} there")
            }
            Misfit::NotJson { reason } => {
                write!(f, "expects JSON text, but the text is not JSON ({reason}): send JSON")
            }
            Misfit::Long { bytes, limit } => {
                write!(f, "holds at most {limit} bytes of UTF-8, found {bytes}: send a shorter text")
            }
            Misfit::Short { bytes, limit } => {
                write!(f, "needs at least {limit} bytes of UTF-8, found {bytes}: send a longer text")
            }
            Misfit::Below { minimum } => write!(f, "must not be less than {minimum}: send a larger number"),
            Misfit::Above { maximum } => write!(f, "must not be greater than {maximum}: send a smaller number"),
            Misfit::Pattern { pattern } => write!(f, "has to match the pattern {pattern}: send a text that does"),
            Misfit::Option { keys } => write!(f, "takes one of `{}`: send one of these keys", keys.join("`, `")),
        }
    }
}
