//! Token calls, and the tokens of other calls.

mod bearer;
mod body;
mod call;
mod problem;
mod sign_in;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::json;

use super::answer::Answer;
use super::error_response::{ApiError, Code};
use super::request::Request;
use super::{service_errors, signature};
use crate::service::Service;
pub(super) use bearer::verify;
use body::Body;
pub(crate) use call::TokenCall;
use problem::TokenProblem;

/// Answers a token call.
pub(super) fn answer(
    service: &Service,
    request: &Request<'_>,
    call: TokenCall,
    now: Timestamp,
) -> Result<Answer, ApiError> {
    if call == TokenCall::Me {
        return sign_in::me(service, request, now);
    }
    let rules = &service.profile().gateway;
    service.gate.admit_token(rules, now).map_err(|error| service_errors::gate(&error, rules).of_token())?;
    let body = Body::read(request.body);
    match (call, body.text("grant_type")) {
        (TokenCall::ClientCredential, grant) => client_credential(service, request, grant, now),
        (TokenCall::Grant, Some("refresh_token")) => sign_in::refresh(service, &body, now),
        (TokenCall::Grant, Some("password")) | (TokenCall::SignIn, _) => sign_in::with_password(service, &body, now),
        (TokenCall::Grant, grant) => client_credential(service, request, grant, now),
        (TokenCall::SignInAnonymously | TokenCall::Me, _) => Ok(sign_in::anonymously(service, now)),
    }
}

/// Issues an administrator's token for the key pair, which is sent as it is or used for a signature.
fn client_credential(
    service: &Service,
    request: &Request<'_>,
    grant: Option<&str>,
    now: Timestamp,
) -> Result<Answer, ApiError> {
    let (tokens, status) = (&service.tokens, service.profile().errors.token.code());
    let refuse = |code, problem: TokenProblem| ApiError::new(code, problem).status(status).of_token();
    // First, since another grant has no key pair.
    if let Some(other) = grant.filter(|grant| *grant != "client_credentials") {
        return Err(refuse(Code::BadRequest, TokenProblem::Grant(other.to_owned())));
    }
    if signature::is_signature(request.authorization) {
        signature::check(service, request)
            .map_err(|error| refuse(Code::SignParamInvalid, TokenProblem::Signature(error)))?;
    } else {
        let pair = bearer::credentials(request.authorization, "Basic").and_then(|text| STANDARD.decode(text).ok());
        if !pair.is_some_and(|pair| tokens.has_keys(&pair)) {
            return Err(refuse(Code::SignParamInvalid, TokenProblem::Keys));
        }
    }
    if grant.is_none() {
        return Err(refuse(Code::BadRequest, TokenProblem::Body));
    }
    let (token, seconds) = (tokens.issue(now), tokens.lifetime_seconds());
    Ok(Answer::json(200, &json!({ "token_type": "Bearer", "access_token": token, "expires_in": seconds })))
}
