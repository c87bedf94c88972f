//! Access tokens: who gets one, and whether one that comes back still holds.

mod problem;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::envelope::{Code, Rejection};
use crate::locked::locked;
use crate::percent;
use crate::profile::Profile;
use problem::TokenError;

/// The pair that callers exchange for a token.
pub(crate) struct Keys {
    pub(crate) id: String,
    pub(crate) key: String,
}

/// The tokens whose signature is remembered at most.
const REMEMBERED: usize = 256;

/// The tokens of one emulator. None needs to be kept: a token tells its end itself, and its signature whose it is.
pub(crate) struct Tokens {
    pub(crate) keys: Keys,
    env_id: String,
    lifetime: Duration,
    /// What signs the tokens. It guards nothing worth guarding.
    signer: RandomState,
    /// Tokens with lower numbers have been made to expire.
    first: AtomicU64,
    issued: AtomicU64,
    /// The end and the number of tokens that came with the right signature: they come again with every call.
    seen: Mutex<HashMap<String, (i64, u64)>>,
}

impl Tokens {
    pub(crate) fn new(keys: Keys, env_id: String, lifetime: Duration) -> Self {
        let (first, issued) = (AtomicU64::new(0), AtomicU64::new(0));
        let (signer, seen) = (RandomState::new(), Mutex::default());
        Self { keys, env_id, lifetime, signer, first, issued, seen }
    }

    /// How many tokens were handed out.
    pub(crate) fn minted(&self) -> u64 {
        self.issued.load(Ordering::Relaxed)
    }

    /// Answers a token call: the members of the answer.
    pub(crate) fn issue(
        &self,
        authorization: Option<&str>,
        body: &[u8],
        profile: &Profile,
        now: Timestamp,
    ) -> Result<Value, Rejection> {
        let refuse = |code, problem: TokenError| Rejection::new(code, problem).status(profile.errors.token.code());
        if !self.has_keys(authorization) {
            return Err(refuse(Code::SignParamInvalid, TokenError::Keys));
        }
        match grant_type(body).as_deref() {
            Some("client_credentials") => {}
            Some(_) => return Err(refuse(Code::BadRequest, TokenError::Grant)),
            None => return Err(refuse(Code::BadRequest, TokenError::Body)),
        }
        let token = self.mint(now);
        Ok(json!({ "token_type": "Bearer", "access_token": token, "expires_in": self.lifetime.as_secs() }))
    }

    /// Whether the `Authorization` header of a call holds a token that is valid now.
    pub(crate) fn verify(&self, authorization: Option<&str>, now: Timestamp) -> Result<(), Rejection> {
        let refuse = |problem: TokenError| Err(Rejection::new(Code::InvalidAccessToken, problem));
        let Some(token) = credentials(authorization, "Bearer").filter(|token| !token.is_empty()) else {
            return refuse(TokenError::Missing);
        };
        let (end, number) = self.claims(token)?;
        if end > now.as_millisecond() && number >= self.first.load(Ordering::Relaxed) {
            return Ok(());
        }
        refuse(TokenError::Expired)
    }

    /// The end and the number of a token, if its signature is right.
    fn claims(&self, token: &str) -> Result<(i64, u64), Rejection> {
        let mut seen = locked(&self.seen);
        if let Some(claims) = seen.get(token) {
            return Ok(*claims);
        }
        let refuse = |problem: TokenError| Err(Rejection::new(Code::InvalidAccessToken, problem));
        let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else {
            return refuse(TokenError::Malformed);
        };
        let claims_of = Claims::read(claims);
        if signature != self.signature(header, claims) {
            return match claims_of {
                Some(Claims { aud, .. }) if aud != self.env_id => {
                    let env_id = self.env_id.clone();
                    Err(Rejection::new(Code::PermissionDenied, TokenError::Foreign { env_id }))
                }
                _ => refuse(TokenError::Unknown),
            };
        }
        let Some(Claims { end, number, .. }) = claims_of else { return refuse(TokenError::Expired) };
        if seen.len() == REMEMBERED {
            seen.clear();
        }
        seen.insert(token.to_owned(), (end, number));
        Ok((end, number))
    }

    /// Lets all tokens expire, as if their time were over.
    pub(crate) fn expire(&self) {
        self.first.store(self.issued.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    fn has_keys(&self, authorization: Option<&str>) -> bool {
        let pair = credentials(authorization, "Basic").and_then(|text| STANDARD.decode(text).ok());
        pair.is_some_and(|pair| pair == format!("{}:{}", self.keys.id, self.keys.key).into_bytes())
    }

    /// A token of the form the service hands out.
    fn mint(&self, now: Timestamp) -> String {
        let lifetime = i64::try_from(self.lifetime.as_millis()).unwrap_or(i64::MAX);
        let end = now.as_millisecond().saturating_add(lifetime);
        let number = self.issued.fetch_add(1, Ordering::Relaxed);
        let header = json!({ "alg": "RS256", "typ": "JWT" }).to_string();
        let (iat, exp) = (now.as_second(), end.div_euclid(1000));
        let claims = json!({ "aud": self.env_id, "iat": iat, "exp": exp, "end": end, "number": number }).to_string();
        let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
        let signature = self.signature(&header, &claims);
        format!("{header}.{claims}.{signature}")
    }

    fn signature(&self, header: &str, claims: &str) -> String {
        let parts = [0, 1].map(|part: u8| self.signer.hash_one((part, header, claims)).to_be_bytes());
        URL_SAFE_NO_PAD.encode(parts.concat())
    }
}

/// What a token says.
#[derive(Deserialize)]
struct Claims {
    /// The environment it is for.
    aud: String,
    /// Its end, in Unix milliseconds; `exp` has seconds.
    #[serde(default)]
    end: i64,
    #[serde(default)]
    number: u64,
}

impl Claims {
    fn read(encoded: &str) -> Option<Self> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(encoded).ok()?).ok()
    }
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
