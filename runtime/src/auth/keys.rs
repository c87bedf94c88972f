use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::HeaderValue;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use crate::error::SettingsProblem;

/// Default environment id and keys of the offline emulator. The pair is public and protects nothing.
pub(crate) const EMULATOR_ENV_ID: &str = "lowcode-emulator";
const EMULATOR_SECRET_ID: &str = "emulator-id";
const EMULATOR_SECRET_KEY: &str = "emulator-key";

const BASIC: &[u8] = b"Basic ";

/// The pair of keys that requests tokens. Neither half is printed; messages name the [`Origin`] of the pair.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    pub id: SecretString,
    pub key: SecretString,
    pub origin: Origin,
}

impl Keys {
    pub fn new(id: String, key: String, origin: Origin) -> Keys {
        Keys { id: id.into(), key: key.into(), origin }
    }

    /// The emulator's public pair.
    pub fn of_emulator() -> Keys {
        Keys::new(EMULATOR_SECRET_ID.to_owned(), EMULATOR_SECRET_KEY.to_owned(), Origin::Emulator)
    }

    /// Returns the `Authorization` header of a token request; `None` if the keys are too long. Its `Debug` is `Sensitive`.
    ///
    /// Every copy made here is wiped from memory when it is dropped. The buffers of the HTTP library are out of reach.
    pub fn header(&self) -> Option<HeaderValue> {
        let (id, key) = (self.id.expose_secret(), self.key.expose_secret());
        // No reallocation, which would leave a copy behind.
        let mut pair = Zeroizing::new(Vec::with_capacity(id.len() + 1 + key.len()));
        pair.extend_from_slice(id.as_bytes());
        pair.push(b':');
        pair.extend_from_slice(key.as_bytes());
        let mut bytes = Zeroizing::new(vec![0; BASIC.len() + base64::encoded_len(pair.len(), true)?]);
        let (word, text) = bytes.split_at_mut(BASIC.len());
        word.copy_from_slice(BASIC);
        STANDARD.encode_slice(pair.as_slice(), text).ok()?;
        let mut header = HeaderValue::from_maybe_shared(Bytes::from_owner(bytes)).ok()?;
        header.set_sensitive(true);
        Some(header)
    }

    /// Checks both halves.
    ///
    /// # Errors
    /// Returns an error if one half is empty, as an unset variable often is, or cannot be a key.
    pub fn checked(self) -> Result<Keys, SettingsProblem> {
        let (id, key) = (self.id.expose_secret(), self.key.expose_secret());
        if id.is_empty() || key.is_empty() {
            return Err(SettingsProblem::EmptyKeys);
        }
        // In Basic authentication a colon ends the first half.
        let plain = |text: &str| text.trim() == text && !text.contains(char::is_control);
        match plain(id) && plain(key) && !id.contains(':') {
            true => Ok(self),
            false => Err(SettingsProblem::BadKeys),
        }
    }
}

/// Source of a pair of keys, for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Builder,
    Variables { id: &'static str, key: &'static str },
    Emulator,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Builder => f.write_str("they were given to `ClientBuilder::secret`"),
            Origin::Variables { id, key } => write!(f, "they were taken from {id} and {key}"),
            Origin::Emulator => f.write_str(
                "they are the emulator's default pair, so the emulator was started with others: \
                 set them in WEDA_SECRET_ID and WEDA_SECRET_KEY or give them to `ClientBuilder::secret`",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_basic_authentication_and_is_not_printed() {
        let header = |id: &str, key: &str| Keys::new(id.to_owned(), key.to_owned(), Origin::Builder).header().unwrap();
        // From RFC 7617, and one without padding.
        assert_eq!(header("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(header("ab", "cde"), "Basic YWI6Y2Rl");
        assert!(header("ab", "cde").is_sensitive());
        assert_eq!(format!("{:?}", header("ab", "cde")), "Sensitive");
    }
}
