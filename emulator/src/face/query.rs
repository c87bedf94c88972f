//! The decoded query of a request.

use std::collections::BTreeMap;
use std::fmt;

use super::error_response::{ApiError, Code};
use super::percent;

/// Reasons why a query is refused.
#[derive(Debug)]
pub(super) enum QueryProblem {
    Encoding,
    Repeated { option: String },
    NotAllowed { option: String },
}

impl fmt::Display for QueryProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QueryProblem::Encoding => {
                f.write_str("the query is not percent-encoded UTF-8: encode each byte as %XX, a percent sign as %25")
            }
            QueryProblem::Repeated { option } => write!(f, "{option} occurs twice in the query: write it once"),
            QueryProblem::NotAllowed { option } => {
                write!(f, "the query option `{option}` is not allowed here: only lists of records have query options")
            }
        }
    }
}

/// The decoded options by name. A space is `%20` or `+`.
pub(super) fn pairs(query: &str) -> Result<BTreeMap<String, String>, QueryProblem> {
    let mut pairs = BTreeMap::new();
    for (option, value) in list(query)? {
        if pairs.insert(option.clone(), value).is_some() {
            return Err(QueryProblem::Repeated { option });
        }
    }
    Ok(pairs)
}

/// The decoded options in their order, which may repeat a name.
pub(super) fn list(query: &str) -> Result<Vec<(String, String)>, QueryProblem> {
    let decode = |text: &str| percent::decoded(&text.replace('+', " ")).ok_or(QueryProblem::Encoding);
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(option, value)| Ok((decode(option)?, decode(value)?))).collect()
}

/// Returns an error unless the query is empty.
pub(super) fn none(query: &str) -> Result<(), ApiError> {
    let problem = match pairs(query) {
        Ok(pairs) => match pairs.into_keys().next() {
            None => return Ok(()),
            Some(option) => QueryProblem::NotAllowed { option },
        },
        Err(problem) => problem,
    };
    Err(ApiError::new(Code::InvalidParameter, problem).of_query())
}
