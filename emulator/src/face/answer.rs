//! What goes back to a caller.

use http::HeaderName;
use hyper::body::Bytes;
use serde::Serialize;

/// What goes back to the caller, apart from the headers that every answer has.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// JSON, or nothing.
    pub(crate) body: Bytes,
    pub(crate) header: Option<(HeaderName, &'static str)>,
    /// What the log shall say of it.
    pub(crate) note: Option<String>,
    /// Whether records came, changed or went before it.
    pub(crate) applied: bool,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &impl Serialize) -> Self {
        // Keys are texts and numbers finite: nothing here can fail to print.
        Self::printed(status, serde_json::to_vec(body).unwrap_or_default())
    }

    /// An answer whose JSON is printed already.
    pub(crate) fn printed(status: u16, body: Vec<u8>) -> Self {
        Self { status, body: body.into(), header: None, note: None, applied: false }
    }

    /// 204.
    pub(crate) fn empty() -> Self {
        Self::printed(204, Vec::new())
    }

    /// The same behind a write, which may have met no record.
    pub(crate) fn applied(mut self, applied: bool) -> Self {
        self.applied = applied;
        self
    }
}
