use serde::{Deserialize, Serialize};

/// Checks before a call reaches the records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Gateway {
    /// Rejects data and schema calls without `X-Request-Id`: documents call the header required, clients do not send it.
    pub request_id_required: bool,
    /// Calls per second before `EXCEED_RATELIMIT`; 0 for no limit (U21).
    pub calls_per_second: u32,
    /// Adds a `Retry-After` header to the rejection of too many calls (U21).
    pub retry_after: bool,
    /// Calls per day (Beijing time) before the quota is exhausted; 0 for no quota.
    pub calls_per_day: u32,
    /// Error of an exhausted quota.
    pub quota: Quota,
    /// Models that callers may not use, rejected with `FailedOperation.DataSourceOperationAuthFailure`: it is not known
    /// whether data rules apply to a token with an administrator's rights (U28).
    pub forbidden_models: Vec<String>,
    /// Token requests per minute before `EXCEED_RATELIMIT`; 0 for no limit.
    pub tokens_per_minute: u32,
    /// Verifies the signatures of token calls and of calls to the cloud API, instead of the id of their key only.
    pub verify_signatures: bool,
}

impl Default for Gateway {
    fn default() -> Self {
        Self {
            request_id_required: false,
            calls_per_second: 0,
            retry_after: false,
            calls_per_day: 0,
            quota: Quota::default(),
            forbidden_models: Vec::new(),
            tokens_per_minute: 0,
            verify_signatures: true,
        }
    }
}

impl Gateway {
    /// Requires every header that any document asks for.
    pub(super) fn strict() -> Self {
        Self { request_id_required: true, ..Self::default() }
    }
}

/// Error of an exhausted quota.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Quota {
    /// `EXCEED_REQUEST_LIMIT`: that of the package.
    #[default]
    Package,
    /// `FailedOperation.FlexdbResourceOverdue`: that of the document database.
    Database,
}
