//! TC3-HMAC-SHA256, the signature of the vendor's cloud API and of token calls of its SDKs.

#[cfg(test)]
mod tests;

use std::fmt::{self, Write as _};

use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

const SCHEME: &str = "TC3-HMAC-SHA256";

/// The last part of a credential's scope.
const END: &str = "tc3_request";

/// The headers that every signature covers.
const REQUIRED: [&str; 2] = ["content-type", "host"];

/// A parsed `Authorization` header.
#[derive(Clone, Copy)]
pub(crate) struct Signature<'a> {
    pub(crate) key_id: &'a str,
    date: &'a str,
    service: &'a str,
    /// Names in small letters, joined by semicolons.
    signed_headers: &'a str,
    signature: &'a str,
    /// The time of signing in Unix seconds, if the header has it. The cloud API has it in `X-TC-Timestamp`.
    timestamp: Option<&'a str>,
}

/// The parts of a request that a signature covers.
pub(crate) struct SignedRequest<'a> {
    pub(crate) method: &'a str,
    /// Percent-encoded, as sent.
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

/// Reasons why a signature is refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum SignatureError {
    /// The header is not in the format.
    Malformed,
    /// The time of signing is missing or is not a number.
    NoTimestamp,
    /// The date of the credential is not that of the time of signing.
    OtherDate,
    /// A header that has to be signed is not.
    Unsigned(&'static str),
    /// A signed header is not in the request.
    MissingHeader(String),
    /// The signature is of another request or made with another key.
    Mismatch,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SignatureError::Malformed => f.write_str(
                "the signature is malformed; send `TC3-HMAC-SHA256 Credential=<id>/<date>/<service>/tc3_request, \
                 SignedHeaders=content-type;host, Signature=<64 hexadecimal digits>`",
            ),
            SignatureError::NoTimestamp => f.write_str(
                "the signature has no time; send Unix seconds in `X-TC-Timestamp`, or as `Timestamp=` in `Authorization`",
            ),
            SignatureError::OtherDate => {
                f.write_str("the date in `Credential` is not the UTC date of the signature's time; use that date")
            }
            SignatureError::Unsigned(name) => {
                write!(f, "the header `{name}` is not signed; name it in `SignedHeaders`")
            }
            SignatureError::MissingHeader(name) => {
                write!(f, "the header `{name}` is signed and was not sent; send each header that is signed")
            }
            SignatureError::Mismatch => f.write_str(
                "the signature does not match the request; sign it with the key that the emulator was started with, and \
                 send exactly what was signed",
            ),
        }
    }
}

impl<'a> Signature<'a> {
    /// Parses an `Authorization` header; `None` if it has another scheme.
    pub(crate) fn parse(authorization: &'a str) -> Option<Result<Self, SignatureError>> {
        let text = authorization.trim();
        let (scheme, parts) = text.split_once(' ').unwrap_or((text, ""));
        (scheme == SCHEME).then(|| Self::of_parts(parts).ok_or(SignatureError::Malformed))
    }

    fn of_parts(parts: &'a str) -> Option<Self> {
        let part = |name: &str| {
            parts
                .split(',')
                .find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
                .filter(|p| !p.is_empty())
        };
        // From the end: the date and the service have no slash.
        let mut credential = part("Credential")?.rsplitn(4, '/');
        let (end, service, date, key_id) =
            (credential.next()?, credential.next()?, credential.next()?, credential.next()?);
        let is_complete = end == END && ![service, date, key_id].contains(&"");
        let (signed_headers, signature) = (part("SignedHeaders")?, part("Signature")?);
        let timestamp = part("Timestamp");
        is_complete.then_some(Self { key_id, date, service, signed_headers, signature, timestamp })
    }

    /// Returns an error unless the request was signed with the key.
    pub(crate) fn verify(&self, key: &str, request: &SignedRequest<'_>) -> Result<(), SignatureError> {
        let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok());
        let timestamp = self.timestamp.or_else(|| header("x-tc-timestamp")).ok_or(SignatureError::NoTimestamp)?;
        let seconds: i64 = timestamp.parse().map_err(|_| SignatureError::NoTimestamp)?;
        let time = Timestamp::from_second(seconds).map_err(|_| SignatureError::NoTimestamp)?;
        if time.strftime("%Y-%m-%d").to_string() != self.date {
            return Err(SignatureError::OtherDate);
        }
        let names: Vec<&str> = self.signed_headers.split(';').collect();
        if let Some(name) = REQUIRED.into_iter().find(|required| !names.contains(required)) {
            return Err(SignatureError::Unsigned(name));
        }
        let mut headers = String::new();
        for name in names {
            let value = header(name).ok_or_else(|| SignatureError::MissingHeader(name.to_owned()))?;
            headers += &format!("{name}:{}\n", value.trim().to_lowercase());
        }
        let SignedRequest { method, path, query, body, .. } = request;
        let signed_headers = self.signed_headers;
        let body = hex(&Sha256::digest(body));
        let canonical = format!("{method}\n{path}\n{query}\n{headers}\n{signed_headers}\n{body}");
        let scope = format!("{}/{}/{END}", self.date, self.service);
        let text = format!("{SCHEME}\n{timestamp}\n{scope}\n{}", hex(&Sha256::digest(canonical)));
        let key =
            [self.date, self.service, END].iter().fold(format!("TC3{key}").into_bytes(), |key, part| hmac(&key, part));
        if hex(&hmac(&key, &text)) == self.signature { Ok(()) } else { Err(SignatureError::Mismatch) }
    }
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length is valid");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Cannot fail: the target is a string.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
