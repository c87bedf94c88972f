use std::fmt;

/// Whether a call that failed in a certain way is repeated by the client.
///
/// What a call does counts too: a read, and an update or a delete of one record, may be repeated without harm; a create
/// is repeated only where it was surely not applied.
///
/// ```
/// use weda::{Code, Repeat};
///
/// assert_eq!(Code::ExceedRatelimit.repeat(), Repeat::Later);
/// assert_eq!(Code::SysErr.repeat(), Repeat::IfHarmless);
/// assert_eq!(Code::InvalidParameter.repeat(), Repeat::Never);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Repeat {
    /// Not repeated: nothing was done, and the same call would fail again.
    Never,
    /// Not repeated, and a write may have been applied: nobody says that it was not.
    Unclear,
    /// Repeated once, with a new token. Nothing was done.
    WithNewToken,
    /// Repeated after a pause, a create as well: nothing was done.
    Later,
    /// Repeated after a pause if that is harmless: reads, and updates and deletes of one record. A write may have been
    /// applied.
    IfHarmless,
}

/// As errors say it: `repeated after a pause`.
impl fmt::Display for Repeat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Repeat::Never => "never repeated",
            Repeat::Unclear => "not repeated",
            Repeat::WithNewToken => "repeated once with a new token",
            Repeat::Later => "repeated after a pause",
            Repeat::IfHarmless => "repeated where it is harmless",
        })
    }
}
