//! Errors in the bodies of requests.

use std::borrow::Cow;
use std::fmt::Display;

use crate::face::error_response::{ApiError, Code};

/// The error for a member of the body that is not as expected.
pub(super) fn invalid(member: &str, problem: impl Display) -> ApiError {
    ApiError::new(Code::InvalidParameter, format!("`{}` {problem}", cut(member)))
}

/// The error for a member that has a value outside its range.
pub(super) fn out_of_range(member: &str, problem: impl Display) -> ApiError {
    ApiError::new(Code::InvalidParameterValue, format!("`{}` {problem}", cut(member)))
}

/// The error for a member that is missing.
pub(super) fn missing(member: &str, advice: &str) -> ApiError {
    ApiError::new(Code::MissingParameter, format!("`{}` is missing: {advice}", cut(member)))
}

/// The maximum length of a name in a message: a body may have names of megabytes.
const MAX_NAME: usize = 500;

/// A name or a place, without the end of a very long one.
pub(super) fn cut(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(MAX_NAME) {
        Some((end, _)) => Cow::Owned(format!("{}..", &name[..end])),
        None => Cow::Borrowed(name),
    }
}
