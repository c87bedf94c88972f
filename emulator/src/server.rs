//! The network around the service.

mod control;
mod disturbance;
mod entry;
mod guard;
mod outgoing;
mod wire;

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::time::timeout;
use uuid::Uuid;

use crate::answer::Answer;
use crate::envelope::{Code, Rejection};
use crate::log::{Logged, Sent, kept};
use crate::route::Route;
use crate::service::{self, Service};
use disturbance::Disturbance;
use entry::{Entry, Unanswered};
use outgoing::Outgoing;
use wire::{Wire, Wires};

/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(60);

/// How long calls may take to end once the emulator is asked to stop.
const GRACE: Duration = Duration::from_secs(2);

/// What a call to the cloud API is about.
const ACTION: HeaderName = HeaderName::from_static("x-tc-action");

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names the store that an answer comes from, so that a caller can tell a new one from that of before.
const STORE: HeaderName = HeaderName::from_static("x-weda-store");

/// Serves until `stopped` says so, which lets calls end, or its other end is gone, which does not.
pub(crate) fn run(runtime: &Runtime, listener: TcpListener, service: Arc<Service>, stopped: oneshot::Receiver<()>) {
    runtime.block_on(async {
        // Every path comes here: how a record path may be written is not something axum's router knows.
        let router = Router::new().fallback(handle).with_state(service);
        let connections = router.into_make_service_with_connect_info::<Wire>();
        let (finish, finishing) = oneshot::channel::<()>();
        let until = async { drop(finishing.await) };
        let server =
            tokio::spawn(async { axum::serve(Wires(listener), connections).with_graceful_shutdown(until).await });
        let abort = server.abort_handle();
        if stopped.await.is_ok() {
            drop(finish);
            // Not for ever: some clients keep a connection without ever asking anything.
            let _ = timeout(GRACE, server).await;
        }
        abort.abort();
    });
}

async fn handle(
    State(service): State<Arc<Service>>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    request: Request,
) -> Response {
    let since = Instant::now();
    let (parts, body) = request.into_parts();
    let id = RequestId::of(&parts.headers);
    let path = parts.uri.path();
    if control::is_meant(&service, path) {
        let body = read(body, service.profile.writes.body_max as usize).await;
        let allowed = guard::check_control(&parts.headers, service.is_alone);
        let answer = allowed.and_then(|()| control::answer(&service, &parts.method, path, &body));
        let answer = answer.unwrap_or_else(|rejection| rejection.answer(&service.profile, &id.text));
        return respond(answer.status, answer.header, Body::from(answer.body), &id.text, &service);
    }

    let action = parts.headers.get(ACTION).and_then(|value| value.to_str().ok());
    let route = guard::check(&parts.headers).and_then(|()| service.route(&parts.method, path, action));
    let unanswered = Unanswered::new(Entry::new(logged(&service, &parts, &route, &id), since, Arc::clone(&service)));
    let body = read(body, service.profile.writes.body_max as usize).await;
    let disturbance = Disturbance::of(service.faults.strike(parts.method.as_str(), path));
    disturbance.prepare(&service).await;
    // A caller who has left meanwhile is noticed here, and nothing is carried out for it.
    tokio::task::yield_now().await;
    if let Some(late) = disturbance.late {
        return put_off(late, Call { service, parts, route, body, id, disturbance }, unanswered, &wire);
    }
    let Outcome { applied, answer, code } = carry_out(&service, &parts, &route, &body, &id, &disturbance);
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
    respond(status, answer.header, Body::new(body), &id.text, &service)
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
fn put_off(late: Duration, call: Call, unanswered: Unanswered, wire: &Wire) -> Response {
    let sent = match call.disturbance.status {
        Some(_) => Sent::Whole,
        None => {
            wire.cut();
            Sent::Nothing
        }
    };
    let response = respond(call.disturbance.status.unwrap_or(200), None, Body::empty(), &call.id.text, &call.service);
    tokio::spawn(async move {
        tokio::time::sleep(late).await;
        let Call { service, parts, route, body, id, disturbance } = &call;
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
    body: &Result<Vec<u8>, Rejection>,
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
            authorization: parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()),
            body: body.as_ref().map_err(Clone::clone)?,
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

/// The whole body. One that is too large is read to its end all the same: an answer in its middle would be lost.
async fn read(mut body: Body, max: usize) -> Result<Vec<u8>, Rejection> {
    let mut bytes = Vec::new();
    let mut length = 0;
    let whole = timeout(BODY_TIME, async {
        while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            let Ok(data) = frame?.into_data() else { continue };
            length += data.len();
            if length <= max {
                bytes.extend_from_slice(&data);
            }
        }
        Ok::<_, axum::Error>(())
    });
    match whole.await {
        // The mark that some programs put before UTF-8 (RFC 8259, 8.1).
        Ok(Ok(())) if length <= max => Ok(bytes.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(bytes)),
        Ok(Ok(())) => {
            let message =
                format!("the body has {length} bytes, {max} is the limit (`writes.body_max`): send less at once");
            Err(Rejection::new(Code::ExceedRequestSizeLimit, message))
        }
        Ok(Err(error)) => {
            let message = format!("the body broke off ({error}): send as many bytes as announced");
            Err(Rejection::new(Code::BadRequest, message))
        }
        Err(_) => {
            let message = "the body did not arrive within a minute: send it without a pause";
            Err(Rejection::new(Code::BadRequest, message))
        }
    }
}

fn respond(
    status: u16,
    header: Option<(HeaderName, &'static str)>,
    body: Body,
    request_id: &str,
    service: &Service,
) -> Response {
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
