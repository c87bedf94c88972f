//! What can be wrong with a filter, in words.

use std::fmt;

use crate::filter::Misuse;
use crate::profile::Feature;

/// Why a `$filter` is refused; `at` is a position in its text, counted in characters from 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Problem {
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
    /// A word that stands for a feature which is not switched on.
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
    /// The filter can be read, and does not fit the model.
    Misuse(Misuse),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$filter ")?;
        match self {
            Problem::Empty => f.write_str("is empty: leave it out to get all records"),
            Problem::UnclosedText { at } => {
                write!(
                    f,
                    "has a text without its closing quote at character {at}: close it, and double each quote inside"
                )
            }
            Problem::Number { word, at } => {
                write!(f, "has `{word}` at character {at}, which is no plain decimal: write numbers like 12 or -12.5")
            }
            Problem::Unexpected { expected, found, at } => {
                write!(f, "has {found} at character {at}: write {expected} there")
            }
            Problem::TooDeep { limit, at } => {
                write!(f, "nests parentheses more than {limit} deep at character {at}: join with `and` or `or` instead")
            }
            Problem::Operator { operator, at } => {
                let way_out = match operator.as_str() {
                    "in" => "write (x eq 'a' or x eq 'b')",
                    _ => "the operators are eq, ne, gt, lt and contains(field,'text'), joined by and, or",
                };
                write!(f, "has the operator `{operator}` at character {at}, which is not documented: {way_out}")
            }
            Problem::Function { function, at } => write!(
                f,
                "calls `{function}` at character {at}, but `contains(field,'text')` is the only documented function: \
                 use it, and compare the rest in your program"
            ),
            Problem::Off { feature, word, at } => {
                let way_out = match (feature, word.as_str()) {
                    (Feature::GeLe, "ge") => "write (x gt n or x eq n)",
                    (Feature::GeLe, _) => "write (x lt n or x eq n)",
                    (Feature::Not, _) => "turn the comparison around, as in x ne 'a'",
                    (Feature::Null, _) => "read the records and look for absent values in your program",
                    _ => "use contains(field,'text') and compare the rest in your program",
                };
                write!(f, "has `{word}` at character {at}, which is not documented: {way_out}, or {feature}")
            }
            Problem::BareJoiners { at } => write!(
                f,
                "has `and` and `or` without parentheses between them at character {at}: put parentheses around the part \
                 that comes first, or allow it with `lists.bare_joiners` in the emulator's profile"
            ),
            Problem::Inferred { at } => write!(
                f,
                "has a literal at character {at} that no document shows (a doubled quote, a boolean or a negative \
                 number): compare it in your program, or allow it with `lists.inferred_literals` in the emulator's \
                 profile"
            ),
            Problem::Misuse(Misuse::NullOrder { operator, at }) => {
                write!(f, "compares with null by `{operator}` at character {at}, but null has no order: use eq or ne")
            }
            Problem::Misuse(Misuse::UnknownField { field, model, known, at }) => write!(
                f,
                "names `{field}` at character {at}, which model `{model}` does not have: use one of {}",
                known.join(", ")
            ),
            Problem::Misuse(Misuse::NoFilter { field, kind, at }) => write!(
                f,
                "names `{field}` at character {at}, but no operator is documented for a field of kind {kind}: filter \
                 by other fields and compare this one in your program"
            ),
            Problem::Misuse(Misuse::NewRelation { field, kind, at }) => write!(
                f,
                "names `{field}` at character {at}, but filters on a {kind} of the newer kind (one-one, many-one) are \
                 not documented: read the records and compare the ids in your program, or {}",
                Feature::RelationFilters
            ),
            Problem::Misuse(Misuse::WrongOperator { field, kind, operator, allowed, at }) => write!(
                f,
                "uses `{operator}` on `{field}` at character {at}, but the field is of kind {kind}: use {allowed}"
            ),
            Problem::Misuse(Misuse::WrongLiteral { field, kind, expected, found, at }) => write!(
                f,
                "compares `{field}`, a field of kind {kind}, with {found} at character {at}: write {expected}"
            ),
        }
    }
}
