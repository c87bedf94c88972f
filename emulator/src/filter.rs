//! Filters as data, compiled to SQL conditions.
//!
//! Each face parses its own filter syntax and writes its own messages.

mod functions;
mod mismatch;
mod rules;
mod sql;

use crate::schema::Relation;

pub(crate) use functions::{PATTERN_LIMIT, folded, register};
pub(crate) use mismatch::{Expected, FilterMismatch, Operators};
pub(crate) use rules::FilterRules;
pub(crate) use sql::{Condition, compile};

/// The names of all operators and functions.
#[cfg(test)]
pub(crate) fn operator_names() -> impl Iterator<Item = &'static str> {
    Operator::ALL.into_iter().map(Operator::word).chain(Function::ALL.into_iter().map(Function::word))
}

/// A condition on records.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Search {
        function: Function,
        field: FieldName,
        part: String,
    },
    /// The value of the field, or an element of its list, is one of these.
    OneOf {
        field: FieldName,
        literals: Vec<Literal>,
        at: usize,
    },
    /// The record is related to one that matches; without a filter, to any.
    Related {
        relation: Relation,
        filter: Option<Box<Filter>>,
    },
    Compare {
        field: FieldName,
        operator: Operator,
        literal: Literal,
        at: usize,
    },
}

/// The name of a field in a filter; `at` is its position, as the face that parsed the filter counts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FieldName {
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

    /// Returns true for the operators that compare the order of values.
    pub(crate) fn is_order(self) -> bool {
        !matches!(self, Operator::Eq | Operator::Ne)
    }
}

/// A function that searches for a part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Contains,
    StartsWith,
    EndsWith,
    /// Contains, regardless of case.
    ContainsAnyCase,
    /// Contains a part with the wildcards `%` and `_`.
    Like,
    /// As `Like`, regardless of case.
    LikeAnyCase,
    /// Matches a regular expression anywhere.
    Matches,
}

impl Function {
    /// The functions that have a name in OData.
    pub(crate) const ALL: [Function; 3] = [Function::Contains, Function::StartsWith, Function::EndsWith];

    pub(crate) fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.word() == word)
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Function::Contains => "contains",
            Function::StartsWith => "startswith",
            Function::EndsWith => "endswith",
            Function::ContainsAnyCase => "contains, regardless of case",
            Function::Like => "like",
            Function::LikeAnyCase => "like, regardless of case",
            Function::Matches => "matches",
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
    /// The literal's type, for messages.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Literal::Text(_) => "a text",
            Literal::Whole(_) | Literal::Fraction(_) => "a number",
            Literal::Boolean(_) => "a boolean",
            Literal::Null => "null",
        }
    }
}
