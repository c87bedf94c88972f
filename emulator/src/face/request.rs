//! A request as faces receive it.

use http::Method;

/// The parts of a request that determine its answer.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a Method,
    /// Percent-encoded; empty if there is no query.
    pub(crate) query: &'a str,
    pub(crate) authorization: Option<&'a str>,
    /// The caller's request id, or a generated one.
    pub(crate) id: &'a str,
    /// True if the caller sent the request id.
    pub(crate) has_id: bool,
    pub(crate) body: &'a [u8],
}

/// The kind of caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Has a valid token, or uses the control path.
    Authenticated,
    /// Requests a token.
    Anonymous,
}
