//! The two documented envelopes in which errors travel.

use std::fmt::Display;

use serde_json::json;

use crate::answer::Answer;
use crate::profile::Profile;

/// The codes that the emulator answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    BadRequest,
    ExceedRequestSizeLimit,
    InvalidAccessToken,
    InvalidEnv,
    PermissionDenied,
    ResourceNotFound,
    SignParamInvalid,
    SysErr,
    AddDuplicationErr,
    DataSourceNotExist,
    InvalidParameter,
}

impl Code {
    fn text(self) -> &'static str {
        match self {
            Code::BadRequest => "BAD_REQUEST",
            Code::ExceedRequestSizeLimit => "EXCEED_REQUEST_SIZE_LIMIT",
            Code::InvalidAccessToken => "INVALID_ACCESS_TOKEN",
            Code::InvalidEnv => "INVALID_ENV",
            Code::PermissionDenied => "PERMISSION_DENIED",
            Code::ResourceNotFound => "RESOURCE_NOT_FOUND",
            Code::SignParamInvalid => "SIGN_PARAM_INVALID",
            Code::SysErr => "SYS_ERR",
            Code::AddDuplicationErr => "FailedOperation.AddDuplicationErr",
            Code::DataSourceNotExist => "ResourceNotFound.DataSourceNotExist",
            Code::InvalidParameter => "InvalidParameter",
        }
    }

    /// Whether the code belongs to the business service; the others come from the gateway before it.
    fn is_business(self) -> bool {
        matches!(self, Code::AddDuplicationErr | Code::DataSourceNotExist | Code::InvalidParameter)
    }
}

/// A call that is refused.
#[derive(Debug)]
pub(crate) struct Fault {
    code: Code,
    message: String,
    status: Option<u16>,
    allow: Option<&'static str>,
}

impl Fault {
    pub(crate) fn new(code: Code, message: impl Display) -> Self {
        Self { code, message: message.to_string(), status: None, allow: None }
    }

    /// The same under an HTTP status of its own.
    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// The methods that the path does have, for the `Allow` header.
    pub(crate) fn allow(mut self, methods: &'static str) -> Self {
        self.allow = Some(methods);
        self
    }

    pub(crate) fn answer(&self, profile: &Profile, request_id: &str) -> Answer {
        let (code, message) = (self.code.text(), &self.message);
        let (status, body) = if self.code.is_business() {
            let error = json!({ "Code": code, "Message": message });
            (profile.business_status, json!({ "Response": { "RequestId": request_id, "Error": error } }))
        } else {
            (profile.common_status, json!({ "code": code, "requestId": request_id, "message": message }))
        };
        Answer { status: self.status.unwrap_or(status), body: body.to_string().into_bytes(), allow: self.allow }
    }
}
