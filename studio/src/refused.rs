//! Errors of the interface.

use http::StatusCode;
use serde::Serialize;

/// The kind of a [`Refused`], which decides the HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum RefusedKind {
    /// A value, a filter or the request itself is invalid.
    Invalid,
    /// There is no such model, record or call.
    NotFound,
    /// The value is taken, or the record was changed since it was read.
    Conflict,
    /// The model or the source cannot be written.
    ReadOnly,
    /// A write to the live store of an environment does not repeat the model's identifier.
    Unconfirmed,
    /// The environment does not accept the keys, or they lack a permission.
    Keys,
    /// Too many calls at once.
    Limited,
    /// The source cannot do this.
    Unsupported,
    /// The request or the answer is too large.
    TooLarge,
    /// The source took too long.
    Timeout,
    /// The source cannot be reached.
    Unavailable,
    /// The source or the studio failed.
    Internal,
}

impl RefusedKind {
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::Invalid | Self::Unsupported => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict => StatusCode::CONFLICT,
            Self::ReadOnly | Self::Unconfirmed | Self::Keys => StatusCode::FORBIDDEN,
            Self::Limited => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Timeout | Self::Unavailable => StatusCode::GATEWAY_TIMEOUT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// The reason why a call was refused.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Refused {
    /// The kind of reason.
    pub kind: RefusedKind,
    /// The source's code, such as `InvalidParameter`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The reason in a sentence: the finding, its place, and what to do.
    pub message: String,
    /// The field that the reason is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// All violations of a record, by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// The position in the filter, in characters from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<usize>,
    /// True if the write may have been carried out.
    pub doubt: bool,
}

/// A violation of a definition.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct FieldProblem {
    /// The field.
    pub field: String,
    /// The rule and what to send instead.
    pub message: String,
}

impl FieldProblem {
    /// A violation by a field.
    #[must_use]
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

impl Refused {
    /// A refusal without a field.
    #[must_use]
    pub fn new(kind: RefusedKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { kind, code: None, message, field: None, fields: Vec::new(), at: None, doubt: false }
    }
}
