//! The bodies of requests that are JSON objects.

use serde_json::{Map, Value};

use super::error_response::{ApiError, Code};

/// The members of a request's body.
pub(super) fn members(bytes: &[u8]) -> Result<Map<String, Value>, ApiError> {
    serde_json::from_slice(bytes).map_err(|error| refused(&error))
}

/// Returns the error for a body that cannot be read.
pub(super) fn refused(error: &serde_json::Error) -> ApiError {
    let message =
        format!("the body is not a JSON object ({error}): send one, field by field, like {{\"name\":\"李四\"}}");
    ApiError::new(Code::BadRequest, message)
}
