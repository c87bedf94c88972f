use super::EnvType;

/// Where requests go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Endpoint<'a> {
    /// Without a slash at its end.
    pub base_url: &'a str,
    pub env_type: &'a EnvType,
}
