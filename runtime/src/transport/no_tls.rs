//! Replaces `tls.rs` without the feature `tls`: https URLs are rejected.

use super::Address;
use crate::error::SettingsProblem;

#[derive(Clone, Default)]
pub(crate) struct TlsSettings;

impl TlsSettings {
    /// Checks the URL.
    ///
    /// # Errors
    /// Returns an error for https.
    pub(super) fn checked(&self, address: &Address) -> Result<Tls, SettingsProblem> {
        if address.is_plain_http() { Ok(Tls) } else { Err(SettingsProblem::NoTls(address.host().to_owned())) }
    }
}

pub(super) struct Tls;

impl Tls {
    pub fn set_up(&self, http: reqwest::ClientBuilder, _: bool) -> reqwest::ClientBuilder {
        http
    }
}

#[cfg(test)]
mod tests {
    use crate::{Client, ErrorKind};

    /// Before anything is sent, with the feature to enable.
    #[test]
    fn an_https_url_is_rejected() {
        let error = Client::builder("lowcode-1").secret("id", "key").build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Settings);
        assert!(error.to_string().contains("the feature `tls` of `weda`"), "{error}");
    }
}
