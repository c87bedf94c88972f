//! TLS on the https port and in the tunnels of the proxy.

use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::certificate::Certificate;
use super::connection::Connection;
use super::counted_stream::StreamHandle;
use super::outgoing::Outgoing;
use super::plain_text;
use super::port::Arrival;

/// The first byte of a TLS connection: a record with a handshake (RFC 8446, 5.1).
const HANDSHAKE: u8 = 22;

/// The answer to a caller that does not encrypt.
const NOT_ENCRYPTED: &str = "this port speaks https, and the request was not encrypted: write https:// in the address, or \
                             call the emulator's http port";

/// The server side of TLS.
#[derive(Clone)]
pub(crate) struct Tls(TlsAcceptor);

impl Tls {
    /// # Errors
    /// Returns an error if TLS rejects the certificate.
    pub(crate) fn new(certificate: &Certificate) -> Result<Self, rustls::Error> {
        let Certificate { certificate, key } = certificate;
        let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key.clone_key())?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    /// The decrypted stream; `None` if the handshake fails or takes too long.
    pub(super) async fn accept<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: S,
        within: Duration,
    ) -> Option<TlsStream<S>> {
        match timeout(within, self.0.accept(stream)).await {
            Ok(Ok(stream)) => Some(stream),
            Ok(Err(error)) => {
                tracing::debug!("a TLS handshake failed: {error}");
                None
            }
            Err(_) => None,
        }
    }
}

impl<F, A> Connection<F>
where
    F: Fn(Request<Incoming>, StreamHandle, Arrival) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Response<Outgoing>> + Send + 'static,
{
    /// Serves a connection of the https port.
    pub(super) async fn serve_https(self, stream: TcpStream, tls: Tls) {
        let mut first = [0];
        let is_encrypted = match timeout(self.head_time, stream.peek(&mut first)).await {
            Ok(Ok(1)) => first == [HANDSHAKE],
            _ => return,
        };
        if !is_encrypted {
            let refuse = async |_, stream| plain_text::answer(StatusCode::BAD_REQUEST, NOT_ENCRYPTED, stream);
            return self.serve_requests(stream, refuse).await;
        }
        if let Some(stream) = tls.accept(stream, self.head_time).await {
            self.serve_http(stream, Arrival::HTTPS).await;
        }
    }
}
