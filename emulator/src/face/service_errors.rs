//! Maps the service's errors to those of the Open API.

use super::error_response::{ApiError, Code};
use crate::profile::{Gateway, Profile, Quota, SystemWrite};
use crate::service::{GateError, OperationError};
use crate::store;

/// The error for a refused operation.
pub(super) fn operation(error: &OperationError, profile: &Profile) -> ApiError {
    let switch = match error {
        OperationError::Store(store::WriteError::UnknownField { .. }) => Some("writes.refuse_unknown_fields"),
        _ => None,
    };
    ApiError::new(code(error, profile), error).depends_on(switch)
}

/// The code for a refused operation.
pub(super) fn code(error: &OperationError, profile: &Profile) -> Code {
    match error {
        OperationError::UnknownModel { .. } | OperationError::Unpublished { .. } => Code::DataSourceNotExist,
        OperationError::ReadOnly { .. } => match profile.errors.system_write {
            SystemWrite::Common => Code::PermissionDenied,
            SystemWrite::Business => Code::AuthFailure,
        },
        OperationError::Model(_) => Code::SysErr,
        OperationError::Store(error) => match error {
            store::WriteError::Invalid(_) | store::WriteError::UnknownField { .. } => Code::InvalidParameter,
            store::WriteError::Duplicate { .. } => Code::AddDuplicationErr,
            store::WriteError::Referenced { .. } | store::WriteError::Unrelated { .. } => Code::FailedOperation,
            store::WriteError::Pattern => Code::InvalidParameter,
            store::WriteError::TimedOut => Code::ServerTimeout,
            store::WriteError::Storage(_) => Code::SysErr,
        },
    }
}

/// The error for a call that the gate refuses.
pub(super) fn gate(error: &GateError, rules: &Gateway) -> ApiError {
    match error {
        GateError::NoRequestId => {
            let message = "the header X-Request-Id is missing: send one, such as a UUID";
            ApiError::new(Code::InvalidCommonParam, message).depends_on("gateway.request_id_required")
        }
        GateError::Calls => {
            let message = format!(
                "more than {} calls within a second (`gateway.calls_per_second`): wait and call again",
                rules.calls_per_second
            );
            too_many(rules, message, "1").depends_on("gateway.calls_per_second")
        }
        GateError::Quota => {
            let code = match rules.quota {
                Quota::Package => Code::ExceedRequestLimit,
                Quota::Database => Code::FlexdbResourceOverdue,
            };
            let message = format!(
                "the daily quota of {} calls is used up (`gateway.calls_per_day`): wait for the next day",
                rules.calls_per_day
            );
            ApiError::new(code, message).depends_on("gateway.calls_per_day")
        }
        GateError::Forbidden { model } => {
            let message = format!("access to `{model}` is forbidden: remove it from `gateway.forbidden_models`");
            ApiError::new(Code::AuthFailure, message).depends_on("gateway.forbidden_models")
        }
        GateError::Tokens => {
            let message = format!(
                "more than {} tokens were requested within a minute (`gateway.tokens_per_minute`): reuse a token until \
                 it expires",
                rules.tokens_per_minute
            );
            too_many(rules, message, "60").depends_on("gateway.tokens_per_minute")
        }
    }
}

fn too_many(rules: &Gateway, message: String, seconds: &'static str) -> ApiError {
    let error = ApiError::new(Code::ExceedRateLimit, message);
    if rules.retry_after { error.retry_after(seconds) } else { error }
}
