//! TLS with the certificates of the system, or those of a file.

use std::path::Path;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio_postgres_rustls::MakeRustlsConnect;
use weda_definition::printable;

use crate::postgres::error::Error;

/// Returns a connector that checks the server's certificate and name.
///
/// # Errors
/// Returns an error if the certificates cannot be read.
pub(super) fn connector(root_certificates: Option<&str>) -> Result<MakeRustlsConnect, Error> {
    let fail = |problem: String| Error::Settings(format!("TLS cannot be used: {}", printable(&problem)));
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| fail(error.to_string()))?;
    let config = match root_certificates {
        // The name by which libpq means the system's certificates, too.
        None | Some("system") => {
            builder.with_platform_verifier().map_err(|error| fail(error.to_string()))?.with_no_client_auth()
        }
        Some(file) => builder.with_root_certificates(roots(Path::new(file))?).with_no_client_auth(),
    };
    Ok(MakeRustlsConnect::new(config))
}

fn roots(file: &Path) -> Result<RootCertStore, Error> {
    let fail = |problem: &dyn std::fmt::Display| {
        let text = format!("the root certificates in `{}` cannot be used: {problem}", file.display());
        Error::Settings(printable(&text).into_owned())
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| fail(&error))? {
        roots.add(certificate.map_err(|error| fail(&error))?).map_err(|error| fail(&error))?;
    }
    match roots.is_empty() {
        true => Err(fail(&"the file has none")),
        false => Ok(roots),
    }
}
