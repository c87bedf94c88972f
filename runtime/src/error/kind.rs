use super::Retry;

/// The families of [`Error`](crate::Error)s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client's settings are incomplete or wrong: keys, environment, address.
    Settings,
    /// The service does not accept the keys or the token.
    Authentication,
    /// The keys are good, but may not do this.
    Permission,
    /// The service does not accept the request as it is.
    InvalidRequest,
    /// The service knows no such model or path, or no record where there must be one.
    NotFound,
    /// A unique value is taken, or the thing is in use.
    Conflict,
    /// Too many calls in a short time.
    RateLimited,
    /// The package's resources are used up.
    QuotaExceeded,
    /// A fault of the service itself.
    Service,
    /// No answer in time, or the service says that it timed out itself.
    Timeout,
    /// The service could not be reached, or the connection broke.
    Network,
    /// An answer that this service does not give: not JSON, or a body where none belongs.
    UnexpectedAnswer,
    /// A record that does not fit its type.
    Decode,
    /// An operator that the client's dialect does not switch on. Nothing was sent.
    NotEnabled,
    /// A write by a client for reads alone. Nothing was sent.
    ReadOnlyClient,
    /// Pages overlapped or missed records.
    UnstableOrder,
    /// A value that cannot be sent. Nothing was sent.
    InvalidValue,
}

/// What an answer that says no amounts to: its family, whether to ask again, and what to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub kind: ErrorKind,
    pub repeat: Retry,
    pub advice: &'static str,
}

impl Verdict {
    /// The verdict on an answer without a code that we know: its status is all there is.
    pub fn of_status(status: u16) -> Verdict {
        let (kind, advice) = match status {
            401 => (
                ErrorKind::Authentication,
                "check that the keys are complete, enabled and of the account that owns the environment",
            ),
            403 => (
                ErrorKind::Permission,
                "ask an administrator of the environment to allow this, or use keys that may do it",
            ),
            404 => (ErrorKind::NotFound, "check the address, the model's identifier and the environment type"),
            407 => (
                ErrorKind::Network,
                "the proxy asks for a name and a password: put them into HTTP_PROXY or HTTPS_PROXY",
            ),
            408 | 504 => (ErrorKind::Timeout, "try again later, and ask for smaller pages"),
            409 => (ErrorKind::Conflict, "read what is stored and change that, or send another value"),
            413 => (ErrorKind::InvalidRequest, "send fewer or smaller values in one call"),
            414 | 431 => (ErrorKind::InvalidRequest, "the filter is too long for one call: ask in several"),
            429 => (ErrorKind::RateLimited, "wait a little and send fewer calls at a time"),
            400..=499 => (ErrorKind::InvalidRequest, "compare what was sent with the model in the console"),
            500..=599 => {
                (ErrorKind::Service, "try again later; if it stays, give the request id to the vendor's support")
            }
            // Errors come under success too, here with a code that is not in the table.
            200..=299 => {
                (ErrorKind::Service, "read the service's message; the vendor's list of error codes may say more")
            }
            _ => (
                ErrorKind::UnexpectedAnswer,
                "check that the address is that of the Open API and that nothing else answers in its place",
            ),
        };
        let repeat = match status {
            401 => Retry::AfterTokenRefresh,
            425 | 429 => Retry::AfterBackoff,
            408 | 500 | 502..=504 => Retry::IfIdempotent,
            400..=499 => Retry::Never,
            _ => Retry::Unknown,
        };
        Verdict { kind, repeat, advice }
    }
}
