//! HTTP and TLS: a request goes out, a classified answer comes back. Knows nothing of tokens.

use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;
use secrecy::ExposeSecret as _;

use crate::answer::{self, Answer};
use crate::error::{Error, ErrorKind, Problem};
use crate::request::Request;
use crate::settings::{Address, Keys, SettingsProblem};
use crate::token::Token;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const REQUEST_ID: &str = "x-request-id";

/// What a request is signed with: a token, or the keys that buy one.
#[derive(Clone, Copy)]
pub(super) enum Credentials<'a> {
    Token(&'a Token),
    Keys(&'a Keys),
}

pub(super) struct Wire {
    http: reqwest::Client,
    address: Address,
}

impl Wire {
    pub fn new(address: Address) -> Result<Wire, Error> {
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
        Ok(Wire { http, address })
    }

    fn host(&self) -> &str {
        self.address.host()
    }

    /// One request, one answer. `Ok` is a success by [`answer::classify`].
    pub async fn exchange(&self, request: &Request, credentials: Credentials<'_>) -> Result<Answer, Error> {
        let request_id = uuid::Uuid::new_v4().simple().to_string();
        let answer = self
            .round_trip(request, credentials, &request_id)
            .await
            .map_err(|error| error.in_call(request, &request_id))?;
        tracing::debug!(call = %request, status = answer.status, request_id = answer.request_id, "answered");
        answer::classify(answer.status, request.expect, &answer.body)
            .map_err(|error| error.in_call(request, &answer.request_id))?;
        Ok(answer)
    }

    async fn round_trip(
        &self,
        request: &Request,
        credentials: Credentials<'_>,
        request_id: &str,
    ) -> Result<Answer, Error> {
        let mut call = self
            .http
            .request(request.method.clone(), self.address.join(&request.path)?)
            .header(ACCEPT, "application/json")
            .header(REQUEST_ID, request_id);
        call = match credentials {
            Credentials::Token(token) => call.header(AUTHORIZATION, token.header()),
            Credentials::Keys(keys) => call.basic_auth(keys.id.expose_secret(), Some(keys.key.expose_secret())),
        };
        if let Some(body) = &request.body {
            call = call.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        // Buying a token twice harms nobody.
        let write = request.is_write() && matches!(credentials, Credentials::Token(_));
        let response = call.send().await.map_err(|error| self.unreachable(error, write))?;
        let status = response.status().as_u16();
        let request_id =
            response.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or(request_id).to_owned();
        let body = response.bytes().await.map_err(|error| self.unreachable(error, write).with_status(status))?;
        Ok(Answer { status, body, request_id })
    }

    pub fn timed_out(&self, request: &Request, after: Duration, write: bool) -> Error {
        let problem = Problem::Timeout { host: self.host().to_owned(), after, write };
        Error::new(ErrorKind::Timeout, problem).with_call(request)
    }

    fn unreachable(&self, error: reqwest::Error, write: bool) -> Error {
        // The URL holds the query, and with it values of records.
        let error = error.without_url();
        let problem = Problem::Network {
            host: self.host().to_owned(),
            causes: causes(&error),
            write: write && !error.is_connect(),
        };
        Error::new(ErrorKind::Network, problem).with_source(error)
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
