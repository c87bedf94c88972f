//! Conditions on records, as data: they travel to other processes.

mod exact;

use serde::{Deserialize, Serialize};
use weda::dynamic::field;
use weda::{Filter, Record, value::Value};

/// A condition on the records of a model, in what the service can be asked for.
///
/// It serializes to JSON, so that it can travel to another process. It holds values of the query and nothing else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// All of them hold.
    All(Vec<Condition>),
    /// At least one of them holds.
    Any(Vec<Condition>),
    /// The field compares so with the value. A record without a value does not match, except with [`Sign::Ne`], which
    /// depends on the service.
    Compare {
        /// The key of the field.
        field: String,
        /// The operator.
        sign: Sign,
        /// The value to compare with.
        value: Literal,
    },
    /// The field has one of the values.
    OneOf {
        /// The key of the field.
        field: String,
        /// The values, at least one.
        values: Vec<Literal>,
    },
    /// The text of the field contains the part.
    Contains {
        /// The key of the field.
        field: String,
        /// The part.
        part: String,
    },
    /// The text of the field starts with the part.
    StartsWith {
        /// The key of the field.
        field: String,
        /// The part.
        part: String,
    },
    /// The field has no value, or has one.
    Null {
        /// The key of the field.
        field: String,
        /// `IS NULL`, otherwise `IS NOT NULL`.
        is_null: bool,
    },
    /// No record matches, so that nothing is asked for.
    Never,
}

/// An operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Equal.
    Eq,
    /// Different.
    Ne,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
}

/// A value to compare with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Literal {
    /// A text, an option or an id.
    Text(String),
    /// True or false.
    Flag(bool),
    /// A whole number, Unix milliseconds of a moment, or milliseconds since midnight.
    Whole(i64),
    /// A finite number.
    Number(#[serde(with = "exact")] f64),
    /// A day in China, in days since 1970-01-01.
    Day(i32),
}

impl Condition {
    /// Combines conditions that all hold; `None` without any.
    pub(crate) fn all(mut conditions: Vec<Condition>) -> Option<Condition> {
        match conditions.len() {
            0 | 1 => conditions.pop(),
            _ if conditions.contains(&Condition::Never) => Some(Condition::Never),
            _ => Some(Condition::All(conditions)),
        }
    }

    /// Combines conditions of which one holds; without any, no record matches.
    pub(crate) fn any(mut conditions: Vec<Condition>) -> Condition {
        conditions.retain(|condition| *condition != Condition::Never);
        match conditions.len() {
            0 => Condition::Never,
            1 => conditions.remove(0),
            _ => Condition::Any(conditions),
        }
    }

    /// Returns the client's filter.
    pub(crate) fn filter(&self) -> Filter<Record> {
        match self {
            Condition::Never => Filter::any([]),
            Condition::All(all) => Filter::all(all.iter().map(Self::filter)),
            Condition::Any(any) => Filter::any(any.iter().map(Self::filter)),
            Condition::OneOf { field: name, values } => field(name.clone()).one_of(values.iter().map(Literal::value)),
            Condition::Contains { field: name, part } => field(name.clone()).contains(part.as_str()),
            Condition::StartsWith { field: name, part } => field(name.clone()).starts_with(part.as_str()),
            Condition::Null { field: name, is_null: true } => field(name.clone()).is_null(),
            Condition::Null { field: name, is_null: false } => field(name.clone()).is_not_null(),
            Condition::Compare { field: name, sign, value } => {
                let (field, value) = (field(name.clone()), value.value());
                match sign {
                    Sign::Eq => field.eq(value),
                    Sign::Ne => field.ne(value),
                    Sign::Gt => field.gt(value),
                    Sign::Ge => field.ge(value),
                    Sign::Lt => field.lt(value),
                    Sign::Le => field.le(value),
                }
            }
        }
    }
}

impl Literal {
    fn value(&self) -> Value {
        match self {
            Literal::Text(text) => text.into(),
            Literal::Flag(flag) => (*flag).into(),
            Literal::Whole(whole) => (*whole).into(),
            Literal::Number(number) => (*number).into(),
            // The days of columns and of conditions are those of one function.
            Literal::Day(day) => weda::Date::from_millis(weda_arrow::first_milli(*day)).into(),
        }
    }
}

impl Sign {
    /// Returns the operator with its sides exchanged.
    pub(crate) fn flipped(self) -> Self {
        match self {
            Sign::Gt => Sign::Lt,
            Sign::Ge => Sign::Le,
            Sign::Lt => Sign::Gt,
            Sign::Le => Sign::Ge,
            same => same,
        }
    }

    /// Returns true for the operators that compare by order.
    pub(crate) fn is_order(self) -> bool {
        !matches!(self, Sign::Eq | Sign::Ne)
    }
}
