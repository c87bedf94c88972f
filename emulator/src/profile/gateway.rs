use serde::{Deserialize, Serialize};

/// What is checked before a call reaches the records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Gateway {
    /// Whether a data or schema call without `X-Request-Id` is refused: documents call the header required, clients do
    /// not send it.
    pub request_id_required: bool,
    /// Calls within a second before `EXCEED_RATELIMIT`; 0 for no limit (U21).
    pub calls_per_second: u32,
    /// Whether the refusal for too many calls has a `Retry-After` header (U21).
    pub retry_after: bool,
    /// Calls within a day of Beijing before the quota is used up; 0 for no quota.
    pub calls_per_day: u32,
    /// The error of a quota that is used up.
    pub quota: Quota,
    /// The models that callers may not touch, answered with `FailedOperation.DataSourceOperationAuthFailure`: whether
    /// rules for data bind a token that has an administrator's rights is not known (U28).
    pub forbidden_models: Vec<String>,
    /// Token calls within a minute before `EXCEED_RATELIMIT`; 0 for no limit.
    pub tokens_per_minute: u32,
}

impl Gateway {
    /// Every header that any document asks for.
    pub(super) fn strict() -> Self {
        Self { request_id_required: true, ..Self::default() }
    }
}

/// The error of a quota that is used up.
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
