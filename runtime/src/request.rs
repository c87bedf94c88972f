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
    pub effect: Effect,
}

/// What a call does to what is stored, and with it what a second one of the same kind would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing.
    Read,
    /// Changes or deletes what it names: the second time changes nothing more.
    Replace,
    /// Adds something: the second time adds another.
    Create,
}

/// Method and path, without the query: filters hold values of records.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.split('?').next().unwrap_or_default();
        write!(f, "{} {path}", self.method)
    }
}
