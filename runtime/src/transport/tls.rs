//! Certificates, and the TLS of reqwest.

use secrecy::{ExposeSecret as _, SecretSlice};

use super::Address;
use crate::error::SettingsProblem;

/// The settings, as they were given.
#[derive(Clone, Default)]
pub(crate) struct TlsSettings {
    /// PEM.
    pub root_certificates: Vec<Vec<u8>>,
    /// PEM, with the private key.
    pub client_certificate: Option<SecretSlice<u8>>,
}

impl TlsSettings {
    /// Parses the certificates.
    ///
    /// # Errors
    /// Returns an error if one cannot be used.
    pub(super) fn checked(&self, _: &Address) -> Result<Tls, SettingsProblem> {
        let mut roots = Vec::new();
        for pem in &self.root_certificates {
            let read = reqwest::Certificate::from_pem_bundle(pem).map_err(|error| error.to_string());
            let read = read.and_then(|read| if read.is_empty() { Err("it is empty".to_owned()) } else { Ok(read) });
            roots.extend(read.map_err(SettingsProblem::BadRootCertificate)?);
        }
        let identity = self.client_certificate.as_ref().map(|pem| reqwest::Identity::from_pem(pem.expose_secret()));
        // Without the reason, which may quote the file.
        let identity = identity.transpose().map_err(|_| SettingsProblem::BadClientCertificate)?;
        Ok(Tls { roots, identity })
    }
}

/// The checked settings.
pub(super) struct Tls {
    roots: Vec<reqwest::Certificate>,
    identity: Option<reqwest::Identity>,
}

impl Tls {
    /// Configures TLS. `is_needed` is false if no connection can use it.
    pub fn set_up(&self, http: reqwest::ClientBuilder, is_needed: bool) -> reqwest::ClientBuilder {
        let mut http = http.tls_backend_rustls();
        if !is_needed {
            // The system's certificates are not read: a small container beside an emulator may have none.
            http = http.tls_certs_only([]);
        } else if !self.roots.is_empty() {
            http = http.tls_certs_merge(self.roots.iter().cloned());
        }
        match &self.identity {
            Some(identity) => http.identity(identity.clone()),
            None => http,
        }
    }
}
