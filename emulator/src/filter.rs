//! Filters as data, and the conditions of SQLite that they become.
//!
//! A filter has no text here: each face reads its own, and says in its own words what is wrong with one.

mod misuse;
mod sql;

pub(crate) use misuse::Misuse;
pub(crate) use sql::{Condition, compile};

/// The words of all operators and functions.
#[cfg(test)]
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    Operator::ALL.into_iter().map(Operator::word).chain(Function::ALL.into_iter().map(Function::word))
}

/// What records have to be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Search { function: Function, field: Name, part: String },
    Compare { field: Name, operator: Operator, literal: Literal, at: usize },
}

/// A field as it was named; `at` tells where, by the count of the face that reads the filter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) at: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

impl Operator {
    pub(crate) const ALL: [Operator; 6] =
        [Operator::Eq, Operator::Ne, Operator::Gt, Operator::Ge, Operator::Lt, Operator::Le];

    pub(crate) fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.word() == word)
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Operator::Eq => "eq",
            Operator::Ne => "ne",
            Operator::Gt => "gt",
            Operator::Ge => "ge",
            Operator::Lt => "lt",
            Operator::Le => "le",
        }
    }

    /// Whether the operator asks which of two values comes first.
    pub(crate) fn is_order(self) -> bool {
        !matches!(self, Operator::Eq | Operator::Ne)
    }
}

/// What looks for a part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Contains,
    StartsWith,
    EndsWith,
}

impl Function {
    pub(crate) const ALL: [Function; 3] = [Function::Contains, Function::StartsWith, Function::EndsWith];

    pub(crate) fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.word() == word)
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Function::Contains => "contains",
            Function::StartsWith => "startswith",
            Function::EndsWith => "endswith",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    Text(String),
    Whole(i64),
    Fraction(f64),
    Boolean(bool),
    Null,
}

impl Literal {
    /// The literal's type in words, for messages.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Literal::Text(_) => "a text",
            Literal::Whole(_) | Literal::Fraction(_) => "a number",
            Literal::Boolean(_) => "a boolean",
            Literal::Null => "null",
        }
    }
}
