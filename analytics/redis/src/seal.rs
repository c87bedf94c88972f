//! Encryption of the stored tokens: XChaCha20-Poly1305 with a key of the caller's.

use std::fmt;

use chacha20poly1305::aead::{Aead as _, Generate as _, KeyInit as _, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret as _, SecretBox, SecretString};

use crate::Error;

const KEY_BYTES: usize = 32;
/// A random nonce of this length does not repeat.
const NONCE_BYTES: usize = 24;

/// The keys for the tokens: the first seals, all open.
pub(crate) struct Keyring(Vec<SecretBox<[u8; KEY_BYTES]>>);

impl Keyring {
    /// Reads keys with commas between them.
    ///
    /// # Errors
    /// Returns an error if a key does not have 64 hexadecimal digits.
    pub fn parse(keys: &SecretString) -> Result<Keyring, Error> {
        let keys = keys.expose_secret().split(',').enumerate().map(|(at, key)| {
            let key = key.trim();
            let bad = |reason: String| Error::Key { number: at + 1, reason };
            if key.chars().count() != 2 * KEY_BYTES {
                return Err(bad(format!("has {} characters", key.chars().count())));
            }
            let mut bytes = SecretBox::new(Box::new([0; KEY_BYTES]));
            for (at, digits) in key.as_bytes().chunks(2).enumerate() {
                let digit = |at: usize| digits.get(at).and_then(|digit| char::from(*digit).to_digit(16));
                let (Some(high), Some(low)) = (digit(0), digit(1)) else {
                    return Err(bad("has other characters than hexadecimal digits".to_owned()));
                };
                use secrecy::ExposeSecretMut as _;
                bytes.expose_secret_mut()[at] = (high * 16 + low) as u8;
            }
            Ok(bytes)
        });
        Ok(Keyring(keys.collect::<Result<_, _>>()?))
    }

    /// Encrypts a token for an environment and a generation; `None` if the machine has no random numbers.
    pub fn seal(&self, token: &str, env_id: &str, generation: &str) -> Option<Vec<u8>> {
        let nonce = XNonce::try_generate().ok()?;
        let context = context(env_id, generation);
        let payload = Payload { msg: token.as_bytes(), aad: &context };
        let sealed = cipher(self.0.first()?).encrypt(&nonce, payload).ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// Decrypts a token; `None` if no key fits, or if it was sealed for another environment or generation.
    pub fn open(&self, sealed: &[u8], env_id: &str, generation: &str) -> Option<String> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES)?;
        let nonce = XNonce::try_from(nonce).ok()?;
        let context = context(env_id, generation);
        let token =
            self.0.iter().find_map(|key| cipher(key).decrypt(&nonce, Payload { msg: sealed, aad: &context }).ok())?;
        String::from_utf8(token).ok()
    }
}

/// Never prints the keys.
impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Keyring").field(&self.0.len()).finish()
    }
}

fn cipher(key: &SecretBox<[u8; KEY_BYTES]>) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::from(*key.expose_secret()))
}

/// The owner of a sealed token, which is authenticated with it. Neither part contains a line break.
fn context(env_id: &str, generation: &str) -> Vec<u8> {
    format!("weda token\n{env_id}\n{generation}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(keys: &str) -> Keyring {
        Keyring::parse(&keys.into()).unwrap()
    }

    const OLD: &str = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";
    const NEW: &str = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";

    #[test]
    fn a_token_opens_where_it_belongs_and_nowhere_else() {
        let keys = ring(OLD);
        let sealed = keys.seal("eyJ-token", "lowcode-1", "7").unwrap();
        assert_eq!(keys.open(&sealed, "lowcode-1", "7").as_deref(), Some("eyJ-token"));
        assert_eq!(keys.open(&sealed, "lowcode-2", "7"), None, "another environment");
        assert_eq!(keys.open(&sealed, "lowcode-1", "8"), None, "an old token under a new generation");
        assert_eq!(ring(NEW).open(&sealed, "lowcode-1", "7"), None, "another key");
        assert!(!sealed.windows(9).any(|part| part == b"eyJ-token"));
        assert_ne!(sealed, keys.seal("eyJ-token", "lowcode-1", "7").unwrap(), "each has its own nonce");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(keys.open(&changed, "lowcode-1", "7"), None, "byte {at} is changed");
            assert_eq!(keys.open(&sealed[..at], "lowcode-1", "7"), None, "it ends after {at} bytes");
        }
    }

    #[test]
    fn keys_are_replaced_in_two_steps() {
        let (first, second) = (ring(&format!("{OLD}, {NEW}")), ring(&format!("{NEW},{OLD}")));
        for (sealing, opening) in [(&ring(OLD), &first), (&first, &second), (&second, &first), (&second, &ring(NEW))] {
            let sealed = sealing.seal("token", "env", "1").unwrap();
            assert_eq!(opening.open(&sealed, "env", "1").as_deref(), Some("token"));
        }
    }

    #[test]
    fn a_bad_key_is_described_without_it() {
        for (keys, expected) in [
            ("", "key 1 for the tokens (`WEDA_REDIS_KEY`, `Builder::key`) has 0 characters"),
            ("hunter2", "key 1 for the tokens (`WEDA_REDIS_KEY`, `Builder::key`) has 7 characters"),
            (
                &format!("{OLD},{}", "密".repeat(64)),
                "key 2 for the tokens (`WEDA_REDIS_KEY`, `Builder::key`) has other char",
            ),
            (&"+f".repeat(32), "key 1 for the tokens (`WEDA_REDIS_KEY`, `Builder::key`) has other char"),
        ] {
            let error = Keyring::parse(&keys.into()).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
            assert!(!error.contains("hunter2") && !error.contains('密'));
        }
        assert_eq!(format!("{:?}", ring(OLD)), "Keyring(1)");
    }
}
