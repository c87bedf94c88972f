//! What a face sees of a request.

use http::Method;

/// What of a request decides about its answer.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a Method,
    /// Still percent-encoded; empty where there is none.
    pub(crate) query: &'a str,
    pub(crate) authorization: Option<&'a str>,
    /// The caller's request id, or one that was made.
    pub(crate) id: &'a str,
    /// Whether the caller sent the request id.
    pub(crate) has_id: bool,
    pub(crate) body: &'a [u8],
}

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    /// One with a token, or one who may control the emulator.
    Known,
    /// One who asks for a token.
    Stranger,
}
