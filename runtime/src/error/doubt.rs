//! Writes that may have been applied.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

use crate::DateTime;
use crate::request::{OperationKind, Request};

/// A write that may have been applied, with what a program needs to look for it. See
/// [`Error::in_doubt`](crate::Error::in_doubt).
///
/// ```
/// use weda::{DateTime, Error};
///
/// /// The earliest creation time of a record that may have been created.
/// fn created_since(error: &Error) -> Option<DateTime> {
///     error.in_doubt().map(|write| write.sent_at())
/// }
/// ```
#[derive(Clone)]
pub struct InDoubt {
    operation: OperationKind,
    model: Option<Cow<'static, str>>,
    record: Option<String>,
    body: Option<Bytes>,
    sent_at: DateTime,
    request_ids: Vec<String>,
}

impl InDoubt {
    pub(crate) fn new(request: &Request, sent_at: DateTime, request_ids: Vec<String>) -> InDoubt {
        let Request { operation, model, record, body, .. } = request;
        let (model, record) = (model.clone(), record.clone());
        InDoubt { operation: *operation, model, record, body: body.clone(), sent_at, request_ids }
    }

    /// Adds the id of the record.
    pub(crate) fn with_id(self, id: String) -> InDoubt {
        InDoubt { record: Some(id), ..self }
    }

    /// The kind of write.
    pub fn operation(&self) -> OperationKind {
        self.operation
    }

    /// The identifier of the model; `None` for a call by [`Client::request`](crate::Client::request).
    pub fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// The id of the record, for an update or delete of one record, and for a create whose id is known.
    pub fn id(&self) -> Option<&str> {
        self.record.as_deref()
    }

    /// The JSON body. It holds values of records: do not log it.
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref().and_then(|body| std::str::from_utf8(body).ok())
    }

    /// The time at which the first request with an unknown outcome was sent, by the local clock. What was applied has this
    /// time or a later one, up to clock skew.
    pub fn sent_at(&self) -> DateTime {
        self.sent_at
    }

    /// The ids of the requests with unknown outcomes, in the order in which they were sent.
    pub fn request_ids(&self) -> &[String] {
        &self.request_ids
    }
}

/// Does not print the body, which holds values of records.
impl fmt::Debug for InDoubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InDoubt")
            .field("operation", &self.operation)
            .field("model", &self.model)
            .field("id", &self.record)
            .field("sent_at", &self.sent_at)
            .field("request_ids", &self.request_ids)
            .finish_non_exhaustive()
    }
}
