//! Serving one connection.

use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;

use super::counted_stream::{CountedStream, StreamHandle};
use super::outgoing::Outgoing;
use super::port::{Arrival, Protocol};
use super::shutdown::Shutdown;

/// Everything that an accepted connection needs. It counts as open until all clones are dropped.
#[derive(Clone)]
pub(super) struct Connection<F> {
    pub(super) answer: F,
    /// The time to receive the head of a request, and for a TLS handshake.
    pub(super) head_time: Duration,
    shutdown: Shutdown,
    _permit: Arc<OwnedSemaphorePermit>,
}

impl<F, A> Connection<F>
where
    F: Fn(Request<Incoming>, StreamHandle, Arrival) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Response<Outgoing>> + Send + 'static,
{
    pub(super) fn new(answer: F, head_time: Duration, shutdown: Shutdown, permit: OwnedSemaphorePermit) -> Self {
        Self { answer, head_time, shutdown, _permit: Arc::new(permit) }
    }

    /// Serves a connection of a port until it ends.
    pub(super) async fn serve(self, stream: TcpStream, protocol: Protocol) {
        match protocol {
            Protocol::Http => self.serve_http(stream, Arrival::HTTP).await,
            #[cfg(feature = "https")]
            Protocol::Https(tls) => self.serve_https(stream, tls).await,
            #[cfg(feature = "https")]
            Protocol::Proxy(tls) => self.serve_proxy(stream, tls).await,
        }
    }

    /// Answers the requests on a stream of decrypted bytes.
    pub(super) async fn serve_http<S>(&self, stream: S, arrival: Arrival)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let answer = self.answer.clone();
        self.serve_requests(stream, move |request, stream| answer(request, stream, arrival)).await;
    }

    /// Answers the requests on a stream with a function.
    pub(super) async fn serve_requests<S, G, B>(&self, stream: S, answer: G)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
        G: Fn(Request<Incoming>, StreamHandle) -> B,
        B: Future<Output = Response<Outgoing>> + Send + 'static,
    {
        let stream = CountedStream::new(stream);
        let handle = stream.handle().clone();
        let service = service_fn(move |request| {
            let answered = answer(request, handle.clone());
            async { Ok::<_, Infallible>(answered.await) }
        });
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(self.head_time);
        let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service).with_upgrades());
        let mut ending = self.shutdown.register();
        // Errors of the connection are ignored: the log has the outcome of its calls.
        tokio::select! {
            ended = &mut connection => drop(ended),
            () = ending.requested() => {
                connection.as_mut().graceful_shutdown();
                drop(connection.await);
            }
        }
    }
}
