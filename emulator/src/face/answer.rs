//! Answers to callers.

use http::HeaderName;
use hyper::body::Bytes;
use serde::Serialize;

/// An answer, without the headers that every answer has.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// JSON or empty, unless the header says otherwise.
    pub(crate) body: Bytes,
    pub(crate) header: Option<(HeaderName, &'static str)>,
    /// A note for the log.
    pub(crate) note: Option<String>,
    /// True if records were created, changed or deleted.
    pub(crate) applied: bool,
    /// True for a kept page.
    pub(crate) kept: bool,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &impl Serialize) -> Self {
        // Cannot fail: keys are strings and numbers are finite.
        Self::printed(status, serde_json::to_vec(body).unwrap_or_default())
    }

    /// An answer with printed JSON.
    pub(crate) fn printed(status: u16, body: Vec<u8>) -> Self {
        Self { status, body: body.into(), header: None, note: None, applied: false, kept: false }
    }

    /// Status 204 without a body.
    pub(crate) fn empty() -> Self {
        Self::printed(204, Vec::new())
    }

    /// Sets the note for the log.
    pub(crate) fn noted(mut self, note: Option<String>) -> Self {
        self.note = note;
        self
    }

    /// Sets whether records were changed.
    pub(crate) fn applied(mut self, applied: bool) -> Self {
        self.applied = applied;
        self
    }
}
