//! Answers for callers that did not reach an interface of the service.

use http::{HeaderValue, Response, StatusCode, header};
use hyper::body::Bytes;

use super::counted_stream::StreamHandle;
use super::outgoing::Outgoing;

/// An answer with one sentence, after which the connection ends.
pub(super) fn answer(status: StatusCode, sentence: &str, stream: StreamHandle) -> Response<Outgoing> {
    let mut response = Response::new(Outgoing::whole(Bytes::from(format!("{sentence}\n")), stream));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
