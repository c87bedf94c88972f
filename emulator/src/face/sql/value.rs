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
