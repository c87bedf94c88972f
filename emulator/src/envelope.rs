//! The two documented envelopes in which errors travel.

use std::fmt::Display;

use serde_json::json;

use crate::answer::Answer;
use crate::profile::{Profile, Status};

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

/// The envelope of a code.
enum Envelope {
    /// From the gateway before the business service.
    Common,
    Business,
}

impl Code {
    /// The code's text, its envelope, and the status that HTTP means for it.
    fn facts(self) -> (&'static str, Envelope, u16) {
        match self {
            Code::BadRequest => ("BAD_REQUEST", Envelope::Common, 400),
            Code::ExceedRequestSizeLimit => ("EXCEED_REQUEST_SIZE_LIMIT", Envelope::Common, 413),
            Code::InvalidAccessToken => ("INVALID_ACCESS_TOKEN", Envelope::Common, 401),
            Code::InvalidEnv => ("INVALID_ENV", Envelope::Common, 400),
            Code::PermissionDenied => ("PERMISSION_DENIED", Envelope::Common, 403),
            Code::ResourceNotFound => ("RESOURCE_NOT_FOUND", Envelope::Common, 404),
            Code::SignParamInvalid => ("SIGN_PARAM_INVALID", Envelope::Common, 401),
            Code::SysErr => ("SYS_ERR", Envelope::Common, 500),
            Code::AddDuplicationErr => ("FailedOperation.AddDuplicationErr", Envelope::Business, 409),
            Code::DataSourceNotExist => ("ResourceNotFound.DataSourceNotExist", Envelope::Business, 404),
            Code::InvalidParameter => ("InvalidParameter", Envelope::Business, 400),
        }
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

    /// The same under an HTTP status of its own, whatever the profile says.
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
        let (code, envelope, semantic) = self.code.facts();
        let message = &self.message;
        let (switch, body) = match envelope {
            Envelope::Common => {
                (profile.errors.common, json!({ "code": code, "requestId": request_id, "message": message }))
            }
            Envelope::Business => {
                let error = json!({ "Code": code, "Message": message });
                (profile.errors.business, json!({ "Response": { "RequestId": request_id, "Error": error } }))
            }
        };
        let status = match switch {
            Status::Ok => 200,
            Status::Semantic => semantic,
        };
        Answer { status: self.status.unwrap_or(status), body: body.to_string().into_bytes(), allow: self.allow }
    }
}
