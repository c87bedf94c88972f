//! Errors as callers see them.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use weda::{Error, ErrorKind};

/// A reason with its HTTP status.
pub(super) struct Problem(StatusCode, String);

pub(super) type Answer<T> = Result<T, Problem>;

impl Problem {
    /// The request is invalid.
    pub fn bad_request(reason: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, reason.into())
    }
}

/// Callers get no details of the backend.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self(StatusCode::NOT_FOUND, "there is no such record".to_owned()),
            ErrorKind::Conflict => Self(StatusCode::CONFLICT, "a record with this value exists".to_owned()),
            ErrorKind::InvalidValue => Self(StatusCode::UNPROCESSABLE_ENTITY, error.summary()),
            ErrorKind::InvalidRequest => {
                Self(StatusCode::UNPROCESSABLE_ENTITY, "a value does not fit its field".to_owned())
            }
            ErrorKind::RateLimited => Self(StatusCode::TOO_MANY_REQUESTS, "too many requests".to_owned()),
            _ => {
                eprintln!("{error}");
                Self(StatusCode::BAD_GATEWAY, "the records cannot be reached; try again later".to_owned())
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self(status, reason) = self;
        (status, Json(json!({ "problem": reason }))).into_response()
    }
}
