use super::EnvType;

/// The destination of requests.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Endpoint<'a> {
    /// Without a trailing slash.
    pub base_url: &'a str,
    pub env_type: &'a EnvType,
}
