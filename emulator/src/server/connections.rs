//! Accepting connections, with limits on their number and idle time.

use std::future::{Future, poll_fn};
use std::io;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::{sleep, timeout};

use super::connection::Connection;
use super::counted_stream::StreamHandle;
use super::outgoing::Outgoing;
use super::port::{Arrival, Port, Protocol};
use super::shutdown::Shutdown;

/// The time for calls to end when the emulator stops.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(2);

/// The pause after the operating system refused a connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Limits on connections.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// The maximum number of open connections of all ports; further ones wait. Half of Linux's default limit of open files.
    pub(super) connections: usize,
    /// The maximum time to receive the head of a request, also between two requests, and for a TLS handshake.
    pub(super) head_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 500, head_time: Duration::from_secs(30) }
    }
}

/// Serves until a message on `stopped`, which lets calls end, or until its sender is dropped, which does not. All ports
/// share the limits.
pub(super) async fn serve<F, A>(ports: Vec<Port>, limits: Limits, stopped: oneshot::Receiver<()>, answer: F)
where
    F: Fn(Request<Incoming>, StreamHandle, Arrival) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Response<Outgoing>> + Send + 'static,
{
    let (permits, shutdown) = (Arc::new(Semaphore::new(limits.connections)), Shutdown::new());
    let accept = async {
        for turn in (0..ports.len()).cycle() {
            let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { return };
            let Some((stream, protocol)) = accepted(&ports, turn).await else { continue };
            let connection = Connection::new(answer.clone(), limits.head_time, shutdown.clone(), permit);
            tokio::spawn(connection.serve(stream, protocol.clone()));
        }
    };
    let stop = tokio::select! {
        () = accept => return,
        stop = stopped => stop,
    };
    drop(ports);
    if stop.is_ok() {
        // With a limit: some clients keep idle connections open.
        let _ = timeout(SHUTDOWN_GRACE, shutdown.shut_down()).await;
    }
}

/// The next connection with the protocol of its port; `None` if it has closed already or the operating system refused it.
/// The port with the index `first` comes first, so that none can keep the others waiting.
async fn accepted(ports: &[Port], first: usize) -> Option<(TcpStream, &Protocol)> {
    let next = poll_fn(|context| {
        let (before, after) = ports.split_at(first);
        for port in after.iter().chain(before) {
            if let Poll::Ready(accepted) = port.listener.poll_accept(context) {
                return Poll::Ready((accepted, &port.protocol));
            }
        }
        Poll::Pending
    });
    let (accepted, protocol) = next.await;
    match accepted {
        Ok((stream, _)) => {
            // Small answers would otherwise wait for the client's acknowledgement.
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!("cannot set TCP_NODELAY: {error}");
            }
            Some((stream, protocol))
        }
        Err(error) if is_connection_error(&error) => None,
        Err(error) => {
            tracing::warn!("cannot accept connections: {error}");
            sleep(ACCEPT_PAUSE).await;
            None
        }
    }
}

fn is_connection_error(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;
    use std::time::Instant;

    use tokio::net::TcpListener;

    use super::*;

    const HALF: &[u8] = b"GET / HTTP/1.1\r\nHost: a";

    /// Idle connections stayed open without limit, until the operating system had none left for other callers. The limit is
    /// that of all ports together.
    #[test]
    fn idle_connections_are_closed() {
        let listeners = [(); 2].map(|()| std::net::TcpListener::bind("127.0.0.1:0").unwrap());
        let [first, second] = [0, 1].map(|port: usize| listeners[port].local_addr().unwrap());
        let (_stop, stopped) = oneshot::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let limits = Limits { connections: 3, head_time: Duration::from_millis(300) };
                let ports = listeners.map(|listener| {
                    listener.set_nonblocking(true).unwrap();
                    Port { listener: TcpListener::from_std(listener).unwrap(), protocol: Protocol::Http }
                });
                serve(ports.into(), limits, stopped, |_, stream, _| async {
                    Response::new(Outgoing::whole(hyper::body::Bytes::from_static(b"ok"), stream))
                })
                .await;
            });
        });
        let open = |address, text: &[u8]| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            stream.write_all(text).unwrap();
            stream
        };
        let idle: Vec<_> = [HALF, b"", HALF].map(|text| open(first, text)).into();
        // They are accepted before the next one, which may come first otherwise.
        std::thread::sleep(Duration::from_millis(50));
        // Beyond the limit: waits until one of them is closed.
        let mut waiting = open(second, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        let (mut text, since) = (String::new(), Instant::now());
        waiting.read_to_string(&mut text).unwrap();
        assert!(text.starts_with("HTTP/1.1 200") && text.ends_with("ok"), "{text}");
        assert!(since.elapsed() >= Duration::from_millis(100), "{:?}", since.elapsed());
        for mut stream in idle {
            assert_ne!(stream.read(&mut [0; 1024]).map_err(|error| error.kind()), Err(io::ErrorKind::WouldBlock));
        }
    }
}
