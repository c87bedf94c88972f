//! A write of which nobody knows whether it was applied.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

use crate::DateTime;
use crate::request::{OperationKind, Request};

/// A write that may have been applied, with what is needed to look for it. See
/// [`Error::in_doubt`](crate::Error::in_doubt).
///
/// ```
/// use weda::{DateTime, Error};
///
/// /// From where on to look for a record that may have been created.
/// fn look_from(error: &Error) -> Option<DateTime> {
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

    /// The same with the id of the record, which is known.
    pub(crate) fn with_id(self, id: String) -> InDoubt {
        InDoubt { record: Some(id), ..self }
    }

    /// What the write does.
    pub fn operation(&self) -> OperationKind {
        self.operation
    }

    /// The identifier of the model whose records it is about; `None` for a call of
    /// [`Client::request`](crate::Client::request).
    pub fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// The id of the record, where the write is an update or a deletion of one, or a create of which the id is known.
    pub fn id(&self) -> Option<&str> {
        self.record.as_deref()
    }

    /// The JSON that was sent. It holds values of records, so it is no text for logs.
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref().and_then(|body| std::str::from_utf8(body).ok())
    }

    /// When the first request whose end is unknown was sent, by the clock of this machine: what was applied bears this
    /// time or a later one, as far as the clocks agree.
    pub fn sent_at(&self) -> DateTime {
        self.sent_at
    }

    /// The ids of the requests whose end is unknown, in the order in which they were sent.
    pub fn request_ids(&self) -> &[String] {
        &self.request_ids
    }
}

/// Without the body, which holds values of records.
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
