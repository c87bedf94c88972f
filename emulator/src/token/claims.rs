//! The claims of a token.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Identity;

/// The purpose of a token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Use {
    /// Authorizes calls.
    #[default]
    Access,
    /// Is exchanged for a new pair of tokens.
    Refresh,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Role {
    #[default]
    Administrator,
    Anonymous,
    User,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Claims {
    /// The environment.
    pub(super) aud: String,
    #[serde(default)]
    iat: i64,
    #[serde(default)]
    exp: i64,
    /// The expiry in Unix milliseconds; `exp` has seconds.
    #[serde(default)]
    pub(super) end: i64,
    #[serde(default)]
    pub(super) number: u64,
    #[serde(default, rename = "use")]
    pub(super) purpose: Use,
    #[serde(default)]
    role: Role,
    /// The id of the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
}

/// The expiry of a token that is issued now, in Unix milliseconds.
pub(super) fn end(now: Timestamp, lifetime: Duration) -> i64 {
    let lifetime = i64::try_from(lifetime.as_millis()).unwrap_or(i64::MAX);
    now.as_millisecond().saturating_add(lifetime)
}

impl Claims {
    pub(super) fn new(
        env_id: &str,
        identity: &Identity,
        purpose: Use,
        now: Timestamp,
        lifetime: Duration,
        number: u64,
    ) -> Self {
        let end = end(now, lifetime);
        let (iat, exp) = (now.as_second(), end.div_euclid(1000));
        let (role, sub) = match identity {
            Identity::Administrator => (Role::Administrator, None),
            Identity::Anonymous => (Role::Anonymous, None),
            Identity::User { id } => (Role::User, Some(id.clone())),
        };
        Self { aud: env_id.to_owned(), iat, exp, end, number, purpose, role, sub }
    }

    pub(super) fn read(encoded: &str) -> Option<Self> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(encoded).ok()?).ok()
    }

    pub(super) fn text(&self) -> String {
        // Cannot fail: all members are texts and numbers.
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(super) fn identity(&self) -> Identity {
        match (self.role, &self.sub) {
            (Role::User, Some(id)) => Identity::User { id: id.clone() },
            (Role::Administrator, None) => Identity::Administrator,
            _ => Identity::Anonymous,
        }
    }
}
