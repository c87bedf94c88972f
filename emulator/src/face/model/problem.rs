//! Errors in the bodies of requests.

use std::fmt::Display;

use crate::face::error_response::{ApiError, Code};

/// The error for a member of the body that is not as expected.
pub(super) fn invalid(member: &str, problem: impl Display) -> ApiError {
    ApiError::new(Code::InvalidParameter, format!("`{member}` {problem}"))
}

/// The error for a member that has a value outside its range.
pub(super) fn out_of_range(member: &str, problem: impl Display) -> ApiError {
    ApiError::new(Code::InvalidParameterValue, format!("`{member}` {problem}"))
}

/// The error for a member that is missing.
pub(super) fn missing(member: &str, advice: &str) -> ApiError {
    ApiError::new(Code::MissingParameter, format!("`{member}` is missing: {advice}"))
}
