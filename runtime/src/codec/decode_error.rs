//! The error of decoding a value, with the path of its field.

use std::fmt;

use weda_definition::Printable;

/// An error of decoding a value. Callers up the stack add the path of the field.
#[derive(Debug, PartialEq, Eq)]
pub struct DecodeError(Box<Detail>);

#[derive(Debug, PartialEq, Eq)]
struct Detail {
    /// Outermost field first: `address`, `city`, `[3]`.
    path: Vec<String>,
    problem: Problem,
    /// The record is a related one, whose model is not that of the message.
    of_target: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Problem {
    Expected {
        expected: String,
        found: String,
    },
    Empty,
    Missing,
    NoTarget,
    NotJson {
        reason: String,
    },
    /// The response is JSON, but the text of a field, which should be JSON too, is not.
    TextNotJson {
        reason: String,
    },
}

/// Maximum number of characters of a value in a message.
const SHOWN: usize = 40;

impl DecodeError {
    /// Creates an error for a value of another type, for example `expected` "a number" and `found` "text \"a\"".
    #[must_use]
    pub fn expected(expected: &str, found: &str) -> Self {
        let found = match found.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", &found[..end]),
            None => found.to_owned(),
        };
        Self::of(Problem::Expected { expected: expected.to_owned(), found })
    }

    /// Replaces the value in the message by `kind`, since values may be confidential.
    #[cold]
    pub(crate) fn hiding(mut self, kind: &str) -> Self {
        if let Problem::Expected { found, .. } = &mut self.0.problem {
            *found = if self.0.path.is_empty() { kind } else { "something else" }.to_owned();
        }
        self
    }

    pub(crate) fn empty() -> Self {
        Self::of(Problem::Empty)
    }

    pub(crate) fn missing(field: &str) -> Self {
        Self::of(Problem::Missing).inside(field)
    }

    /// Creates the error for a relation that must lead to a record and does not.
    #[cold]
    pub(crate) fn no_target(field: &str) -> Self {
        Self::of(Problem::NoTarget).inside(field)
    }

    /// Marks the error as one within a related record.
    #[cold]
    pub(crate) fn of_target(mut self) -> Self {
        self.0.of_target = true;
        self
    }

    pub(crate) fn not_json(reason: impl Into<String>) -> Self {
        Self::of(Problem::NotJson { reason: reason.into() })
    }

    /// Marks the error as one within a JSON text.
    #[doc(hidden)]
    #[cold]
    pub fn inside_text(mut self) -> Self {
        if let Problem::NotJson { reason } = &mut self.0.problem {
            self.0.problem = Problem::TextNotJson { reason: std::mem::take(reason) };
        }
        self
    }

    /// Returns advice about a missing value in a record of `model`; empty for other errors.
    #[cold]
    pub(crate) fn advice(&self, model: &str) -> String {
        let is_absent = matches!(self.0.problem, Problem::Empty | Problem::Missing);
        // The elements of a list have no names of their own.
        let keys: Vec<&str> = self.0.path.iter().map(String::as_str).filter(|part| !part.starts_with('[')).collect();
        match keys.as_slice() {
            _ if !is_absent || self.0.of_target => String::new(),
            // Making `_id` optional would not help, but a view can leave it out.
            [] | ["_id"] => "; a `#[weda_model]` view without that field reads the record".to_owned(),
            [_] => format!("{}, and a `#[weda_model]` view may do so too", optional(model, &keys)),
            _ => optional(model, &keys),
        }
    }

    #[cold]
    fn of(problem: Problem) -> Self {
        Self(Box::new(Detail { path: Vec::new(), problem, of_target: false }))
    }

    /// Prepends the field or element `part` to the path.
    #[doc(hidden)]
    #[cold]
    pub fn inside(mut self, part: &str) -> Self {
        self.0.path.insert(0, part.to_owned());
        self
    }
}

fn optional(model: &str, keys: &[&str]) -> String {
    // It is not known here whether the definition or `present` made the field required.
    format!(
        "; `optional = [\"{model}.{}\"]` in weda.toml reads it as an `Option` (take it out of `present` if it is there)",
        keys.join(".")
    )
}

impl std::error::Error for DecodeError {}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.path.is_empty() {
            write!(f, "field `{}`: ", Printable(self.0.path.join(".").replace(".[", "[")))?;
        }
        match &self.0.problem {
            Problem::Expected { expected, found } => {
                write!(f, "expected {}, found {}", Printable(expected), Printable(found))
            }
            Problem::Empty => f.write_str("it is null, but every record should have it"),
            Problem::NoTarget => f.write_str("there is no related record; load it into an `Option` if it may be gone"),
            Problem::Missing => f.write_str("it is missing, but every record should have it"),
            Problem::NotJson { reason } => write!(f, "the answer is not JSON: {}", Printable(reason)),
            Problem::TextNotJson { reason } => write!(f, "its text is not JSON: {}", Printable(reason)),
        }
    }
}
