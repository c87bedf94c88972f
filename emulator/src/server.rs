//! The network around the service.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::time::timeout;
use uuid::Uuid;

use crate::answer::Answer;
use crate::envelope::{Code, Fault};
use crate::service::{self, Service};

/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(60);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Serves until `stopped` says so or its other end is gone.
pub(crate) fn run(runtime: &Runtime, listener: TcpListener, service: Arc<Service>, stopped: oneshot::Receiver<()>) {
    runtime.block_on(async {
        // Every path comes here: how a record path may be written is not something axum's router knows.
        let router = Router::new().fallback(handle).with_state(service);
        let listener = listener.tap_io(|stream| {
            // Without it small answers may wait for the client's acknowledgement.
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!("no TCP_NODELAY: {error}");
            }
        });
        let server = tokio::spawn(async { axum::serve(listener, router).await });
        // Not a graceful shutdown: it would wait for clients that keep their connections open.
        let _ = stopped.await;
        server.abort();
    });
}

async fn handle(State(service): State<Arc<Service>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let sent_id = sent_id(&parts.headers);
    let request_id = sent_id.map_or_else(|| Uuid::new_v4().simple().to_string(), str::to_owned);
    let answer = match read(body, service.profile.writes.body_max as usize).await {
        Ok(body) => service.answer(&service::Request {
            method: &parts.method,
            path: parts.uri.path(),
            query: parts.uri.query().unwrap_or_default(),
            id: &request_id,
            has_id: sent_id.is_some(),
            authorization: parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()),
            body: &body,
        }),
        Err(fault) => Err(fault),
    };
    let answer = answer.unwrap_or_else(|fault| fault.answer(&service.profile, &request_id));
    tracing::debug!(method = %parts.method, path = parts.uri.path(), status = answer.status, request_id, "answered");
    respond(answer, &request_id)
}

/// The caller's request id.
fn sent_id(headers: &HeaderMap) -> Option<&str> {
    headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(|id| !id.is_empty())
}

/// The whole body. One that is too large is read to its end all the same: an answer in its middle would be lost.
async fn read(mut body: Body, max: usize) -> Result<Vec<u8>, Fault> {
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
        Ok(Ok(())) if length <= max => Ok(bytes),
        Ok(Ok(())) => {
            let message =
                format!("the body has {length} bytes, {max} is the limit (`writes.body_max`): send less at once");
            Err(Fault::new(Code::ExceedRequestSizeLimit, message))
        }
        Ok(Err(error)) => {
            Err(Fault::new(Code::BadRequest, format!("the body broke off ({error}): send as many bytes as announced")))
        }
        Err(_) => Err(Fault::new(Code::BadRequest, "the body did not arrive within a minute: send it without a pause")),
    }
}

fn respond(answer: Answer, request_id: &str) -> Response {
    let empty = answer.body.is_empty();
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    if !empty {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    if let Some((name, value)) = answer.header {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(request_id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, request_id);
    }
    response
}
