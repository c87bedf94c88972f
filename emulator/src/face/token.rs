//! Token calls, and the tokens of other calls.

mod problem;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::answer::Answer;
use super::error_response::{ApiError, Code};
use super::percent;
use super::request::Request;
use super::service_errors;
use crate::service::Service;
use crate::token::{Identity, TokenError};
use problem::TokenProblem;

/// Answers a token call.
pub(super) fn answer(service: &Service, request: &Request<'_>, now: Timestamp) -> Result<Answer, ApiError> {
    let (tokens, profile) = (&service.tokens, &service.profile);
    service.gate.admit_token(&profile.gateway, now).map_err(|error| service_errors::gate(&error, &profile.gateway))?;
    let refuse = |code, problem: TokenProblem| ApiError::new(code, problem).status(profile.errors.token.code());
    let pair = credentials(request.authorization, "Basic").and_then(|text| STANDARD.decode(text).ok());
    if !pair.is_some_and(|pair| tokens.has_keys(&pair)) {
        return Err(refuse(Code::SignParamInvalid, TokenProblem::Keys));
    }
    match grant_type(request.body).as_deref() {
        Some("client_credentials") => {}
        Some(_) => return Err(refuse(Code::BadRequest, TokenProblem::Grant)),
        None => return Err(refuse(Code::BadRequest, TokenProblem::Body)),
    }
    let (token, seconds) = (tokens.issue(now), tokens.lifetime_seconds());
    Ok(Answer::json(200, &json!({ "token_type": "Bearer", "access_token": token, "expires_in": seconds })))
}

/// The caller by the `Authorization` header. Returns an error unless it has a token that is valid now.
pub(super) fn verify(service: &Service, authorization: Option<&str>, now: Timestamp) -> Result<Identity, ApiError> {
    let verified = service.tokens.verify(credentials(authorization, "Bearer"), now).map_err(|error| {
        let code = match &error {
            TokenError::OtherEnvironment { .. } => Code::PermissionDenied,
            _ => Code::InvalidAccessToken,
        };
        ApiError::new(code, TokenProblem::Invalid(error))
    });
    verified.map(|()| Identity::Administrator)
}

/// The credentials after the scheme of an `Authorization` header.
fn credentials<'a>(authorization: Option<&'a str>, scheme: &str) -> Option<&'a str> {
    let (found, credentials) = authorization?.trim().split_once(' ')?;
    found.eq_ignore_ascii_case(scheme).then(|| credentials.trim())
}

/// The `grant_type` of a token call, whose body is JSON or a form.
fn grant_type(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim();
    if text.starts_with('{') {
        let body: Value = serde_json::from_str(text).ok()?;
        return Some(body.get("grant_type")?.as_str().unwrap_or_default().to_owned());
    }
    let value = text.split('&').find_map(|pair| pair.strip_prefix("grant_type="))?;
    percent::decoded(value)
}
