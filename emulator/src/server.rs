//! The network around the service.

mod connections;
mod control;
mod disturbance;
mod entry;
mod guard;
mod incoming;
mod outgoing;
mod wire;

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body::Body as _;
use hyper::body::{Bytes, Incoming};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::answer::Answer;
use crate::envelope::Rejection;
use crate::log::{Logged, Sent, kept};
use crate::route::Route;
use crate::service::{self, Caller, Service};
use connections::Limits;
use disturbance::Disturbance;
use entry::{Entry, Unanswered};
use incoming::{Kept, Room};
use outgoing::Outgoing;
use wire::Wire;

/// What a call to the cloud API is about.
const ACTION: HeaderName = HeaderName::from_static("x-tc-action");

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names the store that an answer comes from, so that a caller can tell a new one from that of before.
const STORE: HeaderName = HeaderName::from_static("x-weda-store");

/// Serves until `stopped` says so, which lets calls end, or its other end is gone, which does not.
pub(crate) fn run(runtime: &Runtime, listener: TcpListener, service: Arc<Service>, stopped: oneshot::Receiver<()>) {
    let room = Arc::new(Room::new(service.profile.writes.body_max as usize));
    runtime.block_on(connections::serve(listener, Limits::default(), stopped, move |request, wire| {
        handle(Arc::clone(&service), Arc::clone(&room), request, wire)
    }));
}

async fn handle(service: Arc<Service>, room: Arc<Room>, request: Request<Incoming>, wire: Wire) -> Response<Outgoing> {
    let since = Instant::now();
    let (parts, body) = request.into_parts();
    let id = RequestId::of(&parts.headers);
    let path = parts.uri.path();
    if control::is_meant(&service, path) {
        let answer = match guard::check_control(&parts.headers, service.is_alone) {
            Ok(()) => control::answer(&service, &parts.method, path, room.read(body, Caller::Known).await),
            Err(refused) => {
                incoming::pass(body).await;
                Err(refused)
            }
        };
        let answer = answer.unwrap_or_else(|rejection| rejection.answer(&service.profile, &id.text));
        return respond(answer.status, answer.header, Outgoing::whole(answer.body, wire), &id.text, &service);
    }

    let action = parts.headers.get(ACTION).and_then(|value| value.to_str().ok());
    let route = guard::check(&parts.headers).and_then(|()| service.route(&parts.method, path, action));
    let unanswered = Unanswered::new(Entry::new(logged(&service, &parts, &route, &id), since, Arc::clone(&service)));
    // Of callers without a token little is kept.
    let caller = route.as_ref().ok().and_then(|route| service.caller(route, authorization(&parts)));
    let body = match caller {
        Some(caller) => room.read(body, caller).await,
        None => {
            incoming::pass(body).await;
            Ok(Kept::default())
        }
    };
    let disturbance = Disturbance::of(service.faults.strike(parts.method.as_str(), path));
    disturbance.prepare(&service).await;
    // A caller who has left meanwhile is noticed here, and nothing is carried out for it.
    tokio::task::yield_now().await;
    if let Some(late) = disturbance.late {
        let body = body.map(|body| body.bytes);
        return put_off(late, Call { service, parts, route, body, id, disturbance }, unanswered, &wire);
    }
    let bytes = body.as_ref().map(|body| body.bytes.as_slice());
    let Outcome { applied, answer, code } = carry_out(&service, &parts, &route, bytes, &id, &disturbance);
    drop(body);
    // From here to the end nothing waits, so that what was carried out is never logged as abandoned.
    let mut entry = unanswered.answered();
    let status = disturbance.status.unwrap_or(answer.status);
    let has_body = parts.method != Method::HEAD && !matches!(status, 204 | 304);
    let is_halved = disturbance.until == Sent::Half;
    if let Some(entry) = &mut entry {
        let logged = &mut entry.logged;
        (logged.status, logged.code, logged.applied, logged.note) = (status, code, applied, answer.note);
        if is_halved && !has_body {
            entry.note("an answer without a body has no half, so all of it was sent".to_owned());
        }
        service.unpublished_notes().into_iter().for_each(|note| entry.note(note));
    }
    if disturbance.until == Sent::Nothing {
        wire.cut();
    }
    if disturbance.answers_twice {
        wire.repeat();
        if let Some(entry) = &mut entry {
            entry.note("the answer was sent twice".to_owned());
        }
    }
    // The HTTP layer would not ask for a body where none belongs.
    let body = if has_body { answer.body } else { Bytes::new() };
    let body = Outgoing::new(body, is_halved, entry, wire);
    respond(status, answer.header, body, &id.text, &service)
}

/// A request whose caller is told of no outcome.
struct Call {
    service: Arc<Service>,
    parts: Parts,
    route: Result<Route, Rejection>,
    body: Result<Vec<u8>, Rejection>,
    id: RequestId,
    disturbance: Disturbance,
}

/// Ends the connection, or answers with a status alone; the call is carried out later.
fn put_off(late: Duration, call: Call, unanswered: Unanswered, wire: &Wire) -> Response<Outgoing> {
    let sent = match call.disturbance.status {
        Some(_) => Sent::Whole,
        None => {
            wire.cut();
            Sent::Nothing
        }
    };
    let (status, body) = (call.disturbance.status.unwrap_or(200), Outgoing::whole(Bytes::new(), wire.clone()));
    let response = respond(status, None, body, &call.id.text, &call.service);
    tokio::spawn(async move {
        tokio::time::sleep(late).await;
        let Call { service, parts, route, body, id, disturbance } = &call;
        let body = body.as_ref().map(Vec::as_slice);
        let Outcome { applied, answer, code } = carry_out(service, parts, route, body, id, disturbance);
        if let Some(mut entry) = unanswered.answered() {
            let logged = &mut entry.logged;
            logged.status = disturbance.status.unwrap_or(answer.status);
            (logged.code, logged.applied, logged.note) = (code, applied, answer.note);
            entry.note("the caller did not wait for it".to_owned());
            service.unpublished_notes().into_iter().for_each(|note| entry.note(note));
            entry.end(sent);
        }
    });
    response
}

/// What the log says of a request as it comes.
fn logged(service: &Service, parts: &Parts, route: &Result<Route, Rejection>, id: &RequestId) -> Logged {
    let call = route.as_ref().map_or("other", |route| route.call(&parts.method));
    service.log.count(call);
    Logged {
        time: service.clock.now().as_millisecond(),
        request_id: kept(&id.text),
        method: kept(parts.method.as_str()),
        target: kept(&parts.uri.to_string()),
        call,
        status: 0,
        code: None,
        applied: false,
        sent: Sent::Nothing,
        micros: 0,
        note: None,
    }
}

/// What became of a call.
struct Outcome {
    /// Whether it changed records, whatever is answered.
    applied: bool,
    answer: Answer,
    code: Option<String>,
}

fn carry_out(
    service: &Service,
    parts: &Parts,
    route: &Result<Route, Rejection>,
    body: Result<&[u8], &Rejection>,
    id: &RequestId,
    disturbance: &Disturbance,
) -> Outcome {
    let mut applied = false;
    let answered = disturbance.around(&mut || {
        let route = route.as_ref().map_err(Clone::clone)?;
        let request = service::Request {
            method: &parts.method,
            query: parts.uri.query().unwrap_or_default(),
            id: &id.text,
            has_id: id.is_sent,
            authorization: authorization(parts),
            body: body.map_err(Clone::clone)?,
        };
        let answered = service.answer(&request, route);
        applied |= answered.as_ref().is_ok_and(|answer| answer.applied);
        answered
    });
    let (answer, code) = match answered {
        Ok(answer) => (answer, None),
        Err(rejection) => (rejection.answer(&service.profile, &id.text), Some(rejection.code().to_owned())),
    };
    Outcome { applied, answer, code }
}

fn authorization(parts: &Parts) -> Option<&str> {
    parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok())
}

/// The id of a request: the caller's, or a new one.
struct RequestId {
    text: String,
    is_sent: bool,
}

impl RequestId {
    fn of(headers: &HeaderMap) -> Self {
        let sent = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(|id| !id.is_empty());
        let text = sent.map_or_else(|| Uuid::new_v4().simple().to_string(), str::to_owned);
        Self { text, is_sent: sent.is_some() }
    }
}

fn respond(
    status: u16,
    header: Option<(HeaderName, &'static str)>,
    body: Outgoing,
    request_id: &str,
    service: &Service,
) -> Response<Outgoing> {
    let is_empty = body.is_end_stream();
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    if !is_empty {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    if let Some((name, value)) = header {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(request_id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, request_id);
    }
    headers.insert(STORE, service.store_id());
    response
}
