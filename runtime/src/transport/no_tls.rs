//! Replaces `tls.rs` without the feature `tls`: addresses of https are refused.

use super::Address;
use crate::error::SettingsProblem;

#[derive(Clone, Default)]
pub(crate) struct TlsSettings;

impl TlsSettings {
    /// # Errors
    /// The address is one of https.
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

    /// It is found out before anything is sent, and the way out is named.
    #[test]
    fn an_address_of_https_is_refused() {
        let error = Client::builder("lowcode-1").secret("id", "key").build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Settings);
        assert!(error.to_string().contains("the feature `tls` of `weda`"), "{error}");
    }
}
