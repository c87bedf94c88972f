//! What a page costs the processor, beside an answer that stands ready.
//!
//! The goal is for the same page again, and it is met because the emulator keeps pages until something changes: that figure
//! says what a kept page costs, and nothing of how one is made. The other two do, and have no goal.

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

/// The records of an emulator. A figure goes through their pages several times, and what the emulator keeps of pages and
/// records has no room for as many: each page is made anew.
const RECORDS: usize = 100_000;

/// What pages cost: the same one again, which is kept; one after a change of the model, whose records are kept as text; and
/// one after the other, of which nothing is kept any more when its turn comes again.
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
        // What the client does besides is no part of its calls.
        if !goal.is_empty() {
            let whole = pair(|| next_of(&of_emulator), || next_of(&of_ready));
            whole.row(&format!("a page of 100 in {place}, {case}: that of server and client"), goal);
        }
    }
}

/// What some calls cost, each of them; that of server and client is kept for later.
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

/// A server of hyper's, in one thread as the emulator is, that answers every call with the same bytes.
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
