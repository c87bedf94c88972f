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

use crate::filter::{self, Condition, FilterRules};
use crate::profile::Profile;
use crate::schema::Model;

/// Compiles a `$filter` to a condition on the records of a model.
pub(crate) fn compile(text: &str, model: &Model, profile: &Profile) -> Result<Condition, FilterProblem> {
    filter::compile(&parse::parse(text, profile)?, model, FilterRules::odata(profile))
        .map_err(FilterProblem::FilterMismatch)
}
