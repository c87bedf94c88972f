//! The ports of the emulator.

use tokio::net::TcpListener;

#[cfg(feature = "https")]
use super::tls::Tls;

/// A port and what it serves.
pub(crate) struct Port {
    pub(crate) listener: TcpListener,
    pub(crate) protocol: Protocol,
}

/// The protocol of a port.
#[derive(Clone)]
pub(crate) enum Protocol {
    Http,
    #[cfg(feature = "https")]
    Https(Tls),
    /// A proxy that leads to the emulator and nowhere else.
    #[cfg(feature = "https")]
    Proxy(Tls),
}

/// The way by which a request arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Arrival {
    /// True for a connection with TLS.
    pub(super) is_encrypted: bool,
    /// True if the caller asked a proxy for a host of the vendor.
    pub(super) is_proxied: bool,
}

impl Arrival {
    pub(super) const HTTP: Self = Self { is_encrypted: false, is_proxied: false };
    #[cfg(feature = "https")]
    pub(super) const HTTPS: Self = Self { is_encrypted: true, is_proxied: false };
    /// A call without TLS through the proxy.
    #[cfg(feature = "https")]
    pub(super) const PROXY: Self = Self { is_encrypted: false, is_proxied: true };
    /// A call in a tunnel of the proxy.
    #[cfg(feature = "https")]
    pub(super) const TUNNEL: Self = Self { is_encrypted: true, is_proxied: true };

    /// Returns true if the name in `Host` cannot be that of a page which had it resolved to this machine: the page has
    /// no certificate for a name of the vendor, and a proxy does not resolve names.
    pub(super) fn proves_vendor_name(self) -> bool {
        self.is_encrypted || self.is_proxied
    }
}
