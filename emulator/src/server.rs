//! The HTTP server.

#[cfg(feature = "https")]
mod certificate;
mod connection;
mod connections;
mod cors;
mod counted_stream;
mod entry;
mod fault_effects;
mod guard;
mod incoming;
mod outgoing;
#[cfg(feature = "https")]
mod plain_text;
mod port;
#[cfg(feature = "https")]
mod proxy;
mod shutdown;
mod store_header;
#[cfg(feature = "https")]
mod tls;
mod unlogged;
mod vendor_hosts;

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body::Body as _;
use hyper::body::{Bytes, Incoming};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::face::Faces;
use crate::face::answer::Answer;
use crate::face::error_response::ApiError;
use crate::face::request;
use crate::face::route::Route;
use crate::fault::Effect;
use crate::log::{Bodies, Delivery, LogEntry, truncated, without_secrets};
use crate::service::Service;
use crate::token::Identity;
#[cfg(feature = "https")]
pub(crate) use certificate::Certificate;
use connections::Limits;
pub(crate) use cors::Cors;
use counted_stream::StreamHandle;
use entry::{Entry, Unanswered};
use fault_effects::FaultEffects;
use guard::Guard;
use incoming::{BodyMemory, ReceivedBody};
use outgoing::Outgoing;
use port::Arrival;
pub(crate) use port::{Port, Protocol};
use store_header::StoreHeader;
#[cfg(feature = "https")]
pub(crate) use tls::Tls;
use unlogged::Unlogged;

/// The action of a call to the cloud API.
const ACTION: HeaderName = HeaderName::from_static("x-tc-action");

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of the store, by which callers recognize a new store.
const STORE: HeaderName = HeaderName::from_static("x-weda-store");

/// Access settings.
#[derive(Debug, Clone)]
pub(crate) struct Access {
    /// Enables the control path.
    pub(crate) control: bool,
    /// The pages that may call the emulator.
    pub(crate) cors: Cors,
    /// True if only this machine can connect.
    pub(crate) is_loopback: bool,
}

/// State shared by all calls.
struct ServerState {
    faces: Faces,
    access: Access,
    body_memory: BodyMemory,
    store_header: StoreHeader,
}

impl ServerState {
    fn service(&self) -> &Arc<Service> {
        &self.faces.service
    }
}

/// Serves until a message on `stopped`, which lets calls end, or until its sender is dropped, which does not.
pub(crate) fn run(runtime: &Runtime, ports: Vec<Port>, faces: Faces, access: Access, stopped: oneshot::Receiver<()>) {
    let body_memory = BodyMemory::new(faces.service.profile().writes.body_max as usize);
    let store_header = StoreHeader::new(faces.service.store_id());
    let shared = Arc::new(ServerState { faces, access, body_memory, store_header });
    runtime.block_on(connections::serve(ports, Limits::default(), stopped, move |request, stream, arrival| {
        handle(Arc::clone(&shared), request, stream, arrival)
    }));
}

async fn handle(
    shared: Arc<ServerState>,
    request: Request<Incoming>,
    stream: StreamHandle,
    arrival: Arrival,
) -> Response<Outgoing> {
    let (parts, body) = request.into_parts();
    let access = &shared.access;
    let unlogged = Unlogged::of(&parts, access.control);
    let permission = access.cors.permission(&parts.headers);
    if !matches!(unlogged, Some(Unlogged::Control))
        && let Some(answer) = access.cors.preflight(&parts, || Outgoing::whole(Bytes::new(), stream.clone()))
    {
        incoming::discard(body).await;
        return answer;
    }
    let headers = &parts.headers;
    let guard = Guard { headers, arrival, permission: &permission, is_loopback: access.is_loopback };
    let mut response = if let Some(call) = unlogged {
        let (service, id) = (shared.service(), RequestId::of(headers));
        let answer = call.answer(service, &parts, body, &shared.body_memory, &guard).await;
        let answer = answer.unwrap_or_else(|error| error.answer(&service.profile(), &id.text));
        respond(answer.status, answer.header, Outgoing::whole(answer.body, stream), &id.text, &shared)
    } else {
        let guarded = guard.check();
        handle_call(Arc::clone(&shared), parts, guarded, body, stream).await
    };
    shared.access.cors.mark(response.headers_mut(), &permission);
    response
}

/// Answers a call to an interface of the service.
async fn handle_call(
    shared: Arc<ServerState>,
    parts: Parts,
    guarded: Result<(), ApiError>,
    body: Incoming,
    stream: StreamHandle,
) -> Response<Outgoing> {
    let since = Instant::now();
    let (service, body_memory) = (shared.service(), &shared.body_memory);
    let (id, path) = (RequestId::of(&parts.headers), parts.uri.path());
    let action = parts.headers.get(ACTION).and_then(|value| value.to_str().ok());
    let route = guarded.and_then(|()| shared.faces.route(&parts.method, path, action));
    let mut unanswered =
        Unanswered::new(Entry::new(new_entry(service, &parts, &route, &id), since, Arc::clone(service)));
    // Callers without a token get little memory.
    let caller = route.as_ref().ok().and_then(|route| shared.faces.caller(route, path, authorization(&parts)));
    let body = match caller {
        Some(caller) => body_memory.read(body, caller).await,
        None => {
            incoming::discard(body).await;
            Ok(ReceivedBody::default())
        }
    };
    let effects = service.faults.take_effects(parts.method.as_str(), path);
    unanswered.struck_by(effects.iter().map(Effect::name).collect());
    let effects = FaultEffects::of(effects);
    effects.prepare(service).await;
    // Detects callers that have disconnected meanwhile, for which nothing is carried out.
    tokio::task::yield_now().await;
    if let Some(late) = effects.late {
        let body = body.map(|body| body.bytes);
        return defer(
            late,
            DeferredCall { shared: Arc::clone(&shared), parts, route, body, id, effects },
            unanswered,
            &stream,
        );
    }
    let bytes = body.as_ref().map(ReceivedBody::bytes);
    let Outcome { applied, answer, code, switch } = carry_out(&shared.faces, &parts, &route, bytes, &id, &effects);
    // Bodies of other calls may hold keys and tokens.
    let is_kept = service.log.keeps_bodies() && route.as_ref().is_ok_and(Route::is_of_records);
    let kept = is_kept.then(|| Bodies::new(bytes.unwrap_or_default(), &answer.body));
    drop(body);
    // No await from here on, so that a call that was carried out is never logged as aborted.
    let mut entry = unanswered.answered();
    let status = effects.status.unwrap_or(answer.status);
    let has_body = parts.method != Method::HEAD && !matches!(status, 204 | 304);
    let is_halved = effects.delivery == Delivery::Partial;
    if let Some(entry) = &mut entry {
        entry.bodies = kept;
        let logged = &mut entry.logged;
        (logged.status, logged.code, logged.applied, logged.note) = (status, code, applied, answer.note);
        logged.switch = switch;
        logged.kept = answer.kept;
        if is_halved && !has_body {
            entry.note("the answer has no body that could be cut, so all of it was sent".to_owned());
        }
        service.unpublished_notes().into_iter().for_each(|note| entry.note(note));
    }
    if effects.delivery == Delivery::None {
        stream.cut();
    }
    if effects.answers_twice {
        stream.repeat();
        if let Some(entry) = &mut entry {
            entry.note("the answer was sent twice".to_owned());
        }
    }
    // Hyper does not poll a body that the status or method excludes.
    let body = if has_body { answer.body } else { Bytes::new() };
    let body = Outgoing::new(body, is_halved, entry, stream);
    respond(status, answer.header, body, &id.text, &shared)
}

/// A request that is carried out after its answer.
struct DeferredCall {
    shared: Arc<ServerState>,
    parts: Parts,
    route: Result<Route, ApiError>,
    body: Result<Vec<u8>, ApiError>,
    id: RequestId,
    effects: FaultEffects,
}

/// Ends the connection or answers with a bare status; the call is carried out later.
fn defer(late: Duration, call: DeferredCall, unanswered: Unanswered, stream: &StreamHandle) -> Response<Outgoing> {
    let sent = match call.effects.status {
        Some(_) => Delivery::Complete,
        None => {
            stream.cut();
            Delivery::None
        }
    };
    let (status, body) = (call.effects.status.unwrap_or(200), Outgoing::whole(Bytes::new(), stream.clone()));
    let response = respond(status, None, body, &call.id.text, &call.shared);
    tokio::spawn(async move {
        tokio::time::sleep(late).await;
        let DeferredCall { shared, parts, route, body, id, effects } = &call;
        let body = body.as_ref().map(Vec::as_slice);
        let Outcome { applied, answer, code, switch } = carry_out(&shared.faces, parts, route, body, id, effects);
        if let Some(mut entry) = unanswered.answered() {
            let logged = &mut entry.logged;
            logged.status = effects.status.unwrap_or(answer.status);
            (logged.code, logged.applied, logged.note) = (code, applied, answer.note);
            logged.switch = switch;
            entry.note("it was carried out later".to_owned());
            shared.service().unpublished_notes().into_iter().for_each(|note| entry.note(note));
            entry.end(sent);
        }
    });
    response
}

/// The log entry of a request at its arrival.
fn new_entry(service: &Service, parts: &Parts, route: &Result<Route, ApiError>, id: &RequestId) -> LogEntry {
    let call = route.as_ref().map_or("other", |route| route.call(&parts.method));
    service.log.count(call);
    LogEntry {
        time: service.clock.now().as_millisecond(),
        request_id: truncated(&id.text),
        method: truncated(parts.method.as_str()),
        target: truncated(&without_secrets(&parts.uri.to_string())),
        call,
        status: 0,
        code: None,
        applied: false,
        sent: Delivery::None,
        micros: 0,
        note: None,
        faults: Vec::new(),
        switch: None,
        kept: false,
    }
}

/// The outcome of a call.
struct Outcome {
    /// True if it changed records, regardless of the answer.
    applied: bool,
    answer: Answer,
    code: Option<String>,
    /// The switch that the refusal depends on.
    switch: Option<&'static str>,
}

fn carry_out(
    faces: &Faces,
    parts: &Parts,
    route: &Result<Route, ApiError>,
    body: Result<&[u8], &ApiError>,
    id: &RequestId,
    effects: &FaultEffects,
) -> Outcome {
    let _one_profile = faces.service.hold_profile();
    let mut applied = false;
    let answered = effects.apply(&mut || {
        let route = route.as_ref().map_err(Clone::clone)?;
        let request = request::Request {
            method: &parts.method,
            path: parts.uri.path(),
            headers: &parts.headers,
            query: parts.uri.query().unwrap_or_default(),
            id: &id.text,
            has_id: id.is_sent,
            authorization: authorization(parts),
            identity: Identity::Anonymous,
            body: body.map_err(Clone::clone)?,
        };
        let answered = faces.answer(&request, route);
        applied |= answered.as_ref().is_ok_and(|answer| answer.applied);
        answered
    });
    let (answer, code, switch) = match answered {
        Ok(answer) => (answer, None, None),
        Err(error) => {
            let error = match route {
                Ok(Route::Cloud { .. }) => error.of_cloud(),
                _ => error.of_path(parts.uri.path(), &faces.service.profile()),
            };
            (error.answer(&faces.service.profile(), &id.text), Some(error.code().to_owned()), error.switch())
        }
    };
    Outcome { applied, answer, code, switch }
}

fn authorization(parts: &Parts) -> Option<&str> {
    parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok())
}

/// The id of a request: the caller's or a generated one.
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
    shared: &ServerState,
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
    headers.insert(STORE, shared.store_header.of(shared.service().store_id()));
    response
}
