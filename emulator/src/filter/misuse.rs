//! What a filter asks that a model has no answer to.

/// Why a filter does not fit a model; `at` is the place of the field or literal that it is about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Misuse {
    NullOrder { operator: &'static str, at: usize },
    UnknownField { field: String, model: String, known: Vec<String>, at: usize },
    NoFilter { field: String, kind: String, at: usize },
    NewRelation { field: String, kind: String, at: usize },
    WrongOperator { field: String, kind: String, operator: &'static str, allowed: &'static str, at: usize },
    WrongLiteral { field: String, kind: String, expected: &'static str, found: &'static str, at: usize },
}
