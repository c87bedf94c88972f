//! Stores and models.

use serde::{Deserialize, Serialize};

/// One of the two stores of an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// The trial store.
    Pre,
    /// The live store.
    Prod,
}

impl Stage {
    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pre => "pre",
            Self::Prod => "prod",
        }
    }
}

/// A model in an environment type.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Place {
    /// The environment type.
    pub stage: Stage,
    /// The model's identifier.
    pub model: String,
}
