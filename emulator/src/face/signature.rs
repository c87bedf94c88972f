//! Requests that are signed with the emulator's key pair.

use std::fmt;

use super::request::Request;
use crate::service::Service;
use crate::tc3::{Signature, SignatureError, SignedRequest};

/// Reasons why a signed request is refused.
pub(super) enum SignedError {
    /// It has no signature.
    Missing,
    /// It is signed with a key that has another id.
    OtherKey,
    Invalid(SignatureError),
}

impl fmt::Display for SignedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SignedError::Missing => f.write_str(
                "the call is not signed; send a TC3-HMAC-SHA256 signature in `Authorization`, made with the key pair that \
                 the emulator was started with",
            ),
            SignedError::OtherKey => f.write_str(
                "the id in the signature's `Credential` is not that of the emulator's key pair; use the pair that the \
                 emulator was started with",
            ),
            SignedError::Invalid(error) => error.fmt(f),
        }
    }
}

/// Returns true for a header with a signature, valid or not.
pub(super) fn is_signature(authorization: Option<&str>) -> bool {
    authorization.and_then(Signature::parse).is_some()
}

/// Returns true for a signature with the id of the emulator's key pair.
pub(super) fn has_key_id(service: &Service, authorization: Option<&str>) -> bool {
    let signature = authorization.and_then(Signature::parse);
    matches!(signature, Some(Ok(signature)) if signature.key_id == service.tokens.keys.id)
}

/// Returns an error unless the request is signed with the emulator's key pair.
pub(super) fn check(service: &Service, request: &Request<'_>) -> Result<(), SignedError> {
    let signature = request.authorization.and_then(Signature::parse).ok_or(SignedError::Missing)?;
    let signature = signature.map_err(SignedError::Invalid)?;
    let keys = &service.tokens.keys;
    if signature.key_id != keys.id {
        return Err(SignedError::OtherKey);
    }
    if !service.profile().gateway.verify_signatures {
        return Ok(());
    }
    let signed = SignedRequest {
        method: request.method.as_str(),
        path: request.path,
        query: request.query,
        headers: request.headers,
        body: request.body,
    };
    signature.verify(&keys.key, &signed).map_err(SignedError::Invalid)
}
