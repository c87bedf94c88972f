//! Metrics over HTTP, for Prometheus to ask for.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::Metrics;

/// The largest request in bytes.
const MAX_REQUEST: usize = 8_192;
/// The time for one request.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Number of requests that are answered at the same time; further ones wait.
const CONNECTIONS: usize = 16;

/// Answers `GET /metrics` until it is dropped.
#[derive(Debug)]
pub(crate) struct MetricsServer {
    metrics: Arc<Mutex<Metrics>>,
    address: SocketAddr,
    task: tokio::task::JoinHandle<()>,
}

impl MetricsServer {
    /// Listens at an address. A number alone is a port of this machine that others cannot reach.
    ///
    /// # Errors
    /// Returns an error if the address is not valid or not free.
    pub(crate) async fn listen(address: &str) -> io::Result<Self> {
        let address = match address.trim_start_matches(':').parse::<u16>() {
            Ok(port) => format!("127.0.0.1:{port}"),
            Err(_) => address.to_owned(),
        };
        let listener = TcpListener::bind(&address).await?;
        let address = listener.local_addr()?;
        let metrics = Arc::new(Mutex::new(Metrics::default()));
        let task = tokio::spawn(serve(listener, Arc::clone(&metrics)));
        Ok(Self { metrics, address, task })
    }

    /// The address, with the port that was chosen.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Shows these metrics from now on.
    pub(crate) fn show(&self, metrics: Metrics) {
        *self.metrics.lock().unwrap_or_else(PoisonError::into_inner) = metrics;
    }
}

impl Drop for MetricsServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, metrics: Arc<Mutex<Metrics>>) {
    let permits = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            // Too many open files, most likely: others may close theirs.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let metrics = Arc::clone(&metrics);
        tokio::spawn(async move {
            let _ = tokio::time::timeout(TIMEOUT, answer(stream, &metrics)).await;
            drop(permit);
        });
    }
}

async fn answer(mut stream: TcpStream, metrics: &Mutex<Metrics>) -> io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") && request.len() < MAX_REQUEST {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let (status, body) = match &request[..] {
        request if request.starts_with(b"GET /metrics ") || request.starts_with(b"GET /metrics?") => {
            let metrics = metrics.lock().unwrap_or_else(PoisonError::into_inner).clone();
            ("200 OK", metrics.text(weda::DateTime::now().as_millis()))
        }
        request if request.starts_with(b"GET ") => ("404 Not Found", "the metrics are at /metrics\n".to_owned()),
        _ => ("405 Method Not Allowed", "GET /metrics\n".to_owned()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: {}\r\nConnection: \
         close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await
}
