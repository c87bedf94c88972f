//! Access tokens: who gets one, and whether one that comes back still holds.

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

/// The pair that callers exchange for a token.
pub(crate) struct Keys {
    pub(crate) id: String,
    pub(crate) key: String,
}

/// The tokens whose signature is remembered at most.
const REMEMBERED: usize = 256;

/// Why a token does not hold.
#[derive(Debug)]
pub(crate) enum TokenError {
    Missing,
    Malformed,
    Unknown,
    /// It is for another environment than this one.
    Foreign {
        env_id: String,
    },
    Expired,
}

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

    /// Whether a pair `id:key` is the one that tokens are handed out for.
    pub(crate) fn has_keys(&self, pair: &[u8]) -> bool {
        pair == format!("{}:{}", self.keys.id, self.keys.key).into_bytes()
    }

    /// How long a token holds, in seconds.
    pub(crate) fn lifetime_seconds(&self) -> u64 {
        self.lifetime.as_secs()
    }

    /// Refuses what is not a token that is valid now.
    pub(crate) fn verify(&self, token: Option<&str>, now: Timestamp) -> Result<(), TokenError> {
        let token = token.filter(|token| !token.is_empty()).ok_or(TokenError::Missing)?;
        let (end, number) = self.claims(token)?;
        if end > now.as_millisecond() && number >= self.first.load(Ordering::Relaxed) {
            return Ok(());
        }
        Err(TokenError::Expired)
    }

    /// The end and the number of a token, if its signature is right.
    fn claims(&self, token: &str) -> Result<(i64, u64), TokenError> {
        let mut seen = locked(&self.seen);
        if let Some(claims) = seen.get(token) {
            return Ok(*claims);
        }
        let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else {
            return Err(TokenError::Malformed);
        };
        let claims_of = Claims::read(claims);
        if signature != self.signature(header, claims) {
            return match claims_of {
                Some(Claims { aud, .. }) if aud != self.env_id => {
                    Err(TokenError::Foreign { env_id: self.env_id.clone() })
                }
                _ => Err(TokenError::Unknown),
            };
        }
        let Some(Claims { end, number, .. }) = claims_of else { return Err(TokenError::Expired) };
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

    /// Makes a token of the form the service hands out.
    pub(crate) fn mint(&self, now: Timestamp) -> String {
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
