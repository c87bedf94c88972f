//! Pages of users, departments and roles, and the parameters of their calls.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::face::body::members;
use crate::face::error_response::{ApiError, Code};
use crate::face::query::pairs;
use crate::face::request::Request;
use crate::validate::type_name;

/// The requested page of a list.
pub(super) struct Paging {
    number: usize,
    size: usize,
}

impl Paging {
    /// Parses a query, whose values are texts.
    pub(super) fn of_query(query: &str) -> Result<Self, ApiError> {
        let parameters = parameters(query, &["pageNo", "pageSize"])?;
        let whole = |name: &str, default| match parameters.get(name) {
            None => Ok(default),
            Some(text) => positive(text.parse().ok(), &format!("`{text}`")),
        };
        Ok(Self { number: whole("pageNo", 1)?, size: whole("pageSize", 10)? })
    }

    /// Parses a body, whose values are numbers.
    pub(super) fn of_body(request: &Request<'_>) -> Result<Self, ApiError> {
        parameters(request.query, &[])?;
        let members = members(request.body)?;
        if let Some(name) = members.keys().find(|name| !["PageNo", "PageSize"].contains(&name.as_str())) {
            let message = format!("the member `{name}` is not documented: send PageNo and PageSize, or {{}}");
            return Err(ApiError::new(Code::InvalidParameter, message));
        }
        let whole = |name: &str, default| match members.get(name) {
            None => Ok(default),
            Some(value) => positive(value.as_u64(), type_name(value)),
        };
        Ok(Self { number: whole("PageNo", 1)?, size: whole("PageSize", 10)? })
    }

    /// The page of a list with the list's length.
    pub(super) fn page(&self, all: Vec<Value>, list: &str) -> Value {
        let (count, skip) = (all.len(), (self.number - 1).saturating_mul(self.size));
        let shown: Vec<Value> = all.into_iter().skip(skip).take(self.size).collect();
        json!({ "Total": count, list: shown })
    }
}

fn positive(whole: Option<u64>, shown: &str) -> Result<usize, ApiError> {
    let whole = whole.filter(|whole| *whole > 0).and_then(|whole| usize::try_from(whole).ok());
    whole.ok_or_else(|| {
        let message = format!("{shown} is not a page number or size: send whole numbers from 1");
        ApiError::new(Code::InvalidParameter, message)
    })
}

/// The parameters of a query; all must be among the known ones.
pub(super) fn parameters(query: &str, known: &[&str]) -> Result<BTreeMap<String, String>, ApiError> {
    let all = pairs(query).map_err(|problem| ApiError::new(Code::InvalidParameter, problem))?;
    let Some(name) = all.keys().find(|name| !known.contains(&name.as_str())) else { return Ok(all) };
    let instead = if known.is_empty() { "leave it out".to_owned() } else { format!("use {}", known.join(" and ")) };
    let message = format!("the parameter `{name}` is not documented: {instead}");
    Err(ApiError::new(Code::InvalidParameter, message))
}
