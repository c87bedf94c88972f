//! What a filter says about one field.

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
    /// The value is one of these, of which there are at least two.
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
    /// Text of the caller's own, which nothing looks at. It is a value so that it is not printed.
    Raw(Value),
}

impl Term {
    /// `None` of no value, since nothing is one of none.
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

/// Where in a text another one is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Search {
    Contains,
    StartsWith,
    EndsWith,
}
