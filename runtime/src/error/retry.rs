use std::fmt;

/// Whether a call that failed in a certain way is repeated by the client.
///
/// What a call does counts too: a read, and an update or a delete of one record, may be repeated without harm; a create
/// is repeated only where it was surely not applied.
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
    /// Not repeated: nothing was done, and the same call would fail again.
    Never,
    /// Not repeated, and a write may have been applied: nobody says that it was not.
    Unknown,
    /// Repeated once, with a new token. Nothing was done.
    AfterTokenRefresh,
    /// Repeated after a pause, a create as well: nothing was done.
    AfterBackoff,
    /// Repeated after a pause if that is harmless: reads, and updates and deletes of one record. A write may have been
    /// applied.
    IfIdempotent,
}

/// As errors say it: `repeated after a pause`.
impl fmt::Display for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Retry::Never => "never repeated",
            Retry::Unknown => "not repeated",
            Retry::AfterTokenRefresh => "repeated once with a new token",
            Retry::AfterBackoff => "repeated after a pause",
            Retry::IfIdempotent => "repeated where it is harmless",
        })
    }
}
