use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::Method;

/// A request to the service, without host and token.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub method: Method,
    /// Path and query from the first slash on, encoded as they are sent.
    pub path: String,
    /// JSON. Shared by the attempts of a call and by its error.
    pub body: Option<Bytes>,
    /// The documented success status.
    pub expect: u16,
    pub operation: OperationKind,
    /// The identifier of the model.
    pub model: Option<Cow<'static, str>>,
    /// The id of the record, for an update or delete of one record.
    pub record: Option<String>,
    pub idempotency: Idempotency,
}

/// The kind of operation of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OperationKind {
    /// Reads.
    Read,
    /// Creates one record or several.
    Create,
    /// Updates one record or several.
    Update,
    /// Deletes one record or several.
    Delete,
    /// Updates a record, or creates it if it does not exist.
    Upsert,
    /// A call by [`Client::request`](crate::Client::request) whose effect the client does not know.
    Request,
}

/// The effect of sending a request twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Idempotency {
    /// Changes nothing.
    Read,
    /// Updates or deletes: the second time has no further effect.
    Idempotent,
    /// Creates, and writes that depend on the stored values: the second time has another effect or another answer.
    Once,
}

impl Request {
    /// The path without the query, since filters hold values of records.
    pub fn bare_path(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }
}

/// Method and path, without the query.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.bare_path())
    }
}
