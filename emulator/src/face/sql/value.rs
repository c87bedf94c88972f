//! The values that marks stand for.

use rusqlite::types::Value as Stored;

/// The value of a mark.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum MarkValue {
    One(Literal),
    /// An array: the values of `IN ({{ name }})`, elsewhere its JSON text.
    Many {
        elements: Vec<Literal>,
        json: String,
    },
    /// A table, which has no value.
    Table,
}

/// A value with its type in MySQL.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    Null,
    Number(Stored),
    Text(String),
}

impl Literal {
    /// The bytes of a text.
    pub(super) fn length(&self) -> usize {
        match self {
            Literal::Text(text) => text.len(),
            Literal::Null | Literal::Number(_) => 0,
        }
    }
}
