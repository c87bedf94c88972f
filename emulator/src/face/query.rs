//! The query of a request: its options by name, decoded.

use std::collections::BTreeMap;
use std::fmt;

use super::error_response::{ApiError, Code};
use super::percent;

/// Why a query cannot be read, or is not taken.
#[derive(Debug)]
pub(super) enum QueryProblem {
    Encoding,
    Repeated { option: String },
    NotTaken { option: String },
}

impl fmt::Display for QueryProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QueryProblem::Encoding => f.write_str(
                "the query is not percent-encoded UTF-8: write each byte of its UTF-8 text as %XX, a percent sign as %25",
            ),
            QueryProblem::Repeated { option } => write!(f, "{option} stands twice in the query: write it once"),
            QueryProblem::NotTaken { option } => {
                write!(f, "the query option `{option}` has no meaning here: only lists of records take query options")
            }
        }
    }
}

/// Returns the options by name, decoded. A space comes as `%20` or `+`.
pub(super) fn pairs(query: &str) -> Result<BTreeMap<String, String>, QueryProblem> {
    let decode = |text: &str| percent::decoded(&text.replace('+', " ")).ok_or(QueryProblem::Encoding);
    let mut pairs = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (option, value) = pair.split_once('=').unwrap_or((pair, ""));
        let option = decode(option)?;
        if pairs.insert(option.clone(), decode(value)?).is_some() {
            return Err(QueryProblem::Repeated { option });
        }
    }
    Ok(pairs)
}

/// Refuses a query on a call that takes none.
pub(super) fn none(query: &str) -> Result<(), ApiError> {
    let problem = match pairs(query) {
        Ok(pairs) => match pairs.into_keys().next() {
            None => return Ok(()),
            Some(option) => QueryProblem::NotTaken { option },
        },
        Err(problem) => problem,
    };
    Err(ApiError::new(Code::InvalidParameter, problem).of_query())
}
