//! Bodies of answers.

use http_body_util::Full;
use hyper::body::Bytes;

/// The body of an answer.
pub(crate) type Outgoing = Full<Bytes>;

/// A body of these bytes.
pub(crate) fn whole(bytes: impl Into<Bytes>) -> Outgoing {
    Full::new(bytes.into())
}
