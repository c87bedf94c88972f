//! The token of a call.

use jiff::Timestamp;

use super::super::error_response::{ApiError, Code};
use super::super::signature;
use super::TokenProblem;
use crate::service::Service;
use crate::token::{Identity, TokenError};

/// The caller by the `Authorization` header. Returns an error unless it has a token that is valid now.
///
/// The gateway accepts keys and the tokens of users and visitors too; the other interfaces only those for a key pair.
pub(crate) fn verify(
    service: &Service,
    is_gateway: bool,
    authorization: Option<&str>,
    now: Timestamp,
) -> Result<Identity, ApiError> {
    let refuse = |problem: TokenProblem| Err(ApiError::new(Code::InvalidAccessToken, problem));
    if signature::is_signature(authorization) {
        return refuse(TokenProblem::SignatureAsToken);
    }
    let bearer = credentials(authorization, "Bearer");
    if let Some(identity) = bearer.and_then(|bearer| service.tokens.with_key(bearer)) {
        return if is_gateway { Ok(identity) } else { refuse(TokenProblem::KeyAsToken) };
    }
    match service.tokens.verify(bearer, now) {
        Ok(identity) if is_gateway || identity == Identity::Administrator => Ok(identity),
        Ok(_) => Err(ApiError::new(Code::PermissionDenied, TokenProblem::NotAdministrator)),
        Err(error @ TokenError::OtherEnvironment { .. }) => {
            Err(ApiError::new(Code::PermissionDenied, TokenProblem::Invalid(error)))
        }
        Err(error) => refuse(TokenProblem::Invalid(error)),
    }
}

/// The credentials after the scheme of an `Authorization` header.
pub(super) fn credentials<'a>(authorization: Option<&'a str>, scheme: &str) -> Option<&'a str> {
    let (found, credentials) = authorization?.trim().split_once(' ')?;
    found.eq_ignore_ascii_case(scheme).then(|| credentials.trim())
}
