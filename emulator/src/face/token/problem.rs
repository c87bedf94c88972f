//! The errors of tokens and token calls.

use std::fmt;

use super::super::error_response::ApiError;
use super::super::signature::SignedError;
use crate::log::truncated_to;
use crate::service::OperationError;
use crate::token::TokenError;

/// Reasons why a token call or a token is refused.
pub(super) enum TokenProblem {
    Keys,
    Signature(SignedError),
    /// The name of a grant type that is not emulated.
    Grant(String),
    Body,
    Invalid(TokenError),
    /// A signature in the place of a token.
    SignatureAsToken,
    /// A key of the gateway on another interface.
    KeyAsToken,
    /// The token of a user or visitor on an interface other than the gateway.
    NotAdministrator,
}

impl fmt::Display for TokenProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verify = "access token verify failed";
        match self {
            TokenProblem::Keys => f.write_str(
                "the key pair is missing or wrong; send `Authorization: Basic base64(SecretId:SecretKey)` with the \
                 pair that the emulator was started with",
            ),
            TokenProblem::Signature(error) => error.fmt(f),
            TokenProblem::Grant(name) => {
                write!(f, "the grant type `{}` is not emulated; send `client_credentials`", truncated_to(name, 100))
            }
            TokenProblem::Body => f.write_str(
                "the body has no grant_type; send {\"grant_type\":\"client_credentials\"} or the form \
                 grant_type=client_credentials",
            ),
            TokenProblem::Invalid(TokenError::Missing) => {
                write!(f, "{verify}: no token; send `Authorization: Bearer` and an access token")
            }
            TokenProblem::Invalid(TokenError::Malformed) => {
                write!(f, "{verify}: jwt malformed; send the access_token of a token call")
            }
            TokenProblem::Invalid(TokenError::Unknown) => {
                write!(f, "{verify}: unknown token; request one, the emulator forgets them when it stops")
            }
            TokenProblem::Invalid(TokenError::OtherEnvironment { env_id }) => {
                write!(f, "the token is for another environment; request one for `{env_id}`")
            }
            TokenProblem::Invalid(TokenError::Expired) => write!(f, "{verify}: jwt expired; request a new token"),
            TokenProblem::Invalid(TokenError::OtherUse) => {
                write!(f, "{verify}: a refresh token was sent; send the access_token of the same answer")
            }
            TokenProblem::SignatureAsToken => write!(
                f,
                "{verify}: a TC3 signature was sent in the place of a token; request a token with it at \
                 /auth/v1/token/clientCredential. The vendor's SDKs send the signature here after their token call \
                 failed: check their key pair"
            ),
            TokenProblem::KeyAsToken => write!(
                f,
                "{verify}: API keys and publishable keys are accepted on /v1 only; request a token with the key pair at \
                 /auth/v1/token/clientCredential"
            ),
            TokenProblem::NotAdministrator => f.write_str(
                "the tokens of users and visitors are accepted on /v1 only; request a token with the key pair at \
                 /auth/v1/token/clientCredential",
            ),
        }
    }
}

/// Reasons why a user or visitor gets no tokens.
pub(super) enum SignInProblem {
    Credentials,
    Password,
    NoRefreshToken,
    Refresh(TokenError),
    /// The access token is missing or not valid.
    Token(TokenProblem),
    /// The platform's users cannot be read.
    Store(OperationError),
}

impl SignInProblem {
    pub(super) fn error(self) -> ApiError {
        let code = match self {
            SignInProblem::Credentials | SignInProblem::NoRefreshToken => "invalid_request",
            SignInProblem::Password => "invalid_username_or_password",
            SignInProblem::Refresh(_) => "invalid_grant",
            SignInProblem::Token(_) => "unauthenticated",
            SignInProblem::Store(_) => "server_error",
        };
        ApiError::of_sign_in(code, self)
    }
}

impl fmt::Display for SignInProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SignInProblem::Credentials => f.write_str(
                "`username` or `password` is missing; send {\"username\":\"xiaoming\",\"password\":\"..\"} of a user of the \
                 emulator's file of users",
            ),
            SignInProblem::Password => f.write_str(
                "the user does not exist or the password is wrong; sign in as a user of the file that the emulator was \
                 started with",
            ),
            SignInProblem::NoRefreshToken => f.write_str(
                "`refresh_token` is missing; send {\"grant_type\":\"refresh_token\",\"refresh_token\":\"..\"}",
            ),
            SignInProblem::Refresh(TokenError::Expired) => {
                f.write_str("the refresh token has expired; sign in again")
            }
            SignInProblem::Refresh(TokenError::OtherUse) => {
                f.write_str("this is not a refresh token; send the refresh_token of a sign-in")
            }
            SignInProblem::Refresh(_) => {
                f.write_str("the refresh token is not one of this emulator, which forgets them when it stops; sign in again")
            }
            SignInProblem::Token(problem) => problem.fmt(f),
            SignInProblem::Store(error) => error.fmt(f),
        }
    }
}
