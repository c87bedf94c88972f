use std::fmt;

/// The retry rule of an error code.
///
/// The operation matters too: reads, and updates and deletes of one record, are idempotent; a create is retried only if it
/// was certainly not applied.
///
/// ```
/// use weda::error::Retry;
/// use weda::Code;
///
/// assert_eq!(Code::ExceedRatelimit.retry(), Retry::AfterBackoff);
/// assert_eq!(Code::SysErr.retry(), Retry::IfIdempotent);
/// assert_eq!(Code::InvalidParameter.retry(), Retry::Never);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Retry {
    /// Not retried: nothing was applied, and the same call would fail again.
    Never,
    /// Not retried: whether a write was applied is not known.
    Unknown,
    /// Retried once, with a new token. Nothing was applied.
    AfterTokenRefresh,
    /// Retried after backoff, creates included: nothing was applied.
    AfterBackoff,
    /// Retried after backoff if idempotent: reads, and updates and deletes of one record. A write may have been applied.
    IfIdempotent,
}

/// As in the text of errors: `retried after backoff`.
impl fmt::Display for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Retry::Never => "never retried",
            Retry::Unknown => "not retried",
            Retry::AfterTokenRefresh => "retried once with a new token",
            Retry::AfterBackoff => "retried after backoff",
            Retry::IfIdempotent => "retried if idempotent",
        })
    }
}
