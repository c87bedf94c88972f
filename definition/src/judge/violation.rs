use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use crate::printable;

/// Maximum number of violations reported for a record.
pub(super) const MAX_VIOLATIONS: usize = 64;
/// Maximum number of options in a message.
const SHOWN_OPTIONS: usize = 12;
/// Maximum number of fields in a message besides the first.
const SHOWN_FIELDS: usize = 4;

/// A violation of the definition in a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    field: String,
    reason: Reason,
}

/// The reason of a violation. Reasons never contain values of records.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// A required field has no value.
    Missing,
    /// The value is of another kind.
    Kind {
        /// The kind of the field in words: `a number`.
        expected: Cow<'static, str>,
        /// The kind of the value in words.
        found: &'static str,
    },
    /// The text of a list or an object is not JSON, or the text of a record is not.
    NotJson {
        /// The parser's message.
        reason: String,
    },
    /// An object has a duplicate key.
    DuplicateKey,
    /// A text is too long.
    TooLong {
        /// The length of the text, in bytes of UTF-8.
        bytes: u64,
        /// The maximum length, in bytes of UTF-8.
        limit: u64,
    },
    /// A text is too short.
    TooShort {
        /// The length of the text, in bytes of UTF-8.
        bytes: u64,
        /// The minimum length, in bytes of UTF-8.
        limit: u64,
    },
    /// A number is less than the minimum.
    Below {
        /// The minimum.
        minimum: f64,
    },
    /// A number is greater than the maximum.
    Above {
        /// The maximum.
        maximum: f64,
    },
    /// A text does not match the pattern.
    Pattern {
        /// The pattern in the definition.
        pattern: String,
    },
    /// A text is not one of the options.
    Option {
        /// The keys of the options.
        options: Vec<String>,
    },
}

/// The violations of one record: at least one, at most 64.
///
/// Displayed in one line: the first violation, and the fields of the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Violations {
    first: Violation,
    others: Vec<Violation>,
}

impl Violation {
    pub(super) fn new(field: String, reason: Reason) -> Self {
        Self { field, reason }
    }

    /// The path of the field: `score`, `address.city`, `tags[1]`. Empty for the record as a whole.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// The reason of the violation.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.reason
    }
}

impl Violations {
    /// Returns `None` if there are no violations.
    pub(super) fn of(found: Vec<Violation>) -> Option<Self> {
        let mut found = found.into_iter();
        Some(Self { first: found.next()?, others: found.collect() })
    }

    /// The first violation, in the order of the definition.
    #[must_use]
    pub fn first(&self) -> &Violation {
        &self.first
    }

    /// All violations, in the order of the definition.
    pub fn iter(&self) -> impl Iterator<Item = &Violation> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

impl From<Violation> for Violations {
    fn from(first: Violation) -> Self {
        Self { first, others: Vec::new() }
    }
}

impl Reason {
    pub(super) fn kind(expected: impl Into<Cow<'static, str>>, value: &Value) -> Self {
        Self::Kind { expected: expected.into(), found: name_of(value) }
    }
}

/// Returns the kind of a JSON value in words. Messages never contain the value itself.
pub(super) fn name_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.as_f64().is_some_and(|double| double.fract() != 0.0) => {
            "a number with a fraction"
        }
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

impl std::error::Error for Violation {}
impl std::error::Error for Violations {}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field.as_str() {
            "" => write!(f, "the record {}", self.reason),
            field => write!(f, "field `{}` {}", printable(field), self.reason),
        }
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        let mut others: Vec<&str> = self.others.iter().map(Violation::field).collect();
        others.dedup();
        others.retain(|field| *field != self.first.field);
        if others.is_empty() {
            return Ok(());
        }
        let shown: Vec<String> =
            others.iter().take(SHOWN_FIELDS).map(|field| format!("`{}`", printable(field))).collect();
        write!(f, " (also {}", shown.join(", "))?;
        match others.len() - shown.len() {
            0 => f.write_str(")"),
            more => write!(f, " and {more} more)"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is required: give it a value that is not null"),
            Self::Kind { expected, found } => write!(f, "expects {expected}, found {found}: give {expected}"),
            Self::NotJson { reason } => {
                write!(f, "expects JSON text, but the text is not JSON ({reason}): give JSON")
            }
            Self::DuplicateKey => f.write_str("appears twice in its object: remove one of them"),
            Self::TooLong { bytes, limit } => {
                write!(f, "holds at most {limit} bytes of UTF-8, found {bytes}: give a shorter text")
            }
            Self::TooShort { bytes, limit } => {
                write!(f, "needs at least {limit} bytes of UTF-8, found {bytes}: give a longer text")
            }
            Self::Below { minimum } => write!(f, "must not be less than {minimum}: give a larger number"),
            Self::Above { maximum } => write!(f, "must not be greater than {maximum}: give a smaller number"),
            Self::Pattern { pattern } => {
                write!(f, "has to match the pattern {}: give a text that does", printable(pattern))
            }
            Self::Option { options } => {
                let shown: Vec<String> =
                    options.iter().take(SHOWN_OPTIONS).map(|key| format!("`{}`", printable(key))).collect();
                write!(f, "takes one of {}", shown.join(", "))?;
                match options.len() - shown.len() {
                    0 => f.write_str(": give one of these keys"),
                    more => write!(f, " and {more} more: give one of these keys"),
                }
            }
        }
    }
}
