//! Access tokens: who gets one, and whether one that comes back still holds.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::envelope::{Code, Rejection};
use crate::percent;
use crate::profile::Profile;

/// The pair that callers exchange for a token.
pub(crate) struct Keys {
    pub(crate) id: String,
    pub(crate) key: String,
}

/// The tokens of one emulator.
pub(crate) struct Tokens {
    keys: Keys,
    env_id: String,
    lifetime: Duration,
    /// Each token with its end, in Unix milliseconds.
    issued: Mutex<HashMap<String, i64>>,
    requests: AtomicU64,
}

impl Tokens {
    pub(crate) fn new(keys: Keys, env_id: String, lifetime: Duration) -> Self {
        Self { keys, env_id, lifetime, issued: Mutex::default(), requests: AtomicU64::new(0) }
    }

    /// How often a token was asked for.
    pub(crate) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Answers a token call: the members of the answer.
    pub(crate) fn issue(
        &self,
        authorization: Option<&str>,
        body: &[u8],
        profile: &Profile,
        now: Timestamp,
    ) -> Result<Value, Rejection> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let refuse = |code, problem: TokenError| Rejection::new(code, problem).status(profile.errors.token.code());
        if !self.has_keys(authorization) {
            return Err(refuse(Code::SignParamInvalid, TokenError::Keys));
        }
        match grant_type(body).as_deref() {
            Some("client_credentials") => {}
            Some(_) => return Err(refuse(Code::BadRequest, TokenError::Grant)),
            None => return Err(refuse(Code::BadRequest, TokenError::Body)),
        }
        let token = self.mint(now.as_second());
        let lifetime = i64::try_from(self.lifetime.as_millis()).unwrap_or(i64::MAX);
        let end = now.as_millisecond().saturating_add(lifetime);
        self.issued().insert(token.clone(), end);
        Ok(json!({ "token_type": "Bearer", "access_token": token, "expires_in": self.lifetime.as_secs() }))
    }

    /// Whether the `Authorization` header of a call holds a token that is valid now.
    pub(crate) fn verify(&self, authorization: Option<&str>, now: Timestamp) -> Result<(), Rejection> {
        let refuse = |problem: TokenError| Err(Rejection::new(Code::InvalidAccessToken, problem));
        let Some(token) = credentials(authorization, "Bearer").filter(|token| !token.is_empty()) else {
            return refuse(TokenError::Missing);
        };
        if token.split('.').count() != 3 {
            return refuse(TokenError::Malformed);
        }
        match self.issued().get(token) {
            None if environment(token).is_some_and(|environment| environment != self.env_id) => {
                Err(Rejection::new(Code::PermissionDenied, TokenError::Foreign { env_id: self.env_id.clone() }))
            }
            None => refuse(TokenError::Unknown),
            Some(end) if *end <= now.as_millisecond() => refuse(TokenError::Expired),
            Some(_) => Ok(()),
        }
    }

    /// Lets all tokens expire, as if their time were over.
    pub(crate) fn expire(&self) {
        self.issued().values_mut().for_each(|end| *end = i64::MIN);
    }

    fn issued(&self) -> MutexGuard<'_, HashMap<String, i64>> {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_keys(&self, authorization: Option<&str>) -> bool {
        let pair = credentials(authorization, "Basic").and_then(|text| STANDARD.decode(text).ok());
        pair.is_some_and(|pair| pair == format!("{}:{}", self.keys.id, self.keys.key).into_bytes())
    }

    /// A token of the form the service hands out. Nothing is signed: the emulator knows its tokens by their text.
    fn mint(&self, issued: i64) -> String {
        let expires = issued.saturating_add(i64::try_from(self.lifetime.as_secs()).unwrap_or(i64::MAX));
        let header = json!({ "alg": "RS256", "typ": "JWT" }).to_string();
        let claims =
            json!({ "aud": self.env_id, "iat": issued, "exp": expires, "jti": Uuid::new_v4().to_string() }).to_string();
        let signature = [Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat();
        [header.as_bytes(), claims.as_bytes(), &signature].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
    }
}

/// The environment that a token says it is for.
fn environment(token: &str) -> Option<String> {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    claims.get("aud")?.as_str().map(str::to_owned)
}

/// What follows the scheme in an `Authorization` header.
fn credentials<'a>(authorization: Option<&'a str>, scheme: &str) -> Option<&'a str> {
    let (found, credentials) = authorization?.trim().split_once(' ')?;
    found.eq_ignore_ascii_case(scheme).then(|| credentials.trim())
}

/// The `grant_type` of a token call, whose body is JSON or a form.
fn grant_type(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim();
    if text.starts_with('{') {
        let body: Value = serde_json::from_str(text).ok()?;
        return Some(body.get("grant_type")?.as_str().unwrap_or_default().to_owned());
    }
    let value = text.split('&').find_map(|pair| pair.strip_prefix("grant_type="))?;
    percent::decoded(value)
}

/// Why there is no token, or why one does not hold.
enum TokenError {
    Keys,
    Grant,
    Body,
    Missing,
    Malformed,
    Unknown,
    Foreign { env_id: String },
    Expired,
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verify = "access token verify failed";
        match self {
            TokenError::Keys => f.write_str(
                "the key pair is missing or wrong; send `Authorization: Basic base64(SecretId:SecretKey)` with the \
                 pair that the emulator was started with",
            ),
            TokenError::Grant => f.write_str("this grant is not emulated; send grant_type `client_credentials`"),
            TokenError::Body => f.write_str(
                "the body has no grant_type; send {\"grant_type\":\"client_credentials\"} or the form \
                 grant_type=client_credentials",
            ),
            TokenError::Missing => write!(f, "{verify}: no token; send `Authorization: Bearer` and an access token"),
            TokenError::Malformed => write!(f, "{verify}: jwt malformed; send the access_token of a token call"),
            TokenError::Unknown => {
                write!(f, "{verify}: unknown token; ask for one, the emulator forgets them when it stops")
            }
            TokenError::Foreign { env_id } => {
                write!(f, "the token is for another environment; ask for one at `{env_id}`")
            }
            TokenError::Expired => write!(f, "{verify}: jwt expired; ask for a new token"),
        }
    }
}
