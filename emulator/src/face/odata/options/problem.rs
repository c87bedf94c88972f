//! The errors of query options.

use std::fmt;

use crate::face::odata::filter;
use crate::face::query::QueryProblem;
use crate::profile::Feature;

/// Reasons why query options are refused.
#[derive(Debug)]
pub(in crate::face::odata) enum OptionProblem {
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
    RelationOrder { field: String },
    SelectOff,
    EmptySelect,
    SelectTwice { field: String },
    UnknownSelect { field: String, model: String, known: Vec<String> },
    Filter(filter::FilterProblem),
}

impl OptionProblem {
    /// The switch of the profile that would accept the options.
    pub(in crate::face::odata) fn switch(&self) -> Option<&'static str> {
        match self {
            OptionProblem::Filter(problem) => problem.switch(),
            OptionProblem::SeveralOrders => Some(Feature::SeveralSortFields.switch()),
            OptionProblem::RelationOrder { .. } => Some(Feature::RelationFilters.switch()),
            OptionProblem::SelectOff => Some(Feature::Select.switch()),
            OptionProblem::Excess { .. } => Some("lists.excess"),
            _ => None,
        }
    }
}

impl fmt::Display for OptionProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OptionProblem::Query(problem) => problem.fmt(f),
            OptionProblem::Unknown { option } => write!(
                f,
                "the query option `{option}` is not documented: use $filter, $orderby, $skip, $top and $count, and do \
                 the rest in your program"
            ),
            OptionProblem::Number { option } => {
                write!(f, "{option} is not a whole number: write digits only, as in {option}=20")
            }
            OptionProblem::Excess { top, max } => {
                write!(f, "$top is {top}, but a page has at most {max} records: read further pages with $skip")
            }
            OptionProblem::Count => f.write_str("$count is neither true nor false: write $count=true, or leave it out"),
            OptionProblem::EmptyOrder => {
                f.write_str("$orderby lacks a field: write $orderby=field or $orderby=field desc")
            }
            OptionProblem::OrderTwice { field } => write!(f, "$orderby names `{field}` twice: write each field once"),
            OptionProblem::SeveralOrders => write!(
                f,
                "$orderby has several fields, which is not documented: sort by one, and further in your program, or {}",
                Feature::SeveralSortFields
            ),
            OptionProblem::Direction { direction } => {
                write!(f, "$orderby has the direction `{direction}`: write asc or desc after the field")
            }
            OptionProblem::UnknownOrder { field, model, known } => write!(
                f,
                "$orderby names `{field}`, which model `{model}` does not have: use one of {}",
                known.join(", ")
            ),
            OptionProblem::NoOrder { field, kind } => write!(
                f,
                "$orderby names `{field}`, a field of kind {kind}, by which records cannot be sorted: sort by a text, \
                 a number or a date"
            ),
            OptionProblem::RelationOrder { field } => write!(
                f,
                "$orderby names `{field}`, a one-one or many-one relation, by which sorting is not documented: sort by \
                 a text, a number or a date, or {}",
                Feature::RelationFilters
            ),
            OptionProblem::SelectOff => {
                write!(f, "the query option `$select` is not documented: read whole records, or {}", Feature::Select)
            }
            OptionProblem::EmptySelect => {
                f.write_str("$select lacks a field: write $select=name,score, or leave it out")
            }
            OptionProblem::SelectTwice { field } => write!(f, "$select names `{field}` twice: write each field once"),
            OptionProblem::UnknownSelect { field, model, known } => write!(
                f,
                "$select names `{field}`, which model `{model}` does not have: use some of {}",
                known.join(", ")
            ),
            OptionProblem::Filter(problem) => problem.fmt(f),
        }
    }
}

impl From<QueryProblem> for OptionProblem {
    fn from(problem: QueryProblem) -> Self {
        OptionProblem::Query(problem)
    }
}
