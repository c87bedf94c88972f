//! Opening the emulator's ports.

use std::net::{SocketAddr, TcpListener};

use crate::error::Error;
use crate::server::{Port, Protocol};

/// A port that is open but not served yet.
pub(super) struct OpenPort {
    listener: TcpListener,
    pub(super) address: SocketAddr,
    requested: String,
}

impl OpenPort {
    /// Opens a port, with `std`, since the caller may be inside a runtime, where blocking on another one would panic.
    ///
    /// # Errors
    /// Returns an error if the address is invalid or not available.
    pub(super) fn open(requested: &str) -> Result<Self, Error> {
        let unavailable = |source| Error::Address { address: requested.to_owned(), source };
        let listener = TcpListener::bind(requested).map_err(unavailable)?;
        listener.set_nonblocking(true).map_err(unavailable)?;
        let address = listener.local_addr().map_err(unavailable)?;
        Ok(Self { listener, address, requested: requested.to_owned() })
    }

    /// Returns true if only this machine can connect.
    pub(super) fn is_loopback(&self) -> bool {
        self.address.ip().to_canonical().is_loopback()
    }

    /// Registers the port with the current runtime.
    ///
    /// # Errors
    /// Returns an error if the operating system refuses that.
    pub(super) fn register(self, protocol: Protocol) -> Result<Port, Error> {
        let unavailable = |source| Error::Address { address: self.requested, source };
        Ok(Port { listener: tokio::net::TcpListener::from_std(self.listener).map_err(unavailable)?, protocol })
    }
}
