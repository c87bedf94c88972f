//! Ports that are known before a service listens on them.

use std::net::{IpAddr, SocketAddr, TcpListener};

use crate::Error;

/// Returns the port, or a free one for 0.
///
/// Executors name their ports to the scheduler before Ballista listens on them, so that a port that is in use must be found
/// here: Ballista would end without an error.
///
/// # Errors
/// Returns an error if the port cannot be listened on.
pub(crate) fn usable(listen: IpAddr, port: u16) -> Result<u16, Error> {
    let address = SocketAddr::new(listen, port);
    let listener = TcpListener::bind(address).and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|problem| Error::Port { address, problem })
}
