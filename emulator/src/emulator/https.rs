//! The https port, the proxy, and their certificate.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::ports::OpenPort;
use super::{Emulator, EmulatorBuilder};
use crate::error::Error;
use crate::server::{Certificate, Port, Protocol, Tls};

/// The settings of a builder.
#[derive(Default)]
pub(super) struct HttpsSettings {
    https: Option<String>,
    proxy: Option<String>,
    cert_file: Option<PathBuf>,
}

impl EmulatorBuilder {
    /// Serves https too, at an address such as `127.0.0.1:8443`, for clients that refuse http. The certificate is made at
    /// each start; clients have to trust it: [`cert_file`](Self::cert_file).
    ///
    /// ```
    /// use weda_emulator::Emulator;
    ///
    /// let emulator = Emulator::builder().https("127.0.0.1:0").start()?;
    /// println!("serving at {}", emulator.https_url().unwrap_or_default());
    /// # Ok::<(), weda_emulator::Error>(())
    /// ```
    pub fn https(mut self, address: impl Into<String>) -> Self {
        self.https.https = Some(address.into());
        self
    }

    /// Serves an HTTP proxy that leads the vendor's hosts to this emulator and refuses all others, for clients whose
    /// address is fixed. It never opens a connection.
    ///
    /// ```
    /// use weda_emulator::Emulator;
    ///
    /// let emulator = Emulator::builder().proxy("127.0.0.1:0").start()?;
    /// println!("http_proxy=http://{}", emulator.proxy_address().unwrap());
    /// # Ok::<(), weda_emulator::Error>(())
    /// ```
    pub fn proxy(mut self, address: impl Into<String>) -> Self {
        self.https.proxy = Some(address.into());
        self
    }

    /// Writes the certificate of https and the proxy to a file at the start, as PEM, for `NODE_EXTRA_CA_CERTS`. The
    /// private key is never written. Without https and a proxy, no file is written.
    pub fn cert_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.https.cert_file = Some(path.into());
        self
    }
}

impl HttpsSettings {
    /// Opens the ports, and makes the certificate if there is one.
    ///
    /// # Errors
    /// Returns an error if an address is invalid or not available, or the certificate cannot be made.
    pub(super) fn open(&self) -> Result<HttpsPorts, Error> {
        let open = |address: &Option<String>| address.as_deref().map(OpenPort::open).transpose();
        let (https, proxy) = (open(&self.https)?, open(&self.proxy)?);
        let addresses: Vec<_> = https.iter().chain(&proxy).map(|port| port.address.ip()).collect();
        let identity = if addresses.is_empty() {
            None
        } else {
            let certificate = Certificate::new(addresses).map_err(|error| refused(&error))?;
            Some((Tls::new(&certificate).map_err(|error| refused(&error))?, certificate.pem()))
        };
        Ok(HttpsPorts { https, proxy, identity, cert_file: self.cert_file.clone() })
    }
}

/// Open ports, with the certificate that they need.
pub(super) struct HttpsPorts {
    https: Option<OpenPort>,
    proxy: Option<OpenPort>,
    identity: Option<(Tls, String)>,
    cert_file: Option<PathBuf>,
}

/// The addresses and the certificate of a running emulator.
pub(super) struct Https {
    https: Option<SocketAddr>,
    proxy: Option<SocketAddr>,
    certificate: Option<String>,
}

impl HttpsPorts {
    /// Returns true if only this machine can connect.
    pub(super) fn are_loopback(&self) -> bool {
        self.https.iter().chain(&self.proxy).all(OpenPort::is_loopback)
    }

    /// Registers the ports with the current runtime, and writes the certificate's file.
    ///
    /// # Errors
    /// Returns an error if the operating system refuses a port, or the file cannot be written.
    pub(super) fn register(self, ports: &mut Vec<Port>) -> Result<Https, Error> {
        let address = |port: &Option<OpenPort>| port.as_ref().map(|port| port.address);
        let (https, proxy) = (address(&self.https), address(&self.proxy));
        let Some((tls, certificate)) = self.identity else { return Ok(Https { https, proxy, certificate: None }) };
        if let Some(port) = self.https {
            ports.push(port.register(Protocol::Https(tls.clone()))?);
        }
        if let Some(port) = self.proxy {
            ports.push(port.register(Protocol::Proxy(tls))?);
        }
        if let Some(path) = &self.cert_file {
            write(path, &certificate).map_err(|error| Error::file(path, "cannot be written", &error))?;
        }
        Ok(Https { https, proxy, certificate: Some(certificate) })
    }
}

impl Emulator {
    /// The address of the https port, if there is one.
    #[must_use]
    pub fn https_address(&self) -> Option<SocketAddr> {
        self.https.https
    }

    /// The base address for clients that refuse http, if there is an https port: `https://127.0.0.1:8443`.
    #[must_use]
    pub fn https_url(&self) -> Option<String> {
        self.https.https.map(|address| format!("https://{address}"))
    }

    /// The address of the proxy, if there is one.
    #[must_use]
    pub fn proxy_address(&self) -> Option<SocketAddr> {
        self.https.proxy
    }

    /// The certificate of https and the proxy as PEM, if there is one: what clients have to trust.
    #[must_use]
    pub fn certificate(&self) -> Option<&str> {
        self.https.certificate.as_deref()
    }
}

/// Replaces a file atomically, so that no client reads half of it. It is public, unlike the files of records.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut draft = tempfile::Builder::new().prefix(".weda-").suffix(".new").tempfile_in(dir)?;
    draft.write_all(text.as_bytes())?;
    #[cfg(unix)]
    {
        use std::fs::Permissions;
        use std::os::unix::fs::PermissionsExt as _;

        draft.as_file().set_permissions(Permissions::from_mode(0o644))?;
    }
    draft.as_file().sync_all()?;
    draft.persist(path).map(drop).map_err(|error| error.error)
}

fn refused(error: &dyn Display) -> Error {
    Error::Certificate { reason: error.to_string() }
}
