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
    pub idempotency: Idempotency,
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

    /// The identifier of the model, as it stands in the path of a data call; of other calls nothing.
    pub fn model(&self) -> Option<&str> {
        let path = self.bare_path().strip_prefix("/weda/odata/v1/")?;
        let (_env_type, model) = path.strip_prefix("batch/").unwrap_or(path).split_once('/')?;
        model.split('(').next()
    }
}

/// Method and path, without the query.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.bare_path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_call_names_its_model() {
        for (path, model) in [
            ("/weda/odata/v1/pre/student", Some("student")),
            ("/weda/odata/v1/pre/student?$filter=a%20eq%201", Some("student")),
            ("/weda/odata/v1/prod/student('9G5C0WQN26')", Some("student")),
            ("/weda/odata/v1/batch/pre/student('9G5C0WQN26')", Some("student")),
            ("/weda/odata/v1/batch/pre/student", Some("student")),
            ("/weda/odata/v1/pre", None),
            ("/auth/v1/token/clientCredential", None),
        ] {
            let (method, path) = (Method::GET, path.to_owned());
            let request = Request { method, path, body: None, expect: 200, idempotency: Idempotency::Read };
            assert_eq!(request.model(), model, "{request}");
        }
    }
}
