use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::Method;

/// One call to the service, complete but for address and token.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub method: Method,
    /// From the first slash on, encoded: it reaches the wire as it is here.
    pub path: String,
    /// JSON. Shared, not copied, by the attempts of a call and by the error that ends it.
    pub body: Option<Bytes>,
    /// The documented status of success.
    pub expect: u16,
    pub operation: OperationKind,
    /// The identifier of the model that it is about.
    pub model: Option<Cow<'static, str>>,
    /// The id of the record, of an update or a deletion of one.
    pub record: Option<String>,
    pub idempotency: Idempotency,
}

/// What a call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OperationKind {
    /// Reads.
    Read,
    /// Creates one record or several.
    Create,
    /// Changes one record or several.
    Update,
    /// Deletes one record or several.
    Delete,
    /// Another call of [`Client::request`](crate::Client::request), whose effect the client does not know.
    Request,
}

/// What a call does to what is stored, and with it what a second one of the same kind would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Idempotency {
    /// Nothing.
    Read,
    /// Changes or deletes what it names: the second time changes nothing more.
    Idempotent,
    /// Adds something: the second time adds another.
    Once,
}

impl Request {
    /// The path without the query: filters hold values of records.
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
