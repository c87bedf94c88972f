//! The running studio.

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::runtime;
use tokio::sync::oneshot;
use weda_codegen::Settings;

use crate::api::Api;
use crate::server::{self, Shared};
use crate::source::Source;
use crate::token::Token;

/// The number of ports after the asked one that are tried.
const NEXT_PORTS: u16 = 20;

/// A running studio. It stops when it is dropped.
///
/// ```
/// use std::sync::Arc;
/// use serde_json::json;
/// use weda_emulator::{Definition, Emulator};
/// use weda_studio::{Emulated, Studio};
///
/// let text = r#"{ "title": "图书", "properties": { "title": { "type": "string", "title": "书名" } } }"#;
/// let emulator = Emulator::builder().definitions(Definition::parse("book", "book.json", text)?).start()?;
/// emulator.load("book", [json!({ "title": "呐喊" })])?;
///
/// let studio = Studio::start(Emulated::new(Arc::new(emulator)), "127.0.0.1:0")?;
/// assert!(studio.url().starts_with("http://127.0.0.1:") && studio.url().contains("/#token="));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Studio {
    address: SocketAddr,
    url: String,
    server: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Studio {
    /// The default address.
    pub const ADDRESS: &'static str = "127.0.0.1:4011";

    /// Starts a studio for a source, in a thread of its own. If the port is in use, one of the next twenty is taken;
    /// port 0 selects a free one.
    ///
    /// # Errors
    /// Returns an error if the address is invalid or can be reached by other machines, no port is free, or no thread can
    /// be started.
    pub fn start(source: impl Source, address: &str) -> Result<Self, Error> {
        Self::start_with(source, address, Settings::default())
    }

    /// Starts a studio that shows the Rust code of models by these settings of `weda.toml`.
    ///
    /// # Errors
    /// Returns an error in the same cases as [`start`](Self::start).
    pub fn start_with(source: impl Source, address: &str, settings: Settings) -> Result<Self, Error> {
        let listener = listen(address)?;
        let address = listener.local_addr().map_err(Error::Listen)?;
        listener.set_nonblocking(true).map_err(Error::Listen)?;
        let token = Token::random();
        let url = format!("http://{address}/#token={}", token.text());
        let shared = Arc::new(Shared::new(Api::new(Box::new(source), settings), token, address.port()));
        let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(Error::Thread)?;
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("weda-studio".to_owned())
            .spawn(move || server::run(&runtime, listener, &shared, stopped))
            .map_err(Error::Thread)?;
        Ok(Self { address, url, server: Some((stop, thread)) })
    }

    /// The address that it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address for a browser, with the token that its calls need.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.server.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}

/// Omits the token.
impl fmt::Debug for Studio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Studio").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Opens the port, or one of the next.
fn listen(text: &str) -> Result<TcpListener, Error> {
    let invalid = || Error::Address { address: text.to_owned() };
    let asked: SocketAddr = text.replace("localhost:", "127.0.0.1:").parse().map_err(|_| invalid())?;
    // The walls of the studio are made for browsers of this machine, and know only these two addresses.
    if !["127.0.0.1", "::1"].contains(&asked.ip().to_string().as_str()) {
        return Err(invalid());
    }
    let last = if asked.port() == 0 { 0 } else { asked.port().saturating_add(NEXT_PORTS) };
    let mut ports = asked.port()..=last;
    loop {
        let Some(port) = ports.next() else { return Err(invalid()) };
        match TcpListener::bind(SocketAddr::new(asked.ip(), port)) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && port != last => {}
            Err(error) => return Err(Error::Listen(error)),
        }
    }
}

/// Reasons why the studio does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address is invalid, or other machines can reach it.
    #[error(
        "the studio's address `{}` is not 127.0.0.1 or [::1] with a port: it serves this machine only; write 127.0.0.1:4011",
        weda_definition::printable(address)
    )]
    Address {
        /// The address as given.
        address: String,
    },
    /// No port can be opened.
    #[error("the studio cannot listen: {0}; choose another port")]
    Listen(#[source] io::Error),
    /// No thread can be started.
    #[error("the studio's thread cannot be started: {0}")]
    Thread(#[source] io::Error),
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::{Error, listen};

    #[test]
    fn other_machines_cannot_be_served() {
        for address in ["0.0.0.0:4011", "[::]:4011", "192.168.1.2:4011", "example.invalid:4011", "127.0.0.1", "4011"] {
            assert!(matches!(listen(address), Err(Error::Address { .. })), "{address}");
        }
        assert!(listen("localhost:0").is_ok());
    }

    #[test]
    fn the_next_free_port_is_taken() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let held = TcpListener::bind(taken).unwrap();
        let next = listen(&taken.to_string()).unwrap().local_addr().unwrap();
        assert!(next.port() > taken.port());
        drop(held);
    }
}
