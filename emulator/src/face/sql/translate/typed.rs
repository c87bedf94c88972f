//! Expressions with types, and the conversions that MySQL makes between them.

use crate::face::sql::problem::Problem;
use crate::mysql::COLLATION;

/// The type of an expression. SQLite compares values by the types that they happen to have; MySQL converts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    /// Only NULL.
    Null,
    Number,
    /// Compared without regard to case.
    Text,
    /// Ids of records, which are compared exactly, so that indexes are used.
    Id,
    /// The text of a time, which is compared with others only.
    Time,
}

impl Type {
    fn is_textual(self) -> bool {
        matches!(self, Type::Text | Type::Id | Type::Time)
    }

    /// The type of an expression that has values of both types.
    pub(super) fn common(self, other: Self) -> Self {
        match (self, other) {
            (Type::Null, other) | (other, Type::Null) => other,
            (one, other) if one == other => one,
            _ => Type::Text,
        }
    }

    /// Returns true if a value of one type is converted to the other.
    pub(super) fn is_mixed(self, other: Self) -> bool {
        (self == Type::Number && other.is_textual()) || (other == Type::Number && self.is_textual())
    }
}

/// An expression in SQLite.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) sql: String,
    pub(super) kind: Type,
}

impl Typed {
    pub(super) fn new(sql: impl Into<String>, kind: Type) -> Self {
        Self { sql: sql.into(), kind }
    }

    pub(super) fn number(sql: impl Into<String>) -> Self {
        Self::new(sql, Type::Number)
    }

    pub(super) fn text(sql: impl Into<String>) -> Self {
        Self::new(sql, Type::Text)
    }

    /// The expression as a number.
    pub(super) fn as_number(&self) -> Result<String, Problem> {
        match self.kind {
            Type::Null | Type::Number => Ok(self.sql.clone()),
            Type::Text | Type::Id => Ok(format!("mysql_number({})", self.sql)),
            Type::Time => Err(Problem::unsupported(
                "the number of a time",
                "calculate with Unix times, as records have them, and use UNIX_TIMESTAMP() for now",
            )),
        }
    }

    /// The expression as a text.
    pub(super) fn as_text(&self) -> String {
        match self.kind {
            Type::Number => format!("mysql_text({})", self.sql),
            _ => self.sql.clone(),
        }
    }

    /// The expression, converted to a type that it has in common with others.
    pub(super) fn converted(&self, kind: Type) -> String {
        if kind.is_textual() { self.as_text() } else { self.sql.clone() }
    }

    /// The expression for sorting and grouping.
    pub(super) fn collated(&self) -> String {
        match self.kind {
            Type::Text => format!("{} COLLATE {COLLATION}", self.sql),
            _ => self.sql.clone(),
        }
    }
}

/// A comparison.
pub(super) fn compare(left: &Typed, operator: &str, right: &Typed) -> Result<Typed, Problem> {
    let sql = match (left.kind, right.kind) {
        (one, other) if one.is_mixed(other) => format!("({} {operator} {})", left.as_number()?, right.as_number()?),
        (Type::Time, Type::Text | Type::Id) | (Type::Text | Type::Id, Type::Time) => {
            return Err(Problem::unsupported(
                "the comparison of a time with a text",
                "compare Unix times, as records have them",
            ));
        }
        (Type::Text, Type::Text) => format!("({} COLLATE {COLLATION} {operator} {})", left.sql, right.sql),
        _ => format!("({} {operator} {})", left.sql, right.sql),
    };
    Ok(Typed::number(sql))
}
