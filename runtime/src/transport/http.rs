//! Sends a request over HTTP and returns the classified answer. Knows nothing about tokens.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderName, HeaderValue};

use super::Address;
use super::attempt::{Attempt, Delivery};
use super::connections::Connections;
use super::content_coding::{self, decompressed};
use super::echo::{Echo, Origin, Source};
use super::request_id::is_ours;
use super::settings::HttpSettings;
use crate::DateTime;
use crate::error::{Error, ErrorKind, Problem, SettingsProblem};
use crate::protocol::{Answer, Gateway};
use crate::request::Request;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The credential of a request.
pub(crate) trait Credential: Sync {
    /// The value of `Authorization`.
    fn header(&self) -> &HeaderValue;

    /// Hides the secrets of this credential in an error, since a service may repeat them in its message.
    fn hide_in(&self, error: Error) -> Error;
}

/// Sends requests to the service.
pub(crate) trait Exchange {
    /// Host and port, for messages.
    fn host(&self) -> &str;

    /// Drops the connections on which answers to other requests may arrive. Returns the error that reports it.
    fn other_answer(&self) -> Error;

    /// Sends one request. `Ok` is a success by [`Gateway::classify`].
    fn exchange(
        &self,
        request: &Request,
        credentials: &dyn Credential,
        request_id: &str,
    ) -> impl Future<Output = Attempt> + Send;
}

pub(crate) struct HttpTransport {
    connections: Connections,
    echo: Echo,
    address: Address,
    gateway: Arc<dyn Gateway>,
    /// Maximum length of an answer in bytes.
    max_bytes: usize,
}

impl HttpTransport {
    pub fn new(
        address: Address,
        settings: HttpSettings,
        max_bytes: usize,
        gateway: Arc<dyn Gateway>,
    ) -> Result<HttpTransport, Error> {
        let connections = Connections::new(move || settings.client()).map_err(no_pool)?;
        Ok(HttpTransport { connections, echo: Echo::default(), address, gateway, max_bytes })
    }

    pub fn unmatched_responses(&self) -> u64 {
        self.echo.unmatched()
    }

    async fn round_trip(
        &self,
        request: &Request,
        credentials: &dyn Credential,
        request_id: &str,
    ) -> Result<(Answer, Option<Duration>), Attempt> {
        let address = self.address.join(&request.path).map_err(Attempt::not_sent)?;
        let pool = self.connections.pool().map_err(|error| Attempt::not_sent(no_pool(error)))?;
        let mut call = pool
            .request(request.method.clone(), address)
            .header(ACCEPT, "application/json")
            .header(ACCEPT_ENCODING, content_coding::ACCEPTED)
            .header(&REQUEST_ID, request_id)
            .header(AUTHORIZATION, credentials.header());
        if let Some(body) = &request.body {
            call = call.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        let sent_at = DateTime::now();
        let mut response = call.send().await.map_err(|error| self.unreachable(error))?;
        let status = response.status().as_u16();
        let text = |name: &HeaderName| response.headers().get(name).and_then(|value| value.to_str().ok());
        let received = text(&REQUEST_ID);
        let origin = self.echo.origin(self.source(&request.path), request_id, status, received);
        if origin == Origin::Other {
            return Err(Attempt::unknown(self.other_answer().with_status(status)));
        }
        let request_id = received.unwrap_or(request_id).to_owned();
        let retry_after = text(&RETRY_AFTER).and_then(|text| retry_after(text, SystemTime::now()));
        let headers = std::mem::take(response.headers_mut());
        let with_status = |error: Error| error.with_status(status);
        let body = self
            .body(response)
            .await
            .map_err(|Attempt { delivery, result }| Attempt { delivery, result: result.map_err(with_status) })?;
        let body = match decompressed(&headers, body, self.max_bytes) {
            Ok(body) => without_byte_order_mark(body),
            // The status suffices.
            Err(_) if !(200..300).contains(&status) => Bytes::new(),
            Err(error) => return Err(Attempt::unknown(with_status(error))),
        };
        let is_tied = origin == Origin::Own;
        Ok((Answer { status, body, request_id, sent_at, headers, is_tied }, retry_after))
    }

    fn source(&self, path: &str) -> Source {
        match path {
            path if self.gateway.leads_to_records(path) => Source::Records,
            path if path.starts_with("/auth/") => Source::Tokens,
            _ => Source::Other,
        }
    }

    /// Reads a body up to the limit.
    async fn body(&self, mut response: reqwest::Response) -> Result<Bytes, Attempt> {
        let too_long = || {
            let problem = Problem::TooLong { limit: self.max_bytes };
            Attempt::unknown(Error::new(ErrorKind::UnexpectedAnswer, problem))
        };
        let broken = |error| self.unreachable(error);
        let announced = response.content_length().map_or(Ok(0), usize::try_from).unwrap_or(usize::MAX);
        if announced > self.max_bytes {
            return Err(too_long());
        }
        let first = response.chunk().await.map_err(broken)?.unwrap_or_default();
        if first.len() > self.max_bytes {
            return Err(too_long());
        }
        // Most answers arrive in one chunk, which is not copied.
        let Some(second) = response.chunk().await.map_err(broken)? else { return Ok(first) };
        let mut body = BytesMut::with_capacity(announced.max(2 * (first.len() + second.len())));
        body.extend_from_slice(&first);
        let mut next = Some(second);
        while let Some(chunk) = next {
            if chunk.len() > self.max_bytes - body.len() {
                return Err(too_long());
            }
            body.extend_from_slice(&chunk);
            next = response.chunk().await.map_err(broken)?;
        }
        Ok(body.freeze())
    }

    fn unreachable(&self, error: reqwest::Error) -> Attempt {
        // The query of the URL holds values of records.
        let error = error.without_url();
        let problem = Problem::Network { host: self.host().to_owned(), causes: causes(&error) };
        let delivery = match error.is_connect() || error.is_builder() {
            true => Delivery::NotSent,
            false => Delivery::Unknown,
        };
        Attempt { delivery, result: Err(Error::new(ErrorKind::Network, problem)) }
    }
}

impl Exchange for HttpTransport {
    fn host(&self) -> &str {
        self.address.host()
    }

    fn other_answer(&self) -> Error {
        self.connections.replace();
        Error::new(ErrorKind::UnexpectedAnswer, Problem::OtherAnswer { host: self.host().to_owned() })
    }

    async fn exchange(&self, request: &Request, credentials: &dyn Credential, request_id: &str) -> Attempt {
        let attempt = self.classified(request, credentials, request_id).await;
        // A service or gateway may repeat what it was sent.
        Attempt { result: attempt.result.map_err(|error| credentials.hide_in(error)), ..attempt }
    }
}

impl HttpTransport {
    async fn classified(&self, request: &Request, credentials: &dyn Credential, request_id: &str) -> Attempt {
        let (answer, retry_after) = match self.round_trip(request, credentials, request_id).await {
            Ok(answer) => answer,
            Err(Attempt { delivery, result }) => {
                return Attempt { delivery, result: result.map_err(|error| error.in_call(request, request_id)) };
            }
        };
        match self.gateway.classify(answer.status, request.expect, &answer.body) {
            Ok(()) if self.gateway.confirms(request, &answer.body) => Attempt::answered(answer),
            Ok(()) => {
                let error = Error::new(ErrorKind::UnexpectedAnswer, Problem::Unconfirmed);
                Attempt::unknown(error.with_status(answer.status).in_call(request, &answer.request_id))
            }
            // The body of a refusal has a request id too.
            Err(error) if error.request_id().is_some_and(|id| is_ours(id) && id != request_id) => {
                Attempt::unknown(self.other_answer().with_status(answer.status).in_call(request, request_id))
            }
            Err(error) => Attempt::failed(error.in_call(request, &answer.request_id).with_retry_after(retry_after)),
        }
    }
}

/// Removes a UTF-8 byte order mark, which JSON parsers may ignore (RFC 8259, 8.1).
fn without_byte_order_mark(body: Bytes) -> Bytes {
    match body.starts_with(b"\xEF\xBB\xBF") {
        true => body.slice(3..),
        false => body,
    }
}

/// Parses the header `Retry-After`: seconds or an HTTP date.
fn retry_after(text: &str, now: SystemTime) -> Option<Duration> {
    match text.trim().parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => httpdate::parse_http_date(text.trim()).ok()?.duration_since(now).ok(),
    }
}

fn no_pool(error: reqwest::Error) -> Error {
    Error::settings(SettingsProblem::Tls(causes(&error)))
}

/// The causes of an error on one line. The error's own text only says that sending failed, so it is left out if there are
/// causes. Many errors repeat their cause's text, so repeated causes are left out.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = String::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.contains(&next) {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&next);
        }
        cause = error.source();
    }
    match text.is_empty() {
        true => error.to_string(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_a_number_of_seconds_or_a_date() {
        let now = httpdate::parse_http_date("Wed, 21 Oct 2026 07:28:00 GMT").unwrap();
        let read = |text| retry_after(text, now).map(|pause| pause.as_secs());
        assert_eq!(read(" 7 "), Some(7));
        assert_eq!(read("Wed, 21 Oct 2026 07:28:30 GMT"), Some(30));
        assert_eq!(read("Wed, 21 Oct 2026 07:27:00 GMT"), None, "the date is in the past");
        assert_eq!(read("soon"), None);
    }
}
