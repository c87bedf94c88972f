//! The proxy: it accepts the hosts of the vendor, and leads them to the emulator. It never opens a connection.

use http::{HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use hyper::body::{Bytes, Incoming};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;
use weda_definition::Printable;

use super::connection::Connection;
use super::counted_stream::StreamHandle;
use super::outgoing::Outgoing;
use super::plain_text;
use super::port::Arrival;
use super::tls::Tls;
use super::vendor_hosts::{FORMS, is_vendor_host};

/// Reasons why the proxy refuses a request.
enum Refusal {
    /// The request names a host that is not the vendor's, or names it in another form than clients do.
    Host(String),
    /// The request names a port that the vendor's hosts do not have.
    Port(String),
    /// The request has no host: the caller takes the proxy for the emulator.
    NotProxied,
}

impl<F, A> Connection<F>
where
    F: Fn(Request<Incoming>, StreamHandle, Arrival) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Response<Outgoing>> + Send + 'static,
{
    /// Serves a connection of the proxy port.
    pub(super) async fn serve_proxy(self, stream: TcpStream, tls: Tls) {
        let connection = self.clone();
        let answer = move |request, stream| connection.clone().proxied(request, stream, tls.clone());
        self.serve_requests(stream, answer).await;
    }

    async fn proxied(self, mut request: Request<Incoming>, stream: StreamHandle, tls: Tls) -> Response<Outgoing> {
        let is_tunnel = request.method() == Method::CONNECT;
        if let Err(refusal) = check(request.uri(), is_tunnel) {
            let (status, sentence) = refusal.answer();
            return plain_text::answer(status, &sentence, stream);
        }
        if is_tunnel {
            tokio::spawn(self.serve_tunnel(request, tls));
            return Response::new(Outgoing::whole(Bytes::new(), stream));
        }
        // The address has precedence over the header (RFC 9112, 3.2.2).
        if let Some(Ok(host)) = request.uri().authority().map(|host| HeaderValue::from_str(host.as_str())) {
            request.headers_mut().insert(header::HOST, host);
        }
        (self.answer)(request, stream, Arrival::PROXY).await
    }

    /// Serves a tunnel, once its caller knows that it is open.
    async fn serve_tunnel(self, request: Request<Incoming>, tls: Tls) {
        let Ok(Ok(stream)) = timeout(self.head_time, hyper::upgrade::on(request)).await else { return };
        if let Some(stream) = tls.accept(TokioIo::new(stream), self.head_time).await {
            self.serve_http(stream, Arrival::TUNNEL).await;
        }
    }
}

/// Returns an error unless a target is a host of the vendor.
fn check(target: &Uri, is_tunnel: bool) -> Result<(), Refusal> {
    let authority = target.authority().ok_or(Refusal::NotProxied)?;
    let (name, port) = (authority.as_str(), authority.port().map(|port| port.as_str().to_owned()));
    // Beside a port, an authority may hold a user.
    let host = port.as_ref().and_then(|port| name.strip_suffix(port.as_str())?.strip_suffix(':')).unwrap_or(name);
    if !is_vendor_host(host) {
        return Err(Refusal::Host(name.to_owned()));
    }
    let is_own_port = match (is_tunnel, port.as_deref()) {
        (true, port) => port == Some("443"),
        (false, port) => target.scheme_str() == Some("http") && matches!(port, None | Some("80")),
    };
    if is_own_port { Ok(()) } else { Err(Refusal::Port(name.to_owned())) }
}

impl Refusal {
    fn answer(&self) -> (StatusCode, String) {
        let sentence = match self {
            Refusal::Host(name) => format!(
                "the proxy of the weda emulator refuses {}: it leads to the emulator and nowhere else, and accepts {FORMS}, \
                 in lower case",
                Printable(name)
            ),
            Refusal::Port(name) => format!(
                "the proxy of the weda emulator refuses {}: ask for port 443 with CONNECT, or for port 80 with an http \
                 address",
                Printable(name)
            ),
            Refusal::NotProxied => {
                let sentence =
                    "this port is a proxy: give it to a client as its proxy, or call the emulator's http port";
                return (StatusCode::BAD_REQUEST, sentence.to_owned());
            }
        };
        (StatusCode::FORBIDDEN, sentence)
    }
}
