//! Pages of users, departments and roles, and the parameters of their calls.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::face::body::members;
use crate::face::error_response::{ApiError, Code};
use crate::face::query::pairs;
use crate::face::request::Request;
use crate::validate::found;

/// Which page of a list is asked for.
pub(super) struct Paging {
    number: usize,
    size: usize,
}

impl Paging {
    /// A query has texts.
    pub(super) fn of_query(query: &str) -> Result<Self, ApiError> {
        let asked = parameters(query, &["pageNo", "pageSize"])?;
        let whole = |name: &str, otherwise| match asked.get(name) {
            None => Ok(otherwise),
            Some(text) => counted(text.parse().ok(), &format!("`{text}`")),
        };
        Ok(Self { number: whole("pageNo", 1)?, size: whole("pageSize", 10)? })
    }

    /// A body has numbers, and nothing else.
    pub(super) fn of_body(request: &Request<'_>) -> Result<Self, ApiError> {
        parameters(request.query, &[])?;
        let asked = members(request.body)?;
        if let Some(name) = asked.keys().find(|name| !["PageNo", "PageSize"].contains(&name.as_str())) {
            let message = format!("the member `{name}` is not documented: send PageNo and PageSize, or {{}}");
            return Err(ApiError::new(Code::InvalidParameter, message));
        }
        let whole = |name: &str, otherwise| match asked.get(name) {
            None => Ok(otherwise),
            Some(given) => counted(given.as_u64(), found(given)),
        };
        Ok(Self { number: whole("PageNo", 1)?, size: whole("PageSize", 10)? })
    }

    /// The page of a list, and how long the list is.
    pub(super) fn page(&self, all: Vec<Value>, list: &str) -> Value {
        let (count, skip) = (all.len(), (self.number - 1).saturating_mul(self.size));
        let shown: Vec<Value> = all.into_iter().skip(skip).take(self.size).collect();
        json!({ "Total": count, list: shown })
    }
}

fn counted(whole: Option<u64>, given: &str) -> Result<usize, ApiError> {
    let whole = whole.filter(|whole| *whole > 0).and_then(|whole| usize::try_from(whole).ok());
    whole.ok_or_else(|| {
        let message = format!("{given} is no page number or size: send whole numbers from 1");
        ApiError::new(Code::InvalidParameter, message)
    })
}

/// The parameters of a query, each of which must be one of those known.
pub(super) fn parameters(query: &str, known: &[&str]) -> Result<BTreeMap<String, String>, ApiError> {
    let all = pairs(query).map_err(|problem| ApiError::new(Code::InvalidParameter, problem))?;
    let Some(name) = all.keys().find(|name| !known.contains(&name.as_str())) else { return Ok(all) };
    let instead = if known.is_empty() { "leave it out".to_owned() } else { format!("use {}", known.join(" and ")) };
    let message = format!("the parameter `{name}` is not documented: {instead}");
    Err(ApiError::new(Code::InvalidParameter, message))
}
