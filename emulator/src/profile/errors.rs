use serde::{Deserialize, Serialize};

/// Forms and HTTP statuses of errors, which are not documented: clients must read the body whatever the status is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Errors {
    /// Statuses of the common envelope (`INVALID_ACCESS_TOKEN`). Public clients have seen it with 200.
    pub common: Status,
    /// Statuses of the business envelope (`InvalidParameter`).
    pub business: Status,
    /// Status of a rejected token request (U17).
    pub token: TokenStatus,
    /// Error of a write to a system model.
    pub system_write: SystemWrite,
    /// Form of a rejected token request (U17).
    pub token_shape: TokenShape,
    /// Form of errors in query options, which an OData library may answer before the service (U16).
    pub query_shape: QueryShape,
}

impl Errors {
    /// Gives each error a status of its own: clients must not rely on 200.
    pub(super) fn strict() -> Self {
        Self {
            common: Status::Semantic,
            business: Status::Semantic,
            token: TokenStatus::Unauthorized,
            system_write: SystemWrite::Business,
            token_shape: TokenShape::OAuth,
            query_shape: QueryShape::OData,
        }
    }
}

/// HTTP statuses of errors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Status {
    /// 200 for all errors.
    #[default]
    Ok,
    /// The matching HTTP status: 400, 401, 403, 404, 409, 413, 429 or 500.
    Semantic,
}

/// HTTP status of a rejected token request; the vendor lists 200, 400 and 500.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TokenStatus {
    /// 200.
    Ok,
    /// 400.
    #[default]
    BadRequest,
    /// 401.
    Unauthorized,
}

/// Error of a write to a system model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SystemWrite {
    /// `PERMISSION_DENIED` in the common envelope.
    #[default]
    Common,
    /// `FailedOperation.DataSourceOperationAuthFailure` in the business envelope.
    Business,
}

/// Form of a rejected token request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TokenShape {
    /// `{"code":"SIGN_PARAM_INVALID","requestId":"..","message":".."}`.
    #[default]
    Common,
    /// `{"error":"..","error_description":".."}`, which public token clients look for.
    #[serde(rename = "oauth")]
    OAuth,
}

/// Form of errors in query options.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum QueryShape {
    /// The business envelope.
    #[default]
    Business,
    /// `{"error":{"code":"..","message":".."}}` under 400, as OData has it.
    #[serde(rename = "odata")]
    OData,
}

impl TokenStatus {
    pub(crate) fn code(self) -> u16 {
        match self {
            TokenStatus::Ok => 200,
            TokenStatus::BadRequest => 400,
            TokenStatus::Unauthorized => 401,
        }
    }
}
