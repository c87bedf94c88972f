use super::{Dialect, EnvType};

/// Where requests go and what they may say: all that building one takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a> {
    /// Without a slash at its end.
    pub base_url: &'a str,
    pub env_type: &'a EnvType,
    pub dialect: &'a Dialect,
}
