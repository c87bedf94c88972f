use std::fmt;

/// Why there is no token, or why one does not hold.
pub(super) enum TokenError {
    Keys,
    Grant,
    Body,
    Missing,
    Malformed,
    Unknown,
    Foreign { env_id: String },
    Expired,
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verify = "access token verify failed";
        match self {
            TokenError::Keys => f.write_str(
                "the key pair is missing or wrong; send `Authorization: Basic base64(SecretId:SecretKey)` with the \
                 pair that the emulator was started with",
            ),
            TokenError::Grant => f.write_str("this grant is not emulated; send grant_type `client_credentials`"),
            TokenError::Body => f.write_str(
                "the body has no grant_type; send {\"grant_type\":\"client_credentials\"} or the form \
                 grant_type=client_credentials",
            ),
            TokenError::Missing => write!(f, "{verify}: no token; send `Authorization: Bearer` and an access token"),
            TokenError::Malformed => write!(f, "{verify}: jwt malformed; send the access_token of a token call"),
            TokenError::Unknown => {
                write!(f, "{verify}: unknown token; ask for one, the emulator forgets them when it stops")
            }
            TokenError::Foreign { env_id } => {
                write!(f, "the token is for another environment; ask for one at `{env_id}`")
            }
            TokenError::Expired => write!(f, "{verify}: jwt expired; ask for a new token"),
        }
    }
}
