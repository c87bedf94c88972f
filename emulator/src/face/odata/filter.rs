//! `$filter`: exactly the documented grammar, and a clear answer to everything else.
//!
//! ```text
//! either     = both ("or" both)*
//! both       = single ("and" single)*
//! single     = "(" either ")" | function "(" field "," text ")" | field operator literal | *"not" single
//! function   = "contains" | *"startswith" | *"endswith"
//! operator   = "eq" | "ne" | "gt" | "lt" | *"ge" | *"le"
//! literal    = 'text, a quote in it doubled' | -12.5 | true | false | *null
//! ```
//!
//! What has a star is not documented and needs its switch in the profile's [`Accept`](crate::profile::Accept). `and`
//! binds closer than `or`, as in OData, although the manual asks for parentheses where both stand.

mod lex;
mod parse;
mod problem;
#[cfg(test)]
mod tests;

pub(crate) use problem::Problem;

use crate::filter::{self, Condition};
use crate::profile::Profile;
use crate::schema::Model;

/// Turns the text of a `$filter` into a condition on the records of a model.
pub(crate) fn compile(text: &str, model: &Model, profile: &Profile) -> Result<Condition, Problem> {
    filter::compile(&parse::parse(text, profile)?, model, profile).map_err(Problem::Misuse)
}
