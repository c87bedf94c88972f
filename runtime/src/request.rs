use std::fmt;

use http::Method;

/// One call to the service, complete but for address and token.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub method: Method,
    /// From the first slash on, encoded: it reaches the wire as it is here.
    pub path: String,
    /// JSON.
    pub body: Option<Vec<u8>>,
    /// The documented status of success.
    pub expect: u16,
}

impl Request {
    /// Whether the call may change something.
    pub fn is_write(&self) -> bool {
        self.method != Method::GET
    }
}

/// Method and path, without the query: filters hold values of records.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.split('?').next().unwrap_or_default();
        write!(f, "{} {path}", self.method)
    }
}
