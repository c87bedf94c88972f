//! A request as faces receive it.

use http::{HeaderMap, Method};

use crate::token::Identity;

/// The parts of a request that determine its answer.
#[derive(Clone)]
pub(crate) struct Request<'a> {
    pub(crate) method: &'a Method,
    /// Percent-encoded.
    pub(crate) path: &'a str,
    /// Percent-encoded; empty if there is no query.
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) authorization: Option<&'a str>,
    /// The caller, once its token is verified; anonymous before.
    pub(crate) identity: Identity,
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
