//! JSON objects in bodies of requests.

use serde_json::{Map, Value};

use super::error_response::{ApiError, Code};

/// The members of a request's body.
pub(super) fn members(bytes: &[u8]) -> Result<Map<String, Value>, ApiError> {
    serde_json::from_slice(bytes).map_err(|error| invalid_body(&error))
}

/// The error for an invalid body.
pub(super) fn invalid_body(error: &serde_json::Error) -> ApiError {
    let message = format!("the body is not a JSON object ({error}): send one such as {{\"name\":\"李四\"}}");
    ApiError::new(Code::BadRequest, message)
}
