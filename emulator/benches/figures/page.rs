//! Processor time of a page, compared with a fixed answer.

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

/// Calls of one run.
const CALLS: u32 = 200;

/// The number of records: too many for the caches of pages and records, so that reading all pages repeatedly makes each
/// page anew.
const RECORDS: usize = 100_000;

/// The records of a page.
const SIZE: usize = 100;

/// An interface that lists records.
#[derive(Clone, Copy)]
pub enum Face {
    Odata,
    Gateway,
}

impl Face {
    fn name(self) -> &'static str {
        match self {
            Face::Odata => "OData",
            Face::Gateway => "the gateway",
        }
    }

    /// Calls for a page, counted from 0.
    fn page(self, client: &mut Client, page: usize) -> Vec<u8> {
        match self {
            Face::Odata => {
                let target = format!("/weda/odata/v1/pre/row?$top={SIZE}&$count=true&$skip={}", page * SIZE);
                client.records("GET", &target, "")
            }
            Face::Gateway => {
                let body = format!(r#"{{"pageSize":{SIZE},"pageNumber":{},"getCount":true}}"#, page + 1);
                client.records("POST", "/v1/model/pre/row/list", &body)
            }
        }
    }
}

/// The cost of pages: a repeated one (cached list), one after a record was added (cached records), and successive ones
/// (nothing cached).
pub fn figures(place: &str, emulator: &Emulator) {
    work::fill(emulator, RECORDS);
    for face in [Face::Odata, Face::Gateway] {
        let mut client = Client::of(emulator);
        let mut ready = Client::to(ready_answer(face.page(&mut client, 0)));
        let name = format!("a page of 100 by {} in {place}", face.name());
        if Spent::so_far().is_none() {
            println!("| {name} | not counted here | | | |");
            continue;
        }
        let mut latest = 0;
        let mut next = || {
            latest = (latest + 1) % (RECORDS / SIZE);
            latest
        };
        let mut changed = || {
            work::change(emulator);
            0
        };
        let cases: [(&str, &str, &mut dyn FnMut() -> usize); 3] = [
            ("the same again", ">= 0.45", &mut || 0),
            ("after a change", ">= 1/6", &mut changed),
            ("never asked before", ">= 1/15", &mut next),
        ];
        for (index, (case, goal, page)) in cases.into_iter().enumerate() {
            let (of_emulator, of_ready) = (RefCell::default(), RefCell::default());
            let server =
                pair(|| calls(face, &mut client, page, &of_emulator), || calls(face, &mut ready, &mut || 0, &of_ready));
            server.row(&format!("{name}, {case}: processor time of the server"), goal);
            // Without the client's work between calls.
            if index == 0 {
                let whole = pair(|| next_of(&of_emulator), || next_of(&of_ready));
                whole.row(&format!("{name}, {case}: that of server and client"), goal);
            }
        }
    }
}

/// The server's processor time per call; that of server and client is pushed to `whole`.
fn calls(
    face: Face,
    client: &mut Client,
    page: &mut dyn FnMut() -> usize,
    whole: &RefCell<VecDeque<Duration>>,
) -> Duration {
    let before = Spent::so_far().expect("counted a moment ago");
    for _ in 0..CALLS {
        face.page(client, page());
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
