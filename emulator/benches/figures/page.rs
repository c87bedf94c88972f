//! What a page costs the processor, beside an answer that stands ready.

use std::convert::Infallible;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::runtime;

use crate::http::Client;

const PAGE: &str = "pre/row?$top=100&$count=true";

/// Calls of one run.
const CALLS: u32 = 500;

/// What a page costs the server, whichever it is; `None` where the system does not count what threads cost.
pub fn cost(client: &mut Client) -> Option<Duration> {
    let before = spent_elsewhere()?;
    (0..CALLS).for_each(|_| client.get(PAGE));
    Some((spent_elsewhere()? - before) / CALLS)
}

/// The page, as the emulator sends it.
pub fn of(client: &mut Client) -> Vec<u8> {
    client.read(PAGE)
}

/// The time on the processor of all threads but this one, which is the client.
fn spent_elsewhere() -> Option<Duration> {
    let own = fs::read_link("/proc/thread-self").ok()?;
    let mut spent = 0;
    for task in fs::read_dir("/proc/self/task").ok()? {
        let task = task.ok()?;
        if Some(task.file_name().as_os_str()) != own.file_name() {
            let counted = fs::read_to_string(task.path().join("schedstat")).ok()?;
            spent += counted.split(' ').next()?.parse::<u64>().ok()?;
        }
    }
    Some(Duration::from_nanos(spent))
}

/// A server of hyper's, in one thread as the emulator is, that answers every call with the same bytes.
pub fn ready_answer(body: Vec<u8>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("a socket");
    let address = listener.local_addr().expect("a socket");
    thread::spawn(move || {
        let runtime = runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(serve(listener, Bytes::from(body)));
    });
    address
}

async fn serve(listener: TcpListener, body: Bytes) {
    let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        stream.set_nodelay(true).expect("a socket");
        let body = body.clone();
        let answer = service_fn(move |_: Request<Incoming>| {
            let answer = Response::new(Body::from(body.clone()));
            async { Ok::<_, Infallible>(answer) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
    }
}
