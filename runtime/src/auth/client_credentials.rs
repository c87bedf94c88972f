//! The token request with a pair of keys, at the token endpoint.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderValue, Method};
use secrecy::zeroize::{Zeroize as _, Zeroizing};
use serde::Deserialize;
use tokio::time::Instant;

use super::provider::AccessToken;
use super::{Keys, Token};
use crate::error::{Code, Error, ErrorKind, Problem, SettingsProblem};
use crate::model::time::LONGEST;
use crate::request::{Idempotency, OperationKind, Request};
use crate::transport::{Attempt, Credential, Exchange as _, HttpTransport, Next, request_id, trace};

/// A pair of keys as the `Authorization` header of a token request.
struct BasicHeader(HeaderValue);

impl Credential for BasicHeader {
    fn header(&self) -> &HeaderValue {
        &self.0
    }

    fn hide_in(&self, error: Error) -> Error {
        let basic = self.0.to_str().unwrap_or_default().trim_start_matches("Basic ");
        let pair = STANDARD.decode(basic).ok().and_then(|pair| String::from_utf8(pair).ok()).map(Zeroizing::new);
        let error = error.hiding(basic);
        match pair.as_ref().and_then(|pair| pair.split_once(':')) {
            Some((_, key)) => error.hiding(key),
            None => error,
        }
    }
}

/// Lifetime in seconds of a token whose answer names none, as the public cloud documents it.
const DEFAULT_LIFETIME: f64 = 432_000.0;

/// Requests a token for the token cache. Its lifetime counts from the request: the service starts counting later.
///
/// # Errors
/// See [`request`].
pub(crate) async fn held(wire: Arc<HttpTransport>, keys: Arc<Keys>, timeout: Duration) -> Result<Token, Error> {
    let asked_at = Instant::now();
    let token = request(wire, keys, timeout).await?;
    token.held(asked_at).ok_or_else(|| {
        Error::new(ErrorKind::UnexpectedAnswer, Problem::NoToken { reason: "`access_token` is not plain text" })
    })
}

/// Requests a token.
///
/// # Errors
/// Returns an error of kind `Authentication` if the keys are rejected; otherwise see [`crate::Error`].
pub(crate) async fn request(
    wire: Arc<HttpTransport>,
    keys: Arc<Keys>,
    timeout: Duration,
) -> Result<AccessToken, Error> {
    let call = Request {
        method: Method::POST,
        path: "/auth/v1/token/clientCredential".to_owned(),
        body: Some(Bytes::from_static(br#"{"grant_type":"client_credentials"}"#)),
        expect: 200,
        operation: OperationKind::Read,
        model: None,
        record: None,
        // A second token does no harm.
        idempotency: Idempotency::Read,
    };
    let request_id = request_id();
    let credential = BasicHeader(keys.header().ok_or_else(|| Error::settings(SettingsProblem::BadKeys))?);
    let exchange = wire.exchange(&call, &credential, &request_id);
    let attempt = tokio::time::timeout(timeout, exchange).await.unwrap_or_else(|_| {
        let problem = Problem::Timeout { host: wire.host().to_owned(), after: timeout };
        Attempt::unknown(Error::new(ErrorKind::Timeout, problem).in_call(&call, &request_id))
    });
    tracing::debug_span!(target: "weda", "token", method = "POST", path = call.bare_path())
        .in_scope(|| trace::attempt(1, Some(&request_id), &attempt, Next::Stop));
    let answer = attempt.result.map_err(|error| with_key_advice(error, &keys))?;
    let token = read(&answer.body);
    // Possible unless the connection still holds the bytes.
    if let Ok(mut body) = answer.body.try_into_mut() {
        body.zeroize();
    }
    token.map_err(|reason| {
        Error::new(ErrorKind::UnexpectedAnswer, Problem::NoToken { reason })
            .with_status(answer.status)
            .in_call(&call, &answer.request_id)
    })
}

/// Adds the origin of rejected keys. The endpoint's answer to wrong keys is not documented, so a refusal with an unknown
/// code counts as one, unless its status contradicts.
fn with_key_advice(error: Error, keys: &Keys) -> Error {
    let status = error.status().unwrap_or_default();
    if error.is_not_json() && (200..300).contains(&status) {
        return error.with_problem(Problem::NoToken { reason: "it is not a JSON object" });
    }
    let unknown = matches!(error.code(), None | Some(Code::Other(_)));
    let status_allows = matches!(status, 200..=299 | 400 | 403);
    let about_keys = error.kind() == ErrorKind::Authentication || (error.is_refusal() && unknown && status_allows);
    match about_keys {
        true => error.with_verdict(ErrorKind::Authentication, format!("check the keys: {}", keys.origin)),
        false => error,
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Option<String>,
    token_type: Option<String>,
    expires_in: Option<Seconds>,
}

/// The documentation shows a number; some gateways print text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(f64),
    Text(String),
}

impl Seconds {
    fn value(&self) -> Option<f64> {
        match self {
            Seconds::Number(seconds) => Some(*seconds),
            Seconds::Text(text) => text.trim().parse().ok(),
        }
    }
}

fn read(body: &[u8]) -> Result<AccessToken, &'static str> {
    let answer: TokenAnswer = serde_json::from_slice(body).map_err(|_| "a member has an unexpected type")?;
    let text = answer.access_token.map(Zeroizing::new).filter(|text| !text.is_empty());
    let text = text.ok_or("`access_token` is missing")?;
    if let Some(kind) = answer.token_type
        && !kind.eq_ignore_ascii_case("bearer")
    {
        return Err("`token_type` is not `Bearer`");
    }
    let seconds = answer.expires_in.as_ref().map_or(Some(DEFAULT_LIFETIME), Seconds::value);
    let lifetime = match seconds.ok_or("`expires_in` is not a number")? {
        // An expired token is requested again by the next call.
        seconds if seconds <= 0.0 || seconds.is_nan() => Duration::ZERO,
        // Longer durations may overflow an `Instant`.
        seconds => Duration::from_secs_f64(seconds.min(LONGEST.as_secs_f64())),
    };
    // Seen from the gateway's endpoint.
    let token = AccessToken::new(text.strip_prefix("Bearer ").unwrap_or(&text)).expires_in(lifetime);
    match token.is_plain() {
        true => Ok(token),
        false => Err("`access_token` is not plain text"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_forms_of_a_lifetime() {
        for (body, seconds) in [
            (r#"{"access_token":"t"}"#, 432_000),
            (r#"{"access_token":"t","expires_in":null}"#, 432_000),
            (r#"{"access_token":"t","expires_in":259200}"#, 259_200),
            (r#"{"access_token":"t","expires_in":7200.0}"#, 7200),
            (r#"{"access_token":"t","expires_in":"7200"}"#, 7200),
            (r#"{"access_token":"t","token_type":"bearer","scope":1}"#, 432_000),
            (r#"{"access_token":"t","expires_in":1e300}"#, 31_536_000),
            (r#"{"access_token":"t","expires_in":"inf"}"#, 31_536_000),
            (r#"{"access_token":"t","expires_in":-5}"#, 0),
            (r#"{"access_token":"t","expires_in":"NaN"}"#, 0),
        ] {
            assert_eq!(read(body.as_bytes()).unwrap().remaining(), Some(Duration::from_secs(seconds)), "{body}");
        }
    }

    #[test]
    fn a_token_may_begin_with_the_word_bearer() {
        let token = read(br#"{"access_token":"Bearer abc","token_type":"Bearer"}"#).unwrap();
        assert_eq!(token.expose_secret(), "abc");
    }

    #[test]
    fn answers_without_a_token() {
        for body in [
            r#"{}"#,
            r#"[]"#,
            r#"{"access_token":""}"#,
            r#"{"access_token":7}"#,
            r#"{"access_token":"a\nb"}"#,
            r#"{"access_token":"t","token_type":"MAC"}"#,
            r#"{"access_token":"t","expires_in":"soon"}"#,
        ] {
            assert!(read(body.as_bytes()).is_err(), "{body}");
        }
    }
}
