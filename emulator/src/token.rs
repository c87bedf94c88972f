//! Issuing and verifying access tokens.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use crate::locked::locked;

/// The key pair that callers exchange for a token.
pub(crate) struct Keys {
    pub(crate) id: String,
    pub(crate) key: String,
}

/// The caller of a request, by its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Identity {
    /// May do everything.
    Administrator,
    /// A visitor with a publishable key, or a caller without a token.
    Anonymous,
    /// A user who signed in.
    User { id: String },
}

impl Identity {
    /// The id of the caller, as `owner` of the records that it creates; `administrator` is that of an administrator.
    pub(crate) fn user<'a>(&'a self, administrator: &'a str) -> &'a str {
        match self {
            Identity::Administrator => administrator,
            Identity::Anonymous => "Anonymous(emulator)",
            Identity::User { id } => id,
        }
    }
}

/// The maximum number of verified tokens that are cached.
const MAX_VERIFIED: usize = 256;

/// Reasons why a token is rejected.
#[derive(Debug)]
pub(crate) enum TokenError {
    Missing,
    Malformed,
    Unknown,
    /// It was issued for another environment.
    OtherEnvironment {
        env_id: String,
    },
    Expired,
}

/// The tokens of one emulator. They are not stored: a token contains its expiry and a signature.
pub(crate) struct Tokens {
    pub(crate) keys: Keys,
    env_id: String,
    lifetime: Duration,
    /// Signs the tokens. Not a cryptographic signature: it protects test data only.
    signer: RandomState,
    /// Tokens with lower numbers have expired.
    first_valid: AtomicU64,
    issued: AtomicU64,
    /// Expiry and number of tokens whose signature was verified, since they come with every call.
    verified: Mutex<HashMap<String, (i64, u64)>>,
}

impl Tokens {
    pub(crate) fn new(keys: Keys, env_id: String, lifetime: Duration) -> Self {
        let (first_valid, issued) = (AtomicU64::new(0), AtomicU64::new(0));
        let (signer, verified) = (RandomState::new(), Mutex::default());
        Self { keys, env_id, lifetime, signer, first_valid, issued, verified }
    }

    /// The number of tokens issued.
    pub(crate) fn issued(&self) -> u64 {
        self.issued.load(Ordering::Relaxed)
    }

    /// Returns true if a pair `id:key` is the one that tokens are issued for.
    pub(crate) fn has_keys(&self, pair: &[u8]) -> bool {
        pair == format!("{}:{}", self.keys.id, self.keys.key).into_bytes()
    }

    /// The lifetime of a token, in seconds.
    pub(crate) fn lifetime_seconds(&self) -> u64 {
        self.lifetime.as_secs()
    }

    /// Returns an error unless the token is valid now.
    pub(crate) fn verify(&self, token: Option<&str>, now: Timestamp) -> Result<(), TokenError> {
        let token = token.filter(|token| !token.is_empty()).ok_or(TokenError::Missing)?;
        let (end, number) = self.claims(token)?;
        if end > now.as_millisecond() && number >= self.first_valid.load(Ordering::Relaxed) {
            return Ok(());
        }
        Err(TokenError::Expired)
    }

    /// Expiry and number of a token with a valid signature.
    fn claims(&self, token: &str) -> Result<(i64, u64), TokenError> {
        let mut verified = locked(&self.verified);
        if let Some(claims) = verified.get(token) {
            return Ok(*claims);
        }
        let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else {
            return Err(TokenError::Malformed);
        };
        let claims_of = Claims::read(claims);
        if signature != self.signature(header, claims) {
            return match claims_of {
                Some(Claims { aud, .. }) if aud != self.env_id => {
                    Err(TokenError::OtherEnvironment { env_id: self.env_id.clone() })
                }
                _ => Err(TokenError::Unknown),
            };
        }
        let Some(Claims { end, number, .. }) = claims_of else { return Err(TokenError::Expired) };
        if verified.len() == MAX_VERIFIED {
            verified.clear();
        }
        verified.insert(token.to_owned(), (end, number));
        Ok((end, number))
    }

    /// Expires all tokens.
    pub(crate) fn expire(&self) {
        self.first_valid.store(self.issued.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// Issues a token in the service's format.
    pub(crate) fn issue(&self, now: Timestamp) -> String {
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

/// The claims of a token.
#[derive(Deserialize)]
struct Claims {
    /// The environment.
    aud: String,
    /// The expiry in Unix milliseconds; `exp` has seconds.
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
