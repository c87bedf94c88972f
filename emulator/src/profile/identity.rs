use serde::{Deserialize, Serialize};

/// Who the callers are; a token says nothing about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Identity {
    /// The user who owns, creates and changes all records. Ids of users have 19 digits; `administrator` was seen too.
    pub user: String,
}

impl Default for Identity {
    fn default() -> Self {
        Self { user: "1700000000000000001".to_owned() }
    }
}
