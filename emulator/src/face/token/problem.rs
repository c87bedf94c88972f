//! The errors of tokens and token calls.

use std::fmt;

use crate::token::TokenError;

/// Reasons why a token call or a token is refused.
pub(super) enum TokenProblem {
    Keys,
    Grant,
    Body,
    Invalid(TokenError),
}

impl fmt::Display for TokenProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verify = "access token verify failed";
        match self {
            TokenProblem::Keys => f.write_str(
                "the key pair is missing or wrong; send `Authorization: Basic base64(SecretId:SecretKey)` with the \
                 pair that the emulator was started with",
            ),
            TokenProblem::Grant => f.write_str("this grant type is not emulated; send `client_credentials`"),
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
        }
    }
}
