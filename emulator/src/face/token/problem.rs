//! What can be wrong with a token or a token call, in words.

use std::fmt;

use crate::token::TokenError;

/// Why there is no token, or why one does not hold.
pub(super) enum Problem {
    Keys,
    Grant,
    Body,
    Invalid(TokenError),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verify = "access token verify failed";
        match self {
            Problem::Keys => f.write_str(
                "the key pair is missing or wrong; send `Authorization: Basic base64(SecretId:SecretKey)` with the \
                 pair that the emulator was started with",
            ),
            Problem::Grant => f.write_str("this grant is not emulated; send grant_type `client_credentials`"),
            Problem::Body => f.write_str(
                "the body has no grant_type; send {\"grant_type\":\"client_credentials\"} or the form \
                 grant_type=client_credentials",
            ),
            Problem::Invalid(TokenError::Missing) => {
                write!(f, "{verify}: no token; send `Authorization: Bearer` and an access token")
            }
            Problem::Invalid(TokenError::Malformed) => {
                write!(f, "{verify}: jwt malformed; send the access_token of a token call")
            }
            Problem::Invalid(TokenError::Unknown) => {
                write!(f, "{verify}: unknown token; ask for one, the emulator forgets them when it stops")
            }
            Problem::Invalid(TokenError::Foreign { env_id }) => {
                write!(f, "the token is for another environment; ask for one at `{env_id}`")
            }
            Problem::Invalid(TokenError::Expired) => write!(f, "{verify}: jwt expired; ask for a new token"),
        }
    }
}
