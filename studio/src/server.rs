//! The HTTP server of the page and its calls.

use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::json;
use tokio::runtime::Runtime;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::{self, Instant};

use crate::api::{Api, is_in_doubt};
use crate::assets;
use crate::body::{self, Outgoing};
use crate::guard::{self, Target, Wall};
use crate::refused::{Refused, RefusedKind};
use crate::token::Token;

/// The maximum length of a call's body, in bytes.
const MAX_BODY: usize = 16 << 20;
/// The maximum length of a request's head, in bytes.
const MAX_HEAD: usize = 16 << 10;
/// The time in which a head must have arrived.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// The time in which a call that was told to end tells what it has done.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// The number of calls that are carried out at once; some more wait.
const CALLS: usize = 8;
/// The number of connections.
const CONNECTIONS: usize = 64;

/// Nothing of another host, no script but the file, no text as markup.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

/// The headers of every answer.
const HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-frame-options", "DENY"),
];

/// State shared by all connections.
pub(crate) struct Shared {
    pub(crate) api: Api,
    pub(crate) token: Token,
    pub(crate) port: u16,
    pub(crate) calls: Semaphore,
}

impl Shared {
    pub(crate) fn new(api: Api, token: Token, port: u16) -> Self {
        Self { api, token, port, calls: Semaphore::new(CALLS) }
    }
}

/// Serves until `stopped` gets a message or is dropped.
pub(crate) fn run(runtime: &Runtime, listener: TcpListener, shared: &Arc<Shared>, stopped: oneshot::Receiver<()>) {
    runtime.block_on(async {
        // The listener is open and does not block: this fails only where the system has no more resources.
        let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
        tokio::select! {
            () = accept(listener, shared) => {}
            _ = stopped => {}
        }
        // The runtime waits for their threads.
        shared.api.transfers().stop_all();
    });
}

async fn accept(listener: tokio::net::TcpListener, shared: &Arc<Shared>) {
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(permit) = Arc::clone(&connections).acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            // No more files: others may be closed soon.
            time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let shared = Arc::clone(shared);
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let shared = Arc::clone(&shared);
                async move { Ok::<_, Infallible>(answer(&shared, request).await) }
            });
            let mut http = http1::Builder::new();
            http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(MAX_HEAD);
            // A connection that breaks concerns its browser alone.
            let _ = http.serve_connection(TokioIo::new(stream), service).await;
            drop(permit);
        });
    }
}

async fn answer(shared: &Arc<Shared>, request: Request<Incoming>) -> Response<Outgoing> {
    let (parts, body) = request.into_parts();
    let mut answer = match guard::check(&parts, shared.port, &shared.token) {
        Err(Wall { status, message }) => plain(status, message),
        Ok(Target::File) => {
            let tag = parts.headers.get(IF_NONE_MATCH).map(HeaderValue::as_bytes);
            file(&parts.method, parts.uri.path(), tag)
        }
        Ok(Target::Download(ticket)) => match shared.api.transfers().download(&ticket) {
            Some((name, length, body)) => file_answer(&name, length, body),
            None => plain(StatusCode::NOT_FOUND, "this download was used or is over: export again"),
        },
        Ok(Target::Call(name)) if name == "import" => match received(body)
            .await
            .and_then(|body| shared.api.import(&body))
        {
            Ok(lines) => lines_answer(lines),
            Err(refused) => json_answer(refused.kind.status(), json!({ "error": refused }).to_string().into_bytes()),
        },
        Ok(Target::Call(name)) if name == "upload" => match shared.api.transfers().upload(body).await {
            Ok(kept) => json_answer(StatusCode::OK, kept.to_string().into_bytes()),
            Err(refused) => json_answer(refused.kind.status(), json!({ "error": refused }).to_string().into_bytes()),
        },
        Ok(Target::Call(name)) => match call(shared, &name, body).await {
            Ok(text) => json_answer(StatusCode::OK, text),
            Err(refused) => json_answer(refused.kind.status(), json!({ "error": refused }).to_string().into_bytes()),
        },
    };
    for (name, value) in HEADERS {
        answer.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    answer
}

async fn call(shared: &Shared, name: &str, body: Incoming) -> Result<Vec<u8>, Refused> {
    let deadline = shared.api.deadline(name);
    let until = Instant::now() + deadline;
    let mut has_begun = false;
    let answered = async {
        // Never closed, so that this only waits.
        let _permit = shared.calls.acquire().await;
        let body = received(body).await?;
        has_begun = true;
        shared.api.answer(name, &body, until).await
    };
    // Changes of many records end by themselves.
    let end = if name == "bulk" { until + LAST_WORDS } else { until };
    let answered = time::timeout_at(end, answered).await;
    answered.unwrap_or_else(|_| {
        let message = format!("the source took longer than {} seconds: ask for less", deadline.as_secs());
        Err(Refused { doubt: has_begun && is_in_doubt(name), ..Refused::new(RefusedKind::Timeout, message) })
    })
}

async fn received(body: Incoming) -> Result<Bytes, Refused> {
    match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(Refused::new(RefusedKind::TooLarge, "the call's body is larger than 16 MiB"))
        }
        Err(error) => Err(Refused::new(RefusedKind::Invalid, format!("the call's body did not arrive: {error}"))),
    }
}

fn json_answer(status: StatusCode, text: Vec<u8>) -> Response<Outgoing> {
    let mut answer = Response::new(body::whole(text));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// Progress, a line of JSON each.
fn lines_answer(body: Outgoing) -> Response<Outgoing> {
    let mut answer = Response::new(body);
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// A download. `name` needs no quoting.
fn file_answer(name: &str, length: u64, body: Outgoing) -> Response<Outgoing> {
    let mut answer = Response::new(body);
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    if let Ok(attachment) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, attachment);
    }
    answer
}

fn plain(status: StatusCode, message: &'static str) -> Response<Outgoing> {
    let mut answer = Response::new(body::whole(message));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

fn file(method: &Method, path: &str, known: Option<&[u8]>) -> Response<Outgoing> {
    let Some((asset, tag)) = assets::find(path) else {
        return plain(StatusCode::NOT_FOUND, "the studio has no such page: begin at /");
    };
    let is_known = known == Some(tag.as_bytes());
    let bytes = if is_known || method == Method::HEAD { &[] } else { asset.bytes };
    let mut answer = Response::new(body::whole(Bytes::from_static(bytes)));
    if is_known {
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(ETAG, HeaderValue::from_static(tag));
    // Asked again each time, so that a studio of another version is never mixed with old files.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    answer
}
