//! Issuing and verifying access tokens.

mod claims;
mod keys;

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::json;

use crate::locked::locked;
use claims::{Claims, Use};
pub(crate) use keys::Keys;

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
    /// The user in the system fields of the records that a caller creates or changes. An administrator's token has no
    /// user: its records have that of the profile.
    pub(crate) fn user<'a>(&'a self, administrator: &'a str) -> &'a str {
        match self {
            Identity::Administrator => administrator,
            Identity::Anonymous => "Anonymous(emulator)",
            Identity::User { id } => id,
        }
    }
}

/// The lifetime of the access tokens of users and visitors.
pub(crate) const USER_LIFETIME: Duration = Duration::from_secs(7200);

/// The lifetime of refresh tokens.
const REFRESH_LIFETIME: Duration = Duration::from_secs(31 * 86_400);

/// The maximum number of verified tokens that are cached.
const MAX_VERIFIED: usize = 256;

/// The maximum number of tokens whose ends are known.
const MAX_ENDS: usize = 10_000;

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
    /// A refresh token in the place of an access token, or the reverse.
    OtherUse,
}

/// An access token, and the refresh token that replaces it.
pub(crate) struct TokenPair {
    pub(crate) access: String,
    pub(crate) refresh: String,
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
    /// The number and the end of the latest access tokens.
    ends: Mutex<VecDeque<(u64, i64)>>,
    /// The claims of tokens whose signature was verified, since they come with every call.
    verified: Mutex<HashMap<String, Claims>>,
}

impl Tokens {
    pub(crate) fn new(keys: Keys, env_id: String, lifetime: Duration) -> Self {
        let (first_valid, issued) = (AtomicU64::new(0), AtomicU64::new(0));
        let (signer, verified, ends) = (RandomState::new(), Mutex::default(), Mutex::default());
        Self { keys, env_id, lifetime, signer, first_valid, issued, ends, verified }
    }

    /// The number of tokens issued; a pair counts as one.
    pub(crate) fn issued(&self) -> u64 {
        self.issued.load(Ordering::Relaxed)
    }

    /// Returns true if a pair `id:key` is the one that tokens are issued for.
    pub(crate) fn has_keys(&self, pair: &[u8]) -> bool {
        pair == format!("{}:{}", self.keys.id, self.keys.key).into_bytes()
    }

    /// The caller with an API key or a publishable key; `None` for any other token.
    pub(crate) fn with_key(&self, bearer: &str) -> Option<Identity> {
        let is = |key: &Option<String>| key.as_deref() == Some(bearer);
        if is(&self.keys.api_key) {
            Some(Identity::Administrator)
        } else if is(&self.keys.publishable_key) {
            Some(Identity::Anonymous)
        } else {
            None
        }
    }

    /// The lifetime of an administrator's token, in seconds.
    pub(crate) fn lifetime_seconds(&self) -> u64 {
        self.lifetime.as_secs()
    }

    /// The caller with an access token. Returns an error unless it is valid now.
    pub(crate) fn verify(&self, token: Option<&str>, now: Timestamp) -> Result<Identity, TokenError> {
        self.identity(token, Use::Access, now)
    }

    /// The caller with a refresh token. Returns an error unless it is valid now.
    pub(crate) fn verify_refresh(&self, token: &str, now: Timestamp) -> Result<Identity, TokenError> {
        self.identity(Some(token), Use::Refresh, now)
    }

    fn identity(&self, token: Option<&str>, wanted: Use, now: Timestamp) -> Result<Identity, TokenError> {
        let token = token.filter(|token| !token.is_empty()).ok_or(TokenError::Missing)?;
        let claims = self.claims(token)?;
        if claims.end <= now.as_millisecond() || claims.number < self.first_valid.load(Ordering::Relaxed) {
            return Err(TokenError::Expired);
        }
        if claims.purpose != wanted {
            return Err(TokenError::OtherUse);
        }
        Ok(claims.identity())
    }

    /// The claims of a token with a valid signature.
    fn claims(&self, token: &str) -> Result<Claims, TokenError> {
        let mut verified = locked(&self.verified);
        if let Some(claims) = verified.get(token) {
            return Ok(claims.clone());
        }
        let [header, encoded, signature] = token.split('.').collect::<Vec<_>>()[..] else {
            return Err(TokenError::Malformed);
        };
        let claims = Claims::read(encoded);
        if signature != self.signature(header, encoded) {
            return match claims {
                Some(Claims { aud, .. }) if aud != self.env_id => {
                    Err(TokenError::OtherEnvironment { env_id: self.env_id.clone() })
                }
                _ => Err(TokenError::Unknown),
            };
        }
        let claims = claims.ok_or(TokenError::Expired)?;
        if verified.len() == MAX_VERIFIED {
            verified.clear();
        }
        verified.insert(token.to_owned(), claims.clone());
        Ok(claims)
    }

    /// Expires all tokens.
    pub(crate) fn expire(&self) {
        self.first_valid.store(self.issued.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// The number of access tokens that are valid at this time, and when the first of them expires.
    pub(crate) fn alive(&self, now: Timestamp) -> (usize, Option<i64>) {
        let first_valid = self.first_valid.load(Ordering::Relaxed);
        let mut ends = locked(&self.ends);
        ends.retain(|(number, end)| *number >= first_valid && *end > now.as_millisecond());
        (ends.len(), ends.iter().map(|(_, end)| *end).min())
    }

    /// Takes the number of a new token, and remembers its end.
    fn take_number(&self, now: Timestamp, lifetime: Duration) -> u64 {
        let number = self.issued.fetch_add(1, Ordering::Relaxed);
        let mut ends = locked(&self.ends);
        if ends.len() == MAX_ENDS {
            ends.pop_front();
        }
        ends.push_back((number, claims::end(now, lifetime)));
        number
    }

    /// Issues an administrator's token.
    pub(crate) fn issue(&self, now: Timestamp) -> String {
        let number = self.take_number(now, self.lifetime);
        self.sign(&Claims::new(&self.env_id, &Identity::Administrator, Use::Access, now, self.lifetime, number))
    }

    /// Issues the tokens of a user or visitor.
    pub(crate) fn issue_pair(&self, identity: &Identity, now: Timestamp) -> TokenPair {
        let number = self.take_number(now, USER_LIFETIME);
        let sign = |purpose, lifetime| self.sign(&Claims::new(&self.env_id, identity, purpose, now, lifetime, number));
        TokenPair { access: sign(Use::Access, USER_LIFETIME), refresh: sign(Use::Refresh, REFRESH_LIFETIME) }
    }

    /// A token in the service's format.
    fn sign(&self, claims: &Claims) -> String {
        let header = json!({ "alg": "RS256", "typ": "JWT" }).to_string();
        let [header, claims] = [header, claims.text()].map(|part| URL_SAFE_NO_PAD.encode(part));
        let signature = self.signature(&header, &claims);
        format!("{header}.{claims}.{signature}")
    }

    fn signature(&self, header: &str, claims: &str) -> String {
        let parts = [0, 1].map(|part: u8| self.signer.hash_one((part, header, claims)).to_be_bytes());
        URL_SAFE_NO_PAD.encode(parts.concat())
    }
}
