//! `$filter`: exactly the documented grammar, and a clear answer to everything else.
//!
//! ```text
//! either     = both ("or" both)*
//! both       = single ("and" single)*
//! single     = "(" either ")" | "contains" "(" field "," text ")" | field ("eq" | "ne" | "gt" | "lt") literal
//! literal    = 'text, a quote in it doubled' | -12.5 | true | false
//! ```
//!
//! `and` binds closer than `or`, as in OData, although the manual asks for parentheses where both stand.

mod lex;
mod parse;
mod problem;
mod sql;

pub(crate) use problem::Problem;
pub(crate) use sql::Condition;

use crate::profile::Profile;
use crate::store::Model;

/// Turns the text of a `$filter` into a condition on the records of a model.
pub(crate) fn compile(text: &str, model: &Model, profile: &Profile) -> Result<Condition, Problem> {
    sql::condition(&parse::parse(text)?, model, profile)
}

/// A filter as it was written.
#[derive(Debug, Clone, PartialEq)]
enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Contains { field: Name, part: String },
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
    Lt,
}

impl Operator {
    fn named(word: &str) -> Option<Self> {
        match word {
            "eq" => Some(Operator::Eq),
            "ne" => Some(Operator::Ne),
            "gt" => Some(Operator::Gt),
            "lt" => Some(Operator::Lt),
            _ => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Operator::Eq => "eq",
            Operator::Ne => "ne",
            Operator::Gt => "gt",
            Operator::Lt => "lt",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Literal {
    Text(String),
    Whole(i64),
    Fraction(f64),
    Boolean(bool),
}

impl Literal {
    /// The literal's type in words, for messages.
    fn name(&self) -> &'static str {
        match self {
            Literal::Text(_) => "a text",
            Literal::Whole(_) | Literal::Fraction(_) => "a number",
            Literal::Boolean(_) => "a boolean",
        }
    }
}
