//! The paths of SQL.

use http::Method;

use crate::face::error_response::{ApiError, Code};

/// The target of a path.
#[derive(Debug, PartialEq)]
pub(crate) enum Target {
    /// A named template.
    Template { stage: String, name: String },
    /// `mysqlCommand`.
    Command { stage: String },
    /// The cloud function that the SDKs' `$runSQL` calls, which is not part of the gateway.
    CloudFunction,
}

impl Target {
    /// Parses a path; `None` if it is not one of SQL.
    pub(crate) fn of(segments: &[&str]) -> Option<Result<Self, ApiError>> {
        Some(match *segments {
            ["v1", "sql", stage, name, "run"] if !name.is_empty() => {
                Ok(Target::Template { stage: stage.to_owned(), name: name.to_owned() })
            }
            ["v1", "sql", ..] => {
                let message = "there is nothing at this path; templates run at /v1/sql/{pre or prod}/{template}/run";
                Err(ApiError::new(Code::ResourceNotFound, message).status(404))
            }
            ["v1", "model", "plugin", stage, "mysqlCommand"] => Ok(Target::Command { stage: stage.to_owned() }),
            ["admin" | "web"] => Ok(Target::CloudFunction),
            _ => return None,
        })
    }

    /// The kind of call, for log and counters.
    pub(crate) fn call(&self) -> &'static str {
        match self {
            Target::Template { .. } => "sql template",
            Target::Command { .. } => "sql command",
            Target::CloudFunction => "other",
        }
    }

    /// Returns true if the path needs a token.
    pub(crate) fn needs_token(&self) -> bool {
        *self != Target::CloudFunction
    }

    /// Returns true if a signature may take the place of the token: js-sdk signs the calls of templates.
    pub(crate) fn accepts_signature(&self) -> bool {
        matches!(self, Target::Template { .. })
    }

    /// The error for a method that the path does not have.
    pub(crate) fn wrong_method(&self, method: &Method) -> ApiError {
        let message = format!("{method} is not supported at this path: use POST");
        ApiError::new(Code::UnsupportedOperation, message).status(405).allow("POST")
    }
}
