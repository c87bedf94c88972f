//! HTTP and TLS: a request goes out, a classified answer comes back. Knows nothing of tokens.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderName, HeaderValue};

use super::Address;
use super::attempt::{Attempt, Delivery};
use super::connections::Connections;
use super::content_coding::{self, unpacked};
use super::echo::{Echo, Origin, Source};
use super::request_id::is_ours;
use super::settings::HttpSettings;
use crate::DateTime;
use crate::error::{Error, ErrorKind, Problem, SettingsProblem};
use crate::protocol::{Answer, Gateway};
use crate::request::Request;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a request is signed with.
pub(crate) trait Credential: Sync {
    /// The value of `Authorization`.
    fn header(&self) -> &HeaderValue;

    /// The error without the secrets of this credential, which a service may repeat in its message.
    fn hide_in(&self, error: Error) -> Error;
}

/// Takes a request to the service and comes back with its end.
pub(crate) trait Exchange {
    /// Host and port, for messages.
    fn host(&self) -> &str;

    /// Takes no connection again on which an answer may come that is another request's. The error that says so.
    fn other_answer(&self) -> Error;

    /// One request. `Ok` is a success by [`Gateway::classify`].
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
    /// The longest answer that is read, in bytes.
    longest: usize,
}

impl HttpTransport {
    pub fn new(
        address: Address,
        settings: HttpSettings,
        longest: usize,
        gateway: Arc<dyn Gateway>,
    ) -> Result<HttpTransport, Error> {
        let connections = Connections::new(move || settings.client()).map_err(no_pool)?;
        Ok(HttpTransport { connections, echo: Echo::default(), address, gateway, longest })
    }

    pub fn unmatched_responses(&self) -> u64 {
        self.echo.untold()
    }

    async fn round_trip(
        &self,
        request: &Request,
        credentials: &dyn Credential,
        request_id: &str,
    ) -> Result<(Answer, Option<Duration>), Attempt> {
        let address = self.address.join(&request.path).map_err(Attempt::never_sent)?;
        let pool = self.connections.pool().map_err(|error| Attempt::never_sent(no_pool(error)))?;
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
        let came = text(&REQUEST_ID);
        let origin = self.echo.origin(self.source(&request.path), request_id, status, came);
        if origin == Origin::Other {
            return Err(Attempt::unknown(self.other_answer().with_status(status)));
        }
        let request_id = came.unwrap_or(request_id).to_owned();
        let retry_after = text(&RETRY_AFTER).and_then(|text| retry_after(text, SystemTime::now()));
        let headers = std::mem::take(response.headers_mut());
        let with_status = |error: Error| error.with_status(status);
        let body = self
            .body(response)
            .await
            .map_err(|Attempt { delivery, result }| Attempt { delivery, result: result.map_err(with_status) })?;
        let body = match unpacked(&headers, body, self.longest) {
            Ok(body) => without_mark(body),
            // Its status says enough.
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

    /// Reads an answer to its end, or as far as is allowed: what is compressed may unpack to any length.
    async fn body(&self, mut response: reqwest::Response) -> Result<Bytes, Attempt> {
        let too_long = || {
            let problem = Problem::TooLong { limit: self.longest };
            Attempt::unknown(Error::new(ErrorKind::UnexpectedAnswer, problem))
        };
        let broken = |error| self.unreachable(error);
        let announced = response.content_length().map_or(Ok(0), usize::try_from).unwrap_or(usize::MAX);
        if announced > self.longest {
            return Err(too_long());
        }
        let first = response.chunk().await.map_err(broken)?.unwrap_or_default();
        if first.len() > self.longest {
            return Err(too_long());
        }
        // Most answers come in one piece, which is not copied.
        let Some(second) = response.chunk().await.map_err(broken)? else { return Ok(first) };
        let mut body = BytesMut::with_capacity(announced.max(2 * (first.len() + second.len())));
        body.extend_from_slice(&first);
        let mut next = Some(second);
        while let Some(piece) = next {
            if piece.len() > self.longest - body.len() {
                return Err(too_long());
            }
            body.extend_from_slice(&piece);
            next = response.chunk().await.map_err(broken)?;
        }
        Ok(body.freeze())
    }

    fn unreachable(&self, error: reqwest::Error) -> Attempt {
        // The URL holds the query, and with it values of records.
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
        let attempt = self.judged(request, credentials, request_id).await;
        // A service or a gateway may repeat what it was sent.
        Attempt { result: attempt.result.map_err(|error| credentials.hide_in(error)), ..attempt }
    }
}

impl HttpTransport {
    async fn judged(&self, request: &Request, credentials: &dyn Credential, request_id: &str) -> Attempt {
        let (answer, retry_after) = match self.round_trip(request, credentials, request_id).await {
            Ok(answer) => answer,
            Err(Attempt { delivery, result }) => {
                return Attempt { delivery, result: result.map_err(|error| error.in_call(request, request_id)) };
            }
        };
        match self.gateway.classify(answer.status, request.expect, &answer.body) {
            Ok(()) => Attempt::answered(answer),
            // The body of a refusal names its request too.
            Err(error) if error.request_id().is_some_and(|id| is_ours(id) && id != request_id) => {
                Attempt::unknown(self.other_answer().with_status(answer.status).in_call(request, request_id))
            }
            Err(error) => Attempt::failed(error.in_call(request, &answer.request_id).with_retry_after(retry_after)),
        }
    }
}

/// A body without the mark that some programs put before UTF-8, which readers of JSON may pass over (RFC 8259, 8.1).
fn without_mark(body: Bytes) -> Bytes {
    match body.starts_with(b"\xEF\xBB\xBF") {
        true => body.slice(3..),
        false => body,
    }
}

/// The header `Retry-After`, which holds seconds or a moment.
fn retry_after(text: &str, now: SystemTime) -> Option<Duration> {
    match text.trim().parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => httpdate::parse_http_date(text.trim()).ok()?.duration_since(now).ok(),
    }
}

fn no_pool(error: reqwest::Error) -> Error {
    Error::settings(SettingsProblem::Tls(causes(&error)))
}

/// The causes of an error in one line. Its own text is left out when it has causes: it only says that sending failed.
/// Many errors repeat their cause's text, so a cause that is already said is left out.
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
    fn retry_after_is_a_number_of_seconds_or_a_moment() {
        let now = httpdate::parse_http_date("Wed, 21 Oct 2026 07:28:00 GMT").unwrap();
        let read = |text| retry_after(text, now).map(|pause| pause.as_secs());
        assert_eq!(read(" 7 "), Some(7));
        assert_eq!(read("Wed, 21 Oct 2026 07:28:30 GMT"), Some(30));
        assert_eq!(read("Wed, 21 Oct 2026 07:27:00 GMT"), None, "that moment is over");
        assert_eq!(read("soon"), None);
    }
}
