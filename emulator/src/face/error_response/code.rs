//! Codes of errors, with their texts on each interface.

/// The codes that the emulator answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    BadRequest,
    ExceedRateLimit,
    ExceedRequestLimit,
    ExceedRequestSizeLimit,
    InvalidAccessToken,
    InvalidCommonParam,
    InvalidEnv,
    PermissionDenied,
    ResourceNotFound,
    ServerTimeout,
    SignParamInvalid,
    SysErr,
    AddDuplicationErr,
    AuthFailure,
    DataSourceNotExist,
    FailedOperation,
    FlexdbResourceOverdue,
    InvalidParameter,
    RecordNotFound,
    UserNotExist,
    // Of the gateway only.
    InvalidParameterValue,
    MissingParameter,
    UnknownParameter,
    UnsupportedOperation,
    // Of the cloud API only.
    InvalidAuthorization,
    ResourceInUse,
    SecretIdNotFound,
    SignatureFailure,
}

/// The envelope of a code.
#[derive(Debug, Clone, Copy)]
pub(super) enum Envelope {
    /// Errors of the gateway in front of the business service.
    Common,
    Business,
}

impl Code {
    /// The code's text, its envelope, and the matching HTTP status.
    pub(super) fn wire(self) -> (&'static str, Envelope, u16) {
        match self {
            Code::BadRequest => ("BAD_REQUEST", Envelope::Common, 400),
            Code::ExceedRateLimit => ("EXCEED_RATELIMIT", Envelope::Common, 429),
            Code::ExceedRequestLimit => ("EXCEED_REQUEST_LIMIT", Envelope::Common, 403),
            Code::ExceedRequestSizeLimit => ("EXCEED_REQUEST_SIZE_LIMIT", Envelope::Common, 413),
            Code::InvalidAccessToken => ("INVALID_ACCESS_TOKEN", Envelope::Common, 401),
            Code::InvalidCommonParam => ("INVALID_COMMON_PARAM", Envelope::Common, 400),
            Code::InvalidEnv => ("INVALID_ENV", Envelope::Common, 400),
            Code::PermissionDenied => ("PERMISSION_DENIED", Envelope::Common, 403),
            Code::ResourceNotFound => ("RESOURCE_NOT_FOUND", Envelope::Common, 404),
            Code::ServerTimeout => ("SERVER_TIMEOUT", Envelope::Common, 504),
            Code::SignParamInvalid => ("SIGN_PARAM_INVALID", Envelope::Common, 401),
            Code::SysErr => ("SYS_ERR", Envelope::Common, 500),
            Code::AddDuplicationErr => ("FailedOperation.AddDuplicationErr", Envelope::Business, 409),
            Code::AuthFailure => ("FailedOperation.DataSourceOperationAuthFailure", Envelope::Business, 403),
            Code::DataSourceNotExist => ("ResourceNotFound.DataSourceNotExist", Envelope::Business, 404),
            Code::FailedOperation => ("FailedOperation", Envelope::Business, 409),
            Code::FlexdbResourceOverdue => ("FailedOperation.FlexdbResourceOverdue", Envelope::Business, 403),
            Code::InvalidParameter => ("InvalidParameter", Envelope::Business, 400),
            Code::UserNotExist => ("UserNotExist", Envelope::Business, 404),
            Code::RecordNotFound => ("ResourceNotFound", Envelope::Business, 404),
            Code::InvalidParameterValue => ("INVALID_PARAMETER_VALUE", Envelope::Common, 400),
            Code::MissingParameter => ("MISSING_PARAMETER", Envelope::Common, 400),
            Code::UnknownParameter => ("UNKNOWN_PARAMETER", Envelope::Common, 400),
            Code::UnsupportedOperation => ("UNSUPPORTED_OPERATION", Envelope::Common, 400),
            Code::InvalidAuthorization => ("AuthFailure.InvalidAuthorization", Envelope::Business, 401),
            Code::ResourceInUse => ("ResourceInUse", Envelope::Business, 409),
            Code::SecretIdNotFound => ("AuthFailure.SecretIdNotFound", Envelope::Business, 401),
            Code::SignatureFailure => ("AuthFailure.SignatureFailure", Envelope::Business, 401),
        }
    }

    /// The code's text in the cloud API.
    pub(super) fn of_cloud(self) -> &'static str {
        match self {
            Code::BadRequest | Code::InvalidParameter | Code::InvalidCommonParam => "InvalidParameter",
            Code::InvalidEnv | Code::InvalidParameterValue => "InvalidParameterValue",
            Code::MissingParameter => "MissingParameter",
            Code::UnknownParameter => "UnknownParameter",
            Code::UnsupportedOperation => "UnsupportedOperation",
            Code::ExceedRateLimit | Code::ExceedRequestLimit => "RequestLimitExceeded",
            Code::ExceedRequestSizeLimit => "RequestSizeLimitExceeded",
            Code::PermissionDenied | Code::AuthFailure => "UnauthorizedOperation",
            // Clients compare this code with the exact text.
            Code::ResourceNotFound | Code::DataSourceNotExist | Code::RecordNotFound => "ResourceNotFound",
            Code::ServerTimeout | Code::SysErr => "InternalError",
            other => other.wire().0,
        }
    }

    /// The code's text on the data-model gateway.
    pub(super) fn of_gateway(self) -> &'static str {
        match self {
            Code::BadRequest | Code::InvalidParameter => "INVALID_PARAMETER",
            Code::ExceedRateLimit => "REQUEST_LIMIT_EXCEEDED",
            Code::ExceedRequestLimit | Code::ExceedRequestSizeLimit => "LIMIT_EXCEEDED",
            Code::InvalidAccessToken => "AUTH_FAILURE_TOKEN_FAILURE",
            Code::InvalidCommonParam | Code::MissingParameter => "MISSING_PARAMETER",
            Code::InvalidEnv | Code::InvalidParameterValue => "INVALID_PARAMETER_VALUE",
            Code::PermissionDenied => "UNAUTHORIZED_OPERATION",
            Code::ResourceNotFound | Code::RecordNotFound | Code::UserNotExist => "RESOURCE_NOT_FOUND",
            Code::ServerTimeout => "OPERATION_TIMEOUT",
            Code::SignParamInvalid | Code::InvalidAuthorization | Code::SecretIdNotFound | Code::SignatureFailure => {
                "AUTH_FAILURE"
            }
            Code::ResourceInUse => "RESOURCE_IN_USE",
            Code::SysErr => "FLEXDB_INTERNAL_ERROR",
            Code::AddDuplicationErr | Code::FailedOperation => "FAILED_OPERATION",
            Code::AuthFailure => "DATA_SOURCE_OP_AUTH_FAILURE",
            Code::DataSourceNotExist => "DATASOURCE_NOT_EXIST",
            Code::FlexdbResourceOverdue => "FLEXDB_RESOURCE_OVERDUE",
            Code::UnknownParameter => "UNKNOWN_PARAMETER",
            Code::UnsupportedOperation => "UNSUPPORTED_OPERATION",
        }
    }
}
