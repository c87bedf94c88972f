//! Filters that a model does not support.

/// Reasons why a filter does not fit a model; `at` is the position of the field or literal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FilterMismatch {
    NullOrder { operator: &'static str, at: usize },
    UnknownField { field: String, model: String, known: Vec<String>, at: usize },
    NotFilterable { field: String, kind: String, is_relation: bool, at: usize },
    ObjectRelation { field: String, kind: String, at: usize },
    WrongOperator { field: String, kind: String, operator: &'static str, allowed: Operators, at: usize },
    WrongLiteral { field: String, kind: String, expected: Expected, found: &'static str, at: usize },
    Pattern { reason: String, at: usize },
}

impl FilterMismatch {
    /// The position of the field or literal.
    pub(crate) fn at(&self) -> usize {
        match self {
            FilterMismatch::NullOrder { at, .. }
            | FilterMismatch::UnknownField { at, .. }
            | FilterMismatch::NotFilterable { at, .. }
            | FilterMismatch::ObjectRelation { at, .. }
            | FilterMismatch::WrongOperator { at, .. }
            | FilterMismatch::WrongLiteral { at, .. }
            | FilterMismatch::Pattern { at, .. } => *at,
        }
    }
}

/// The operators that a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operators {
    Equality,
    EqualityAndSearch,
    EqualityAndOrder,
}

/// The literals that a field is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    Boolean,
    Number,
    Text,
}
