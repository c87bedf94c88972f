//! JSON objects in bodies of requests.

use serde_json::{Map, Value};

use super::error_response::{ApiError, Code};

/// The depth that the JSON parser allows.
const MAX_DEPTH: usize = 127;

/// The members of a request's body.
pub(super) fn members(bytes: &[u8]) -> Result<Map<String, Value>, ApiError> {
    serde_json::from_slice(bytes).map_err(|error| invalid_body(&error))
}

/// The error for an invalid body.
pub(super) fn invalid_body(error: &serde_json::Error) -> ApiError {
    ApiError::new(Code::BadRequest, not_an_object(error, "send one such as {\"name\":\"李四\"}"))
}

/// The message for a body that is not a JSON object.
pub(super) fn not_an_object(error: &serde_json::Error, advice: &str) -> String {
    // The parser has no other mark of this error.
    if error.to_string().starts_with("recursion limit exceeded") {
        let (line, column) = (error.line(), error.column());
        return format!(
            "the body has more than {MAX_DEPTH} objects and lists inside each other (line {line} column {column}): send fewer"
        );
    }
    format!("the body is not a JSON object ({error}): {advice}")
}
