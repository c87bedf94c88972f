//! The keys of callers.

use crate::error::Error;

/// The keys of callers. Does not implement `Debug`, so that they are never printed.
pub(crate) struct Keys {
    /// The id of the key pair that callers exchange for a token.
    pub(crate) id: String,
    pub(crate) key: String,
    /// The key that the gateway accepts as an administrator's token.
    pub(crate) api_key: Option<String>,
    /// The key that the gateway accepts as a visitor's token.
    pub(crate) publishable_key: Option<String>,
}

impl Keys {
    /// Returns an error if no caller could use the API key or the publishable key, or if they are the same. Messages do
    /// not contain the keys.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let keys = [("api_key", &self.api_key), ("publishable_key", &self.publishable_key)];
        for (method, key) in keys {
            if let Some(reason) = key.as_deref().and_then(problem) {
                return Err(Error::Key { method, reason });
            }
        }
        if self.api_key.is_some() && self.api_key == self.publishable_key {
            let reason = "it is the same as `api_key`, so that visitors would be administrators";
            return Err(Error::Key { method: "publishable_key", reason });
        }
        Ok(())
    }
}

/// Why a key cannot be sent as a bearer token.
fn problem(key: &str) -> Option<&'static str> {
    if key.is_empty() {
        return Some("it is empty");
    }
    let is_sendable = key.bytes().all(|byte| byte.is_ascii_graphic());
    (!is_sendable).then_some("it contains a space, a control character or a character outside of ASCII")
}
