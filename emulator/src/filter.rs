//! `$filter`: exactly the documented grammar, and a clear answer to everything else.
//!
//! ```text
//! either     = both ("or" both)*
//! both       = single ("and" single)*
//! single     = "(" either ")" | function "(" field "," text ")" | field operator literal | *"not" single
//! function   = "contains" | *"startswith" | *"endswith"
//! operator   = "eq" | "ne" | "gt" | "lt" | *"ge" | *"le"
//! literal    = 'text, a quote in it doubled' | -12.5 | true | false | *null
//! ```
//!
//! What has a star is not documented and needs its switch in the profile's [`Accept`](crate::Accept). `and`
//! binds closer than `or`, as in OData, although the manual asks for parentheses where both stand.

mod lex;
mod parse;
mod problem;
mod sql;

pub(crate) use problem::Problem;
pub(crate) use sql::Condition;

use crate::profile::{Feature, Profile};
use crate::schema::Model;

/// Turns the text of a `$filter` into a condition on the records of a model.
pub(crate) fn compile(text: &str, model: &Model, profile: &Profile) -> Result<Condition, Problem> {
    sql::condition(&parse::parse(text, profile)?, model, profile)
}

/// The words of all operators and functions.
#[cfg(test)]
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    Operator::ALL.into_iter().map(Operator::word).chain(Function::ALL.into_iter().map(Function::word))
}

/// A filter as it was written.
#[derive(Debug, Clone, PartialEq)]
enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Search { function: Function, field: Name, part: String },
    Compare { field: Name, operator: Operator, literal: Literal, at: usize },
}

/// A field as it was named; `at` is the position of its first character, counted from 1.
#[derive(Debug, Clone, PartialEq)]
struct Name {
    text: String,
    at: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

impl Operator {
    const ALL: [Operator; 6] = [Operator::Eq, Operator::Ne, Operator::Gt, Operator::Ge, Operator::Lt, Operator::Le];

    fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.word() == word)
    }

    fn word(self) -> &'static str {
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
    fn is_order(self) -> bool {
        !matches!(self, Operator::Eq | Operator::Ne)
    }

    /// What has to be switched on for it.
    fn feature(self) -> Option<Feature> {
        matches!(self, Operator::Ge | Operator::Le).then_some(Feature::GeLe)
    }
}

/// What looks for a part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Function {
    Contains,
    StartsWith,
    EndsWith,
}

impl Function {
    const ALL: [Function; 3] = [Function::Contains, Function::StartsWith, Function::EndsWith];

    fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.word() == word)
    }

    fn word(self) -> &'static str {
        match self {
            Function::Contains => "contains",
            Function::StartsWith => "startswith",
            Function::EndsWith => "endswith",
        }
    }

    /// What has to be switched on for it.
    fn feature(self) -> Option<Feature> {
        match self {
            Function::Contains => None,
            Function::StartsWith => Some(Feature::StartsWith),
            Function::EndsWith => Some(Feature::EndsWith),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Literal {
    Text(String),
    Whole(i64),
    Fraction(f64),
    Boolean(bool),
    Null,
}

impl Literal {
    /// The literal's type in words, for messages.
    fn name(&self) -> &'static str {
        match self {
            Literal::Text(_) => "a text",
            Literal::Whole(_) | Literal::Fraction(_) => "a number",
            Literal::Boolean(_) => "a boolean",
            Literal::Null => "null",
        }
    }
}
