//! Settings of the transport: proxies, connections, certificates.

use std::time::Duration;

use super::ClientBuilder;
use crate::model::time::LONGEST;
use crate::transport::Proxy;

impl ClientBuilder {
    /// Sets the proxy. Defaults to [`Proxy::system`].
    ///
    /// A proxy of the environment variables that cannot be used is an error of [`build`](Self::build).
    pub fn proxy(mut self, proxy: Proxy) -> ClientBuilder {
        self.transport.proxy = proxy;
        self
    }

    /// Sets how long an idle connection stays open. Defaults to 90 seconds, and to 20 for a service on this machine.
    ///
    /// A value below the gateway's own timeout prevents requests on a connection that the gateway is about to close.
    pub fn pool_idle_timeout(mut self, timeout: Duration) -> ClientBuilder {
        self.transport.pool_idle_timeout = Some(timeout.min(LONGEST));
        self
    }

    /// Sets the idle time after which TCP probes the peer. Defaults to 15 seconds.
    pub fn tcp_keep_alive(mut self, silence: Duration) -> ClientBuilder {
        self.transport.tcp_keep_alive = Some(silence.min(LONGEST));
        self
    }

    /// Appends to `weda/0.1.0` in the header `User-Agent`, such as `my-program/1.0`. Printable ASCII.
    pub fn user_agent_suffix(mut self, suffix: impl Into<String>) -> ClientBuilder {
        self.transport.user_agent = Some(suffix.into());
        self
    }
}

#[cfg(feature = "tls")]
impl ClientBuilder {
    /// Adds certificates to trust beside the machine's, as the content of a PEM file: those of a private deployment, or of a
    /// proxy that inspects TLS.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> ClientBuilder {
        self.transport.tls.root_certificates.push(pem.into());
        self
    }

    /// Sets the client certificate and its private key, as the content of a PEM file with both.
    ///
    /// The file's content is wiped from memory with the last client that uses it.
    pub fn client_certificate(mut self, pem: impl Into<Vec<u8>>) -> ClientBuilder {
        self.transport.tls.client_certificate = Some(pem.into().into());
        self
    }
}
