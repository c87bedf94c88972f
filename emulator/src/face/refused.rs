//! Refusals of the service as the errors of the Open API.

use super::error_response::{ApiError, Code};
use crate::profile::{Gateway, Profile, Quota, SystemWrite};
use crate::service::{GateRefusal, Refusal};
use crate::store;

/// Returns the error for an operation that is refused.
pub(super) fn operation(refusal: &Refusal, profile: &Profile) -> ApiError {
    let code = match refusal {
        Refusal::UnknownModel { .. } | Refusal::Unpublished { .. } => Code::DataSourceNotExist,
        Refusal::ReadOnly { .. } => match profile.errors.system_write {
            SystemWrite::Common => Code::PermissionDenied,
            SystemWrite::Business => Code::AuthFailure,
        },
        Refusal::Unfit(_) => Code::SysErr,
        Refusal::Store(refusal) => match refusal {
            store::Refusal::Invalid(_) | store::Refusal::UnknownField { .. } => Code::InvalidParameter,
            store::Refusal::Taken { .. } => Code::AddDuplicationErr,
            store::Refusal::Referred { .. } => Code::FailedOperation,
            store::Refusal::TooSlow => Code::ServerTimeout,
            store::Refusal::Storage(_) => Code::SysErr,
        },
    };
    ApiError::new(code, refusal)
}

/// Returns the error for a call that does not get as far as the records.
pub(super) fn gate(refusal: &GateRefusal, rules: &Gateway) -> ApiError {
    match refusal {
        GateRefusal::NoRequestId => {
            let message = "the header X-Request-Id is missing: send one, a UUID for example";
            ApiError::new(Code::InvalidCommonParam, message)
        }
        GateRefusal::Calls => {
            let message = format!(
                "more than {} calls came within a second (`gateway.calls_per_second`): wait and call again",
                rules.calls_per_second
            );
            too_many(rules, message, "1")
        }
        GateRefusal::Quota => {
            let code = match rules.quota {
                Quota::Package => Code::ExceedRequestLimit,
                Quota::Database => Code::FlexdbResourceOverdue,
            };
            let message = format!(
                "the {} calls of this day are used up (`gateway.calls_per_day`): wait for the next day",
                rules.calls_per_day
            );
            ApiError::new(code, message)
        }
        GateRefusal::Forbidden { model } => {
            let message = format!("`{model}` may not be touched: take it out of `gateway.forbidden_models`");
            ApiError::new(Code::AuthFailure, message)
        }
        GateRefusal::Tokens => {
            let message = format!(
                "more than {} tokens were asked for within a minute (`gateway.tokens_per_minute`): keep a token until \
                 it expires",
                rules.tokens_per_minute
            );
            too_many(rules, message, "60")
        }
    }
}

fn too_many(rules: &Gateway, message: String, seconds: &'static str) -> ApiError {
    let error = ApiError::new(Code::ExceedRateLimit, message);
    if rules.retry_after { error.retry_after(seconds) } else { error }
}
