use serde::{Deserialize, Serialize};

/// The HTTP statuses of errors, which no document names: clients have to read the body whatever the status is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Errors {
    /// The statuses of the common envelope (`INVALID_ACCESS_TOKEN`). Public clients meet it under 200.
    pub common: Status,
    /// The statuses of the business envelope (`InvalidParameter`).
    pub business: Status,
    /// The status of a refused token call (U17).
    pub token: TokenStatus,
    /// What writing to a system model is refused with.
    pub system_write: SystemWrite,
    /// The form of a refused token call (U17).
    pub token_shape: TokenShape,
    /// The form of what is wrong with query options, which an OData library may answer before the service (U16).
    pub query_shape: QueryShape,
}

impl Errors {
    /// A status for each error: clients must not rely on 200.
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

/// Under which HTTP statuses errors come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Status {
    /// All under 200.
    #[default]
    Ok,
    /// Each under the one that HTTP means for it: 400, 401, 403, 404, 409, 413, 429, 500.
    Semantic,
}

/// Under which HTTP status a token call is refused; the vendor lists 200, 400 and 500 for it.
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

/// What writing to a system model is refused with.
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

/// The form of a refused token call.
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

/// The form of errors in query options.
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
