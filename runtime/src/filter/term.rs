//! Conditions on one field.

use std::borrow::Cow;

use crate::model::RelationStyle;
use crate::value::Value;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Term {
    Compare {
        field: Cow<'static, str>,
        comparison: Comparison,
        value: Value,
    },
    /// The value is one of these, at least two.
    OneOf {
        field: Cow<'static, str>,
        values: Vec<Value>,
    },
    Search {
        field: Cow<'static, str>,
        search: Search,
        part: Value,
    },
    Null {
        field: Cow<'static, str>,
        form: RelationStyle,
        /// `is_null`, otherwise `is_not_null`.
        is: bool,
    },
    /// Raw text of the caller. A `Value`, so that it is not printed.
    Raw(Value),
}

impl Term {
    /// Returns the key of the field; raw text has none.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Compare { field, .. }
            | Self::OneOf { field, .. }
            | Self::Search { field, .. }
            | Self::Null { field, .. } => Some(field),
            Self::Raw(_) => None,
        }
    }

    /// Returns `None` without values, since no record can match.
    pub fn one_of(field: Cow<'static, str>, mut values: Vec<Value>) -> Option<Self> {
        match values.len() {
            0 | 1 => Some(Self::Compare { field, comparison: Comparison::Eq, value: values.pop()? }),
            _ => Some(Self::OneOf { field, values }),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

impl Comparison {
    pub fn negated(self) -> Self {
        match self {
            Self::Eq => Self::Ne,
            Self::Ne => Self::Eq,
            Self::Gt => Self::Le,
            Self::Ge => Self::Lt,
            Self::Lt => Self::Ge,
            Self::Le => Self::Gt,
        }
    }
}

/// The position of the text to search for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Search {
    Contains,
    ContainsIgnoreCase,
    StartsWith,
    EndsWith,
}
