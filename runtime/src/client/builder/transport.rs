//! How the service is reached: proxies, connections, certificates.

use std::time::Duration;

use super::ClientBuilder;
use crate::model::time::LONGEST;
use crate::transport::Proxy;

impl ClientBuilder {
    /// By which way the service is reached; [`Proxy::system`] by default. A proxy that the environment names and that cannot
    /// be used is an error of [`build`](Self::build).
    pub fn proxy(mut self, proxy: Proxy) -> ClientBuilder {
        self.transport.proxy = proxy;
        self
    }

    /// How long a connection is kept open without a call; 90 seconds by default, and 20 to a service on this machine. Less than what a gateway allows keeps
    /// calls from being sent on a connection that it is about to close.
    pub fn pool_idle_timeout(mut self, timeout: Duration) -> ClientBuilder {
        self.transport.pool_idle_timeout = Some(timeout.min(LONGEST));
        self
    }

    /// After how long a silence of a connection TCP asks whether the other side is still there; 15 seconds by default.
    pub fn tcp_keep_alive(mut self, silence: Duration) -> ClientBuilder {
        self.transport.tcp_keep_alive = Some(silence.min(LONGEST));
        self
    }

    /// What follows `weda/0.1.0` in the header `User-Agent`, such as `my-program/1.0`: printable ASCII.
    pub fn user_agent_suffix(mut self, suffix: impl Into<String>) -> ClientBuilder {
        self.transport.user_agent = Some(suffix.into());
        self
    }
}

#[cfg(feature = "tls")]
impl ClientBuilder {
    /// Certificates to trust beside the machine's, as the content of a PEM file: those of a private deployment, or of a
    /// proxy that looks into TLS. Each call adds some.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> ClientBuilder {
        self.transport.tls.root_certificates.push(pem.into());
        self
    }

    /// The certificate that the client shows to the service, with its private key, as the content of a PEM file that has
    /// both. It is wiped from memory with the last client that uses it.
    pub fn client_certificate(mut self, pem: impl Into<Vec<u8>>) -> ClientBuilder {
        self.transport.tls.client_certificate = Some(pem.into().into());
        self
    }
}
