//! Tokens of users and visitors. Errors have the format of OAuth, by which the vendor's SDK recognizes them.

use jiff::Timestamp;
use serde_json::json;

use super::super::answer::Answer;
use super::super::error_response::ApiError;
use super::super::request::Request;
use super::Body;
use super::bearer::credentials;
use super::problem::{SignInProblem, TokenProblem};
use crate::service::Service;
use crate::token::{Identity, USER_LIFETIME};

/// Signs a user in.
pub(super) fn with_password(service: &Service, body: &Body, now: Timestamp) -> Result<Answer, ApiError> {
    let member = |name| body.text(name).filter(|text| !text.is_empty());
    let (Some(username), Some(password)) = (member("username"), member("password")) else {
        return Err(SignInProblem::Credentials.error());
    };
    if !service.users.has(username, password) {
        return Err(SignInProblem::Password.error());
    }
    let id = service.user_id(username).map_err(|error| SignInProblem::Store(error).error())?;
    Ok(pair(service, &Identity::User { id }, now))
}

/// Signs a visitor in.
pub(super) fn anonymously(service: &Service, now: Timestamp) -> Answer {
    pair(service, &Identity::Anonymous, now)
}

/// Exchanges a refresh token for a new pair. It can be used again until it expires.
pub(super) fn refresh(service: &Service, body: &Body, now: Timestamp) -> Result<Answer, ApiError> {
    let token = body.text("refresh_token").filter(|token| !token.is_empty());
    let token = token.ok_or_else(|| SignInProblem::NoRefreshToken.error())?;
    let identity = service.tokens.verify_refresh(token, now).map_err(|error| SignInProblem::Refresh(error).error())?;
    Ok(pair(service, &identity, now))
}

/// The user of an access token. The vendor's SDK asks for it after a sign-in, and recognizes visitors by their name.
pub(super) fn me(service: &Service, request: &Request<'_>, now: Timestamp) -> Result<Answer, ApiError> {
    let token = credentials(request.authorization, "Bearer");
    let refuse = |error| SignInProblem::Token(TokenProblem::Invalid(error)).error();
    let identity = service.tokens.verify(token, now).map_err(refuse)?;
    let profile = service.profile();
    let sub = identity.user(&profile.identity.user);
    let name = match &identity {
        Identity::Administrator => Some("administrator".to_owned()),
        Identity::Anonymous => Some("anonymous".to_owned()),
        Identity::User { id } => service.username(id).map_err(|error| SignInProblem::Store(error).error())?,
    };
    Ok(Answer::json(200, &json!({ "sub": sub, "name": name, "username": name })))
}

fn pair(service: &Service, identity: &Identity, now: Timestamp) -> Answer {
    let tokens = service.tokens.issue_pair(identity, now);
    let scope = if *identity == Identity::Anonymous { "anonymous" } else { "user" };
    Answer::json(
        200,
        &json!({
            "token_type": "Bearer",
            "access_token": tokens.access,
            "refresh_token": tokens.refresh,
            "expires_in": USER_LIFETIME.as_secs(),
            "scope": scope,
            "sub": identity.user(&service.profile().identity.user),
        }),
    )
}
