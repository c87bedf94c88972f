//! HTTP and TLS: a request goes out, a classified answer comes back. Knows nothing of tokens.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use http::HeaderValue;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;

use super::fate::{Attempt, Fate};
use crate::DateTime;
use crate::answer::{self, Answer};
use crate::error::{Error, ErrorKind, Problem};
use crate::request::Request;
use crate::settings::{Address, SettingsProblem};
use crate::token::Token;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const REQUEST_ID: &str = "x-request-id";

/// What a request is signed with: a token, or the keys that buy one.
#[derive(Clone, Copy)]
pub(super) enum Credentials<'a> {
    Token(&'a Token),
    Keys(&'a HeaderValue),
}

/// Takes a request to the service and comes back with its end.
pub(super) trait Exchange {
    /// Host and port, for messages.
    fn host(&self) -> &str;

    /// One request. `Ok` is a success by [`answer::classify`].
    fn exchange(
        &self,
        request: &Request,
        credentials: Credentials<'_>,
        request_id: &str,
    ) -> impl Future<Output = Attempt> + Send;
}

pub(super) struct Wire {
    http: reqwest::Client,
    address: Address,
    /// The longest answer that is read, in bytes.
    longest: usize,
}

impl Wire {
    pub fn new(address: Address, longest: usize) -> Result<Wire, Error> {
        let tls = tls(&address)
            .map_err(|error| Error::settings(SettingsProblem::Tls(error.to_string())).with_source(error))?;
        let mut http = reqwest::Client::builder()
            .user_agent(concat!("weda/", env!("CARGO_PKG_VERSION")))
            // The service redirects nobody; following one would carry the token elsewhere.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .tls_backend_preconfigured(tls);
        if address.is_loopback() {
            http = http.no_proxy();
        }
        let http =
            http.build().map_err(|error| Error::settings(SettingsProblem::Tls(causes(&error))).with_source(error))?;
        Ok(Wire { http, address, longest })
    }

    async fn round_trip(
        &self,
        request: &Request,
        credentials: Credentials<'_>,
        request_id: &str,
    ) -> Result<(Answer, Option<Duration>), Attempt> {
        let address = self.address.join(&request.path).map_err(Attempt::never_sent)?;
        let mut call = self
            .http
            .request(request.method.clone(), address)
            .header(ACCEPT, "application/json")
            .header(REQUEST_ID, request_id);
        call = match credentials {
            Credentials::Token(token) => call.header(AUTHORIZATION, token.header()),
            Credentials::Keys(header) => call.header(AUTHORIZATION, header),
        };
        if let Some(body) = &request.body {
            call = call.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        let sent_at = DateTime::now();
        let mut response = call.send().await.map_err(|error| self.unreachable(error))?;
        let status = response.status().as_u16();
        let text = |name| response.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let request_id = text(REQUEST_ID).unwrap_or(request_id).to_owned();
        let retry_after = text(RETRY_AFTER.as_str()).and_then(|text| retry_after(text, SystemTime::now()));
        let headers = std::mem::take(response.headers_mut());
        let body = self.body(response).await.map_err(|Attempt { fate, result }| Attempt {
            fate,
            result: result.map_err(|error| error.with_status(status)),
        })?;
        Ok((Answer { status, body, request_id, sent_at, headers }, retry_after))
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
        let fate = match error.is_connect() || error.is_builder() {
            true => Fate::NeverSent,
            false => Fate::Unknown,
        };
        Attempt { fate, result: Err(Error::new(ErrorKind::Network, problem).with_source(error)) }
    }
}

impl Exchange for Wire {
    fn host(&self) -> &str {
        self.address.host()
    }

    async fn exchange(&self, request: &Request, credentials: Credentials<'_>, request_id: &str) -> Attempt {
        let (answer, retry_after) = match self.round_trip(request, credentials, request_id).await {
            Ok(answer) => answer,
            Err(Attempt { fate, result }) => {
                return Attempt { fate, result: result.map_err(|error| error.in_call(request, request_id)) };
            }
        };
        match answer::classify(answer.status, request.expect, &answer.body) {
            Ok(()) => Attempt::answered(answer),
            Err(error) => Attempt::failed(error.in_call(request, &answer.request_id).with_retry_after(retry_after)),
        }
    }
}

/// The header `Retry-After`, which holds seconds or a moment.
fn retry_after(text: &str, now: SystemTime) -> Option<Duration> {
    match text.trim().parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => httpdate::parse_http_date(text.trim()).ok()?.duration_since(now).ok(),
    }
}

fn tls(address: &Address) -> Result<ClientConfig, rustls::Error> {
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions()?;
    let mut config = if address.is_plain_http() {
        // No need to read the machine's certificates, which a small container with an emulator beside it may not have.
        config.with_root_certificates(RootCertStore::empty()).with_no_client_auth()
    } else {
        config.with_platform_verifier()?.with_no_client_auth()
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
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
