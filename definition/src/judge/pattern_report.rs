//! Reports about patterns that are not checked, or not always.

use std::fmt;

use crate::printable;

/// A pattern that is not checked, because it is not a valid JavaScript regular expression.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnreadablePattern {
    /// The path of the field: `address.city`.
    pub field: String,
    /// The line of the definition on which the field is declared.
    pub line: u32,
    /// The pattern in the definition.
    pub pattern: String,
    /// The reason why it is invalid.
    pub reason: String,
}

/// The number of texts that could not be matched against a pattern within the limit; they pass.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UndecidedTexts {
    /// The path of the field: `address.city`.
    pub field: String,
    /// The pattern in the definition.
    pub pattern: String,
    /// Number of texts since the judge was created.
    pub texts: u64,
}

impl fmt::Display for UnreadablePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (field, pattern, reason) = (printable(&self.field), printable(&self.pattern), printable(&self.reason));
        write!(
            f,
            "the pattern of `{field}` is not checked: `{pattern}` is not a valid JavaScript regular expression ({reason}); \
             change the field's check in the designer"
        )
    }
}

impl fmt::Display for UndecidedTexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (field, pattern) = (printable(&self.field), printable(&self.pattern));
        write!(
            f,
            "{} values of `{field}` were accepted unchecked: matching them against the pattern `{pattern}` takes too long",
            self.texts
        )
    }
}
