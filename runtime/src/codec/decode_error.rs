//! What was wrong with a value, and in which field of which record.

use std::fmt;

use weda_definition::Printable;

/// A value that could not be read; the place is added while the fault travels up.
#[derive(Debug, PartialEq, Eq)]
pub struct DecodeError(Box<Detail>);

#[derive(Debug, PartialEq, Eq)]
struct Detail {
    /// From the outermost field inwards: `address`, `city`, `[3]`.
    path: Vec<String>,
    problem: Problem,
}

#[derive(Debug, PartialEq, Eq)]
enum Problem {
    Expected {
        expected: String,
        found: String,
    },
    Empty,
    Missing,
    NotJson {
        reason: String,
    },
    /// The answer is JSON; the text of a field, which should be JSON as well, is not.
    TextNotJson {
        reason: String,
    },
}

/// How much of a found text is shown.
const SHOWN: usize = 40;

impl DecodeError {
    /// A value of another kind: `expected` is what it should have been ("a number"), `found` what it was.
    #[must_use]
    pub fn expected(expected: &str, found: &str) -> Self {
        let found = match found.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", &found[..end]),
            None => found.to_owned(),
        };
        Self::of(Problem::Expected { expected: expected.to_owned(), found })
    }

    /// The fault without what was found, of which `kind` is the name: values are not everybody's to read.
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

    pub(crate) fn not_json(reason: impl Into<String>) -> Self {
        Self::of(Problem::NotJson { reason: reason.into() })
    }

    /// The fault, seen from outside a text that holds JSON.
    #[cold]
    pub(crate) fn inside_text(mut self) -> Self {
        if let Problem::NotJson { reason } = &mut self.0.problem {
            self.0.problem = Problem::TextNotJson { reason: std::mem::take(reason) };
        }
        self
    }

    /// What to do about a value that is not there, in a record of `model`; empty for other faults.
    #[cold]
    pub(crate) fn way_out(&self, model: &str) -> String {
        let is_absent = matches!(self.0.problem, Problem::Empty | Problem::Missing);
        // The elements of a list have no names of their own.
        let keys: Vec<&str> = self.0.path.iter().map(String::as_str).filter(|part| !part.starts_with('[')).collect();
        match keys.as_slice() {
            _ if !is_absent => String::new(),
            // A record without its id is broken, whatever is made of it; a view can do without.
            [] | ["_id"] => "; a `#[weda_model]` view without that field reads the record".to_owned(),
            [_] => format!("{}, and a `#[weda_model]` view may do so too", optional(model, &keys)),
            _ => optional(model, &keys),
        }
    }

    #[cold]
    fn of(problem: Problem) -> Self {
        Self(Box::new(Detail { path: Vec::new(), problem }))
    }

    /// The fault, seen from outside the field or element `part`.
    #[cold]
    pub(crate) fn inside(mut self, part: &str) -> Self {
        self.0.path.insert(0, part.to_owned());
        self
    }
}

fn optional(model: &str, keys: &[&str]) -> String {
    // Whether the definition or `present` promised the value is not known here.
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
            Problem::Missing => f.write_str("it is missing, but every record should have it"),
            Problem::NotJson { reason } => write!(f, "the answer is not JSON: {}", Printable(reason)),
            Problem::TextNotJson { reason } => write!(f, "its text is not JSON: {}", Printable(reason)),
        }
    }
}
