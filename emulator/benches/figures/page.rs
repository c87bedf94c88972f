//! Processor time of a page, compared with a fixed answer.
//!
//! The goal is for a repeated page, which the emulator answers from its cache. The other two figures measure how a page
//! is made and have no goal.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::Duration;

use http::{Request, Response};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::runtime;
use weda_emulator::Emulator;

use crate::http::Client;
use crate::pair::pair;
use crate::spent::Spent;
use crate::work;

const PAGE: &str = "pre/row?$top=100&$count=true";

/// Calls of one run.
const CALLS: u32 = 200;

/// The number of records: too many for the caches of pages and records, so that reading all pages repeatedly makes each
/// page anew.
const RECORDS: usize = 100_000;

/// The cost of pages: a repeated one (cached list), one after a change of the model (cached records), and successive
/// ones (nothing cached).
pub fn figures(place: &str, emulator: &Emulator, goal: &str) {
    work::fill(emulator, RECORDS);
    let mut client = Client::of(emulator);
    let mut ready = Client::to(ready_answer(client.read(PAGE)));
    if Spent::so_far().is_none() {
        println!("| a page of 100 records in {place} | not counted here | | | {goal} |");
        return;
    }
    let mut skip = 0;
    let mut next = || {
        skip = (skip + 100) % (RECORDS - 100);
        format!("{PAGE}&$skip={skip}")
    };
    let mut changed = || {
        work::change(emulator);
        PAGE.to_owned()
    };
    let mut again = || PAGE.to_owned();
    let cases: [(&str, &str, &mut dyn FnMut() -> String); 3] =
        [("the same again", goal, &mut again), ("after a change", "", &mut changed), ("each another", "", &mut next)];
    for (case, goal, target) in cases {
        let (of_emulator, of_ready) = (RefCell::default(), RefCell::default());
        let server =
            pair(|| calls(&mut client, target, &of_emulator), || calls(&mut ready, &mut || PAGE.to_owned(), &of_ready));
        server.row(&format!("a page of 100 in {place}, {case}: processor time of the server"), goal);
        // Without the client's work between calls.
        if !goal.is_empty() {
            let whole = pair(|| next_of(&of_emulator), || next_of(&of_ready));
            whole.row(&format!("a page of 100 in {place}, {case}: that of server and client"), goal);
        }
    }
}

/// The server's processor time per call; that of server and client is pushed to `whole`.
fn calls(client: &mut Client, target: &mut dyn FnMut() -> String, whole: &RefCell<VecDeque<Duration>>) -> Duration {
    let before = Spent::so_far().expect("counted a moment ago");
    for _ in 0..CALLS {
        client.get(&target());
    }
    let after = Spent::so_far().expect("counted a moment ago");
    let server = (after.others - before.others) / CALLS;
    whole.borrow_mut().push_back(server + (after.own - before.own) / CALLS);
    server
}

fn next_of(kept: &RefCell<VecDeque<Duration>>) -> Duration {
    kept.borrow_mut().pop_front().expect("as many as there were")
}

/// A single-threaded hyper server that answers every call with the same bytes.
fn ready_answer(body: Vec<u8>) -> SocketAddr {
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
            let answer = Response::new(Full::new(body.clone()));
            async { Ok::<_, Infallible>(answer) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
    }
}
