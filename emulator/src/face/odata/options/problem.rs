//! What can be wrong with the query options of a list, in words.

use std::fmt;

use crate::face::odata::filter;
use crate::face::query::QueryProblem;
use crate::profile::Feature;

/// What can be wrong with the query of a call.
#[derive(Debug)]
pub(in crate::face::odata) enum Problem {
    Query(QueryProblem),
    Unknown { option: String },
    Number { option: &'static str },
    Excess { top: u64, max: u32 },
    Count,
    EmptyOrder,
    OrderTwice { field: String },
    SeveralOrders,
    Direction { direction: String },
    UnknownOrder { field: String, model: String, known: Vec<String> },
    NoOrder { field: String, kind: String },
    NoRelationOrder { field: String },
    SelectOff,
    EmptySelect,
    SelectTwice { field: String },
    UnknownSelect { field: String, model: String, known: Vec<String> },
    Filter(filter::Problem),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Query(problem) => problem.fmt(f),
            Problem::Unknown { option } => write!(
                f,
                "the query option `{option}` is not documented: use $filter, $orderby, $skip, $top and $count, and \
                 leave the rest to your program"
            ),
            Problem::Number { option } => {
                write!(f, "{option} is not a whole number: write digits only, like {option}=20")
            }
            Problem::Excess { top, max } => {
                write!(f, "$top is {top}, and a page has {max} records at most: ask for pages with $skip")
            }
            Problem::Count => f.write_str("$count is neither true nor false: write $count=true, or leave it out"),
            Problem::EmptyOrder => f.write_str("$orderby lacks a field: write $orderby=field or $orderby=field desc"),
            Problem::OrderTwice { field } => write!(f, "$orderby names `{field}` twice: write each field once"),
            Problem::SeveralOrders => write!(
                f,
                "$orderby has several fields, which is not documented: sort by one and by the rest in your program, or \
                 {}",
                Feature::SeveralSortFields
            ),
            Problem::Direction { direction } => {
                write!(f, "$orderby has the direction `{direction}`: write asc or desc behind the field")
            }
            Problem::UnknownOrder { field, model, known } => write!(
                f,
                "$orderby names `{field}`, which model `{model}` does not have: use one of {}",
                known.join(", ")
            ),
            Problem::NoOrder { field, kind } => write!(
                f,
                "$orderby names `{field}`, a field of kind {kind}, by which records cannot be sorted: sort by a text, \
                 a number or a date"
            ),
            Problem::NoRelationOrder { field } => write!(
                f,
                "$orderby names `{field}`, a relation of the newer kind (one-one, many-one), by which sorting is not \
                 documented: sort by a text, a number or a date, or {}",
                Feature::RelationFilters
            ),
            Problem::SelectOff => write!(
                f,
                "the query option `$select` is not documented: take what you need from the whole records, or {}",
                Feature::Select
            ),
            Problem::EmptySelect => f.write_str("$select lacks a field: write $select=name,score, or leave it out"),
            Problem::SelectTwice { field } => write!(f, "$select names `{field}` twice: write each field once"),
            Problem::UnknownSelect { field, model, known } => write!(
                f,
                "$select names `{field}`, which model `{model}` does not have: use some of {}",
                known.join(", ")
            ),
            Problem::Filter(problem) => problem.fmt(f),
        }
    }
}

impl From<QueryProblem> for Problem {
    fn from(problem: QueryProblem) -> Self {
        Problem::Query(problem)
    }
}
