use serde::{Deserialize, Serialize};

/// Identity of the callers, which a token does not carry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Identity {
    /// User who owns, creates and changes all records. Ids of users have 19 digits; `administrator` was seen too.
    pub user: String,
}

impl Default for Identity {
    fn default() -> Self {
        Self { user: "1700000000000000001".to_owned() }
    }
}
