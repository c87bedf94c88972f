//! The errors of filters.

use std::fmt;

use crate::filter::{Expected, FilterMismatch, Operators};
use crate::profile::Feature;

/// Reasons why a `$filter` is refused; `at` is a position in its text, counted in characters from 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FilterProblem {
    Empty,
    UnclosedText {
        at: usize,
    },
    Number {
        word: String,
        at: usize,
    },
    Unexpected {
        expected: &'static str,
        found: String,
        at: usize,
    },
    TooDeep {
        limit: usize,
        at: usize,
    },
    Operator {
        operator: String,
        at: usize,
    },
    Function {
        function: String,
        at: usize,
    },
    /// A word of a feature that is not enabled.
    Off {
        feature: Feature,
        word: String,
        at: usize,
    },
    BareJoiners {
        at: usize,
    },
    Inferred {
        at: usize,
    },
    /// The filter is valid but does not fit the model.
    FilterMismatch(FilterMismatch),
}

impl FilterProblem {
    /// The position in the text.
    pub(crate) fn at(&self) -> Option<usize> {
        match self {
            FilterProblem::Empty => None,
            FilterProblem::UnclosedText { at }
            | FilterProblem::Number { at, .. }
            | FilterProblem::Unexpected { at, .. }
            | FilterProblem::TooDeep { at, .. }
            | FilterProblem::Operator { at, .. }
            | FilterProblem::Function { at, .. }
            | FilterProblem::Off { at, .. }
            | FilterProblem::BareJoiners { at }
            | FilterProblem::Inferred { at } => Some(*at),
            FilterProblem::FilterMismatch(mismatch) => Some(mismatch.at()),
        }
    }
}

impl FilterProblem {
    /// The switch of the profile that would accept the filter.
    pub(crate) fn switch(&self) -> Option<&'static str> {
        match self {
            FilterProblem::Off { feature, .. } => Some(feature.switch()),
            FilterProblem::BareJoiners { .. } => Some("lists.bare_joiners"),
            FilterProblem::Inferred { .. } => Some("lists.inferred_literals"),
            FilterProblem::FilterMismatch(FilterMismatch::ObjectRelation { .. }) => {
                Some(Feature::RelationFilters.switch())
            }
            _ => None,
        }
    }
}

impl fmt::Display for FilterProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$filter ")?;
        match self {
            FilterProblem::Empty => f.write_str("is empty: leave it out to get all records"),
            FilterProblem::UnclosedText { at } => {
                write!(f, "has a text without closing quote at character {at}: close it, and double quotes inside it")
            }
            FilterProblem::Number { word, at } => {
                write!(
                    f,
                    "has `{word}` at character {at}, which is not a plain decimal: write numbers like 12 or -12.5"
                )
            }
            FilterProblem::Unexpected { expected, found, at } => {
                write!(f, "has {found} at character {at}: expected {expected}")
            }
            FilterProblem::TooDeep { limit, at } => {
                write!(f, "nests parentheses more than {limit} deep at character {at}: write it with fewer parentheses")
            }
            FilterProblem::Operator { operator, at } => {
                let advice = match operator.as_str() {
                    "in" => "write (x eq 'a' or x eq 'b')",
                    _ => "the operators are eq, ne, gt, lt and contains(field,'text'), joined by and, or",
                };
                write!(f, "has the operator `{operator}` at character {at}, which is not documented: {advice}")
            }
            FilterProblem::Function { function, at } => write!(
                f,
                "calls `{function}` at character {at}, but `contains(field,'text')` is the only documented function: \
                 use it, and filter further in your program"
            ),
            FilterProblem::Off { feature, word, at } => {
                let advice = match (feature, word.as_str()) {
                    (Feature::GeLe, "ge") => "write (x gt n or x eq n)",
                    (Feature::GeLe, _) => "write (x lt n or x eq n)",
                    (Feature::Not, _) => "negate the comparison, as in x ne 'a'",
                    (Feature::Null, _) => "read the records and check for missing values in your program",
                    _ => "use contains(field,'text') and filter further in your program",
                };
                write!(f, "has `{word}` at character {at}, which is not documented: {advice}, or {feature}")
            }
            FilterProblem::BareJoiners { at } => write!(
                f,
                "mixes `and` and `or` without parentheses at character {at}: put the part to evaluate first in \
                 parentheses, or allow it with `lists.bare_joiners` in the emulator's profile"
            ),
            FilterProblem::Inferred { at } => write!(
                f,
                "has an undocumented literal at character {at} (a doubled quote, a boolean or a negative number): \
                 compare it in your program, or allow it with `lists.inferred_literals` in the emulator's profile"
            ),
            FilterProblem::FilterMismatch(FilterMismatch::NullOrder { operator, at }) => {
                write!(f, "compares null with `{operator}` at character {at}, but null has no order: use eq or ne")
            }
            FilterProblem::FilterMismatch(FilterMismatch::UnknownField { field, model, known, at }) => write!(
                f,
                "names `{field}` at character {at}, which model `{model}` does not have: use one of {}",
                known.join(", ")
            ),
            FilterProblem::FilterMismatch(FilterMismatch::NotFilterable { field, kind, at, .. }) => write!(
                f,
                "names `{field}` at character {at}, but no operator is documented for a field of kind {kind}: filter \
                 by other fields and compare this one in your program"
            ),
            FilterProblem::FilterMismatch(FilterMismatch::ObjectRelation { field, kind, at }) => write!(
                f,
                "names `{field}` at character {at}, a {kind} (one-one or many-one), on which filters are not \
                 documented: read the records and compare the ids in your program, or {}",
                Feature::RelationFilters
            ),
            FilterProblem::FilterMismatch(FilterMismatch::WrongOperator { field, kind, operator, allowed, at }) => {
                let allowed = match allowed {
                    Operators::Equality => "eq or ne",
                    Operators::EqualityAndSearch => "eq, ne or contains(field,'text')",
                    Operators::EqualityAndOrder => "eq, ne, gt or lt",
                };
                write!(
                    f,
                    "uses `{operator}` on `{field}` at character {at}, but the field is of kind {kind}: use {allowed}"
                )
            }
            FilterProblem::FilterMismatch(FilterMismatch::WrongLiteral { field, kind, expected, found, at }) => {
                let expected = match expected {
                    Expected::Boolean => "true or false",
                    Expected::Number => "a bare number",
                    Expected::Text => "a text in single quotes",
                };
                write!(
                    f,
                    "compares `{field}`, a field of kind {kind}, with {found} at character {at}: write {expected}"
                )
            }
            FilterProblem::FilterMismatch(FilterMismatch::Pattern { reason, at }) => {
                write!(f, "has an invalid pattern at character {at}: {reason}")
            }
        }
    }
}
