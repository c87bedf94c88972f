//! Filters that a model does not support.

/// Reasons why a filter does not fit a model; `at` is the position of the field or literal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FilterMismatch {
    NullOrder { operator: &'static str, at: usize },
    UnknownField { field: String, model: String, known: Vec<String>, at: usize },
    NotFilterable { field: String, kind: String, at: usize },
    ObjectRelation { field: String, kind: String, at: usize },
    WrongOperator { field: String, kind: String, operator: &'static str, allowed: &'static str, at: usize },
    WrongLiteral { field: String, kind: String, expected: &'static str, found: &'static str, at: usize },
}
