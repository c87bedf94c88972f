//! `$filter`: the documented grammar only, with clear errors for everything else.
//!
//! ```text
//! or         = and ("or" and)*
//! and        = term ("and" term)*
//! term       = "(" or ")" | function "(" field "," text ")" | field operator literal | *"not" term
//! function   = "contains" | *"startswith" | *"endswith"
//! operator   = "eq" | "ne" | "gt" | "lt" | *"ge" | *"le"
//! literal    = 'text, a quote in it doubled' | -12.5 | true | false | *null
//! ```
//!
//! Parts with a star are undocumented and need a switch in the profile's [`Accept`](crate::profile::Accept). `and` binds tighter
//! than `or`, as in OData, although the manual requires parentheses where both occur.

mod lex;
mod parse;
mod problem;
#[cfg(test)]
mod tests;

pub(crate) use problem::FilterProblem;

use crate::filter::{self, Condition, Filter, FilterRules};
use crate::profile::Profile;
use crate::schema::Model;

/// A condition of a `$filter` that is joined with the others by `and`.
#[derive(Debug, Clone)]
pub(crate) struct FilterPart {
    pub(crate) filter: Filter,
    /// Its text.
    pub(crate) text: String,
    /// The position of its first character, from 1.
    pub(crate) at: usize,
}

/// The conditions of a `$filter` that are joined by `and`; one with an `or` beside them is a single condition.
pub(crate) fn parts(text: &str, profile: &Profile) -> Result<Vec<FilterPart>, FilterProblem> {
    let parts = parse::parts(text, profile)?;
    let of = |(filter, from, to): (Filter, usize, usize)| {
        let text: String = text.chars().skip(from - 1).take(to - from).collect();
        FilterPart { filter, text: text.trim_end().to_owned(), at: from }
    };
    Ok(parts.into_iter().map(of).collect())
}

/// Compiles a `$filter` to a condition on the records of a model.
pub(crate) fn compile(text: &str, model: &Model, profile: &Profile) -> Result<Condition, FilterProblem> {
    filter::compile(&parse::parse(text, profile)?, model, FilterRules::odata(profile))
        .map_err(FilterProblem::FilterMismatch)
}
