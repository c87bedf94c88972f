//! The formats of errors: two documented envelopes, and two that other services use.

mod code;

use std::borrow::Cow;
use std::fmt::Display;

use http::{HeaderName, header};
use serde_json::json;
use weda_definition::Printable;

use super::answer::Answer;
use crate::log::truncated_to;
use crate::profile::{BadToken, Profile, QueryShape, Status, TokenShape, WrongPath};
pub(crate) use code::Code;
use code::Envelope;

/// The part of a request that decides the format of the error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ErrorScope {
    Token,
    Query,
    OptionSets,
    Model,
    Sql,
    SignIn,
    Cloud,
    Other,
}

/// The maximum length of a message, in bytes: it may repeat what the caller sent.
const MAX_MESSAGE: usize = 10_000;

/// The error of a refused call.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    code: Cow<'static, str>,
    /// The code that the emulator chose; `None` for one from an injected fault.
    own_code: Option<Code>,
    envelope: Envelope,
    /// The HTTP status that matches the code.
    semantic: u16,
    message: String,
    status: Option<u16>,
    /// Boxed, since errors are returned in many places and few have one.
    header: Option<Box<(HeaderName, &'static str)>>,
    scope: ErrorScope,
    /// The switch of the profile that the refusal depends on.
    switch: Option<&'static str>,
}

impl ApiError {
    pub(crate) fn new(code: Code, message: impl Display) -> Self {
        let own_code = Some(code);
        let (code, envelope, semantic) = code.wire();
        // It contains untrusted text from the caller.
        let (code, message) = (Cow::Borrowed(code), truncated_to(&Printable(message).to_string(), MAX_MESSAGE));
        Self {
            code,
            own_code,
            envelope,
            semantic,
            message,
            status: None,
            header: None,
            scope: ErrorScope::Other,
            switch: None,
        }
    }

    /// The message.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// An error with any code. Codes of the gateway are in capitals, those of the business service are not.
    pub(crate) fn with_code(code: &str, message: &str) -> Self {
        let envelope = if code.contains(|letter: char| letter.is_ascii_lowercase()) {
            Envelope::Business
        } else {
            Envelope::Common
        };
        let semantic = match code {
            "INVALID_ACCESS_TOKEN" | "ACCESS_TOKEN_EXPIRED" | "AUTH_FAILURE_TOKEN_FAILURE" => 401,
            "EXCEED_RATELIMIT" | "EXCEED_CONCURRENT_REQUEST_LIMIT" | "REQUEST_LIMIT_EXCEEDED" => 429,
            "SERVER_TIMEOUT" | "OPERATION_TIMEOUT" | "FLEXDB_REQUEST_TIMEOUT" => 504,
            _ => 500,
        };
        let code = Cow::Owned(code.to_owned());
        let message = message.to_owned();
        Self {
            code,
            own_code: None,
            envelope,
            semantic,
            message,
            status: None,
            header: None,
            scope: ErrorScope::Other,
            switch: None,
        }
    }

    pub(crate) fn code(&self) -> &str {
        &self.code
    }

    /// Sets the HTTP status, regardless of the profile.
    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Puts the location before the message.
    pub(crate) fn within(mut self, place: &str) -> Self {
        self.message.insert_str(0, place);
        self
    }

    /// Sets the `Allow` header.
    pub(crate) fn allow(mut self, methods: &'static str) -> Self {
        self.header = Some(Box::new((header::ALLOW, methods)));
        self
    }

    /// Sets the `Retry-After` header.
    pub(crate) fn retry_after(mut self, seconds: &'static str) -> Self {
        self.header = Some(Box::new((header::RETRY_AFTER, seconds)));
        self
    }

    /// Names the switch of the profile that the refusal depends on, for the log.
    pub(crate) fn depends_on(mut self, switch: impl Into<Option<&'static str>>) -> Self {
        self.switch = switch.into();
        self
    }

    /// The switch of the profile that the refusal depends on.
    pub(crate) fn switch(&self) -> Option<&'static str> {
        self.switch
    }

    /// Marks an error of a token call.
    pub(crate) fn of_token(mut self) -> Self {
        self.scope = ErrorScope::Token;
        self
    }

    /// Marks an error of query options.
    pub(crate) fn of_query(mut self) -> Self {
        self.scope = ErrorScope::Query;
        self
    }

    /// Marks an error of the option sets, whose members begin with lower case letters.
    pub(crate) fn of_option_sets(mut self) -> Self {
        self.scope = ErrorScope::OptionSets;
        self
    }

    /// An error of OAuth, for calls that sign users in.
    pub(crate) fn of_sign_in(code: &'static str, message: impl Display) -> Self {
        let mut error = Self::with_code(code, &Printable(message).to_string());
        (error.scope, error.semantic) = (ErrorScope::SignIn, 400);
        error
    }

    /// Gives the error the code and format of the cloud API.
    pub(crate) fn of_cloud(mut self) -> Self {
        self.scope = ErrorScope::Cloud;
        if let Some(code) = self.own_code {
            self.code = Cow::Borrowed(code.of_cloud());
        }
        self
    }

    /// Gives the error the code and format of the interface that a path belongs to.
    pub(crate) fn of_path(mut self, path: &str, profile: &Profile) -> Self {
        if !is_gateway(path) {
            return self;
        }
        self.scope = if is_below("/v1/sql", path) { ErrorScope::Sql } else { ErrorScope::Model };
        if profile.model_api.wrong_path == WrongPath::Ok && matches!(self.status, Some(404 | 405)) {
            self.status = Some(200);
        }
        match self.own_code {
            Some(Code::InvalidAccessToken) if profile.model_api.bad_token == BadToken::Unauthorized => {
                self.status = Some(401);
            }
            Some(code) => self.code = Cow::Borrowed(code.of_gateway()),
            None => {}
        }
        self
    }

    pub(crate) fn answer(&self, profile: &Profile, request_id: &str) -> Answer {
        let errors = &profile.errors;
        let (code, message) = (&self.code, &self.message);
        let (switch, body) = match (self.scope, self.envelope) {
            (ErrorScope::Token, _) if errors.token_shape == TokenShape::OAuth => {
                (errors.common, json!({ "error": code, "error_description": message }))
            }
            (ErrorScope::Query, _) if errors.query_shape == QueryShape::OData => {
                (Status::Semantic, json!({ "error": { "code": code, "message": message } }))
            }
            (ErrorScope::OptionSets, Envelope::Business) => {
                let error = json!({ "code": code, "message": message });
                (errors.business, json!({ "response": { "requestId": request_id, "error": error } }))
            }
            (ErrorScope::Model, _) => {
                (profile.model_api.status, json!({ "code": code, "message": message, "requestId": request_id }))
            }
            (ErrorScope::SignIn, _) => {
                let body = json!({ "error": code, "error_description": message, "requestId": request_id });
                (Status::Semantic, body)
            }
            (ErrorScope::Cloud, _) => {
                let error = json!({ "Code": code, "Message": message });
                (Status::Ok, json!({ "Response": { "RequestId": request_id, "Error": error } }))
            }
            (ErrorScope::Sql, _) => {
                let error = json!({ "Code": code, "Message": message });
                (profile.model_api.status, json!({ "Response": { "RequestId": request_id, "Error": error } }))
            }
            (_, Envelope::Common) => {
                (errors.common, json!({ "code": code, "requestId": request_id, "message": message }))
            }
            (_, Envelope::Business) => {
                let error = json!({ "Code": code, "Message": message });
                (errors.business, json!({ "Response": { "RequestId": request_id, "Error": error } }))
            }
        };
        let status = match switch {
            Status::Ok => 200,
            Status::Semantic => self.semantic,
        };
        Answer {
            status: self.status.unwrap_or(status),
            body: body.to_string().into(),
            header: self.header.as_deref().cloned(),
            note: None,
            applied: false,
            kept: false,
        }
    }
}

/// Returns true for a path of the data-model gateway.
pub(crate) fn is_gateway(path: &str) -> bool {
    is_below("/v1", path)
}

fn is_below(prefix: &str, path: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
