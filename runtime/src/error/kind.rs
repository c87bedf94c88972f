use super::Retry;

/// Categories of [`Error`](crate::Error)s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client's settings are incomplete or wrong: keys, environment, address.
    Settings,
    /// The service rejects the keys or the token.
    Authentication,
    /// The credentials are valid but not authorised for the call.
    Permission,
    /// The service rejects the request as invalid.
    InvalidRequest,
    /// The model, the path, or a required record does not exist.
    NotFound,
    /// A unique value exists already, or the resource is in use or was changed meanwhile.
    Conflict,
    /// Too many calls in a short time.
    RateLimited,
    /// The quota of the package, or one of the client's rate limiter, is exhausted.
    QuotaExceeded,
    /// An internal error of the service.
    Service,
    /// No answer came in time, or the service reported a timeout.
    Timeout,
    /// The service could not be reached, or the connection was lost.
    Network,
    /// The answer is not one of this service: not JSON, for example, or a body where none is documented.
    UnexpectedAnswer,
    /// The answer does not match the expected type.
    Decode,
    /// The client's dialect does not enable the operator. Nothing was sent.
    NotEnabled,
    /// A write by a read-only client. Nothing was sent.
    ReadOnlyClient,
    /// Pages overlapped or missed records.
    UnstableOrder,
    /// A value cannot be sent. Nothing was sent.
    InvalidValue,
}

/// The classification of a refusal: its kind, whether to retry, and what to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub kind: ErrorKind,
    pub repeat: Retry,
    pub advice: &'static str,
}

impl Verdict {
    /// The verdict on an answer without a known code, by its status.
    pub fn of_status(status: u16) -> Verdict {
        let (kind, advice) = match status {
            401 => (
                ErrorKind::Authentication,
                "check that the keys are complete and enabled, and belong to the account that owns the environment",
            ),
            403 => {
                (ErrorKind::Permission, "ask an administrator of the environment for the permission, or use other keys")
            }
            404 => (ErrorKind::NotFound, "check the URL, the model's identifier and the environment type"),
            407 => (
                ErrorKind::Network,
                "the proxy requires a user name and a password: put them into HTTP_PROXY or HTTPS_PROXY",
            ),
            408 | 504 => (ErrorKind::Timeout, "try again later, and request smaller pages"),
            409 => (ErrorKind::Conflict, "read the stored record and update it, or send another value"),
            413 => (ErrorKind::InvalidRequest, "send fewer or smaller values per call"),
            414 | 431 => (ErrorKind::InvalidRequest, "the filter is too long for one call: split it over several"),
            429 => (ErrorKind::RateLimited, "wait a moment and send fewer calls per second"),
            400..=499 => (ErrorKind::InvalidRequest, "compare the request with the model in the console"),
            500..=599 => {
                (ErrorKind::Service, "try again later; if it persists, give the request id to the vendor's support")
            }
            // A refusal with a success status and a code that is not in the table.
            200..=299 => (ErrorKind::Service, "read the service's message, and look its code up in the vendor's list"),
            _ => (
                ErrorKind::UnexpectedAnswer,
                "check that the URL is that of the Open API and that no other server answers in its place",
            ),
        };
        let retry = match status {
            401 => Retry::AfterTokenRefresh,
            425 | 429 => Retry::AfterBackoff,
            408 | 500 | 502..=504 => Retry::IfIdempotent,
            400..=499 => Retry::Never,
            _ => Retry::Unknown,
        };
        Verdict { kind, repeat: retry, advice }
    }
}
