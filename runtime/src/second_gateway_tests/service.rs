//! An in-process service that stores records, answers through both gateways, and fails on demand.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode};
use serde_json::{Value as Json, json};

use super::store::{Answer, Store};

/// A fault that is injected into one call.
#[derive(Debug, Clone)]
pub(super) enum Fault {
    /// The connection fails; the call is not applied.
    DropBefore,
    /// The call is applied; then the connection fails.
    DropAfter,
    /// An error with this code and status 200; the call is not applied.
    Code(&'static str),
    /// This status and body; the call is not applied.
    Answer(u16, &'static str),
    /// The call is applied and answered after this delay.
    Late(Duration),
}

#[derive(Default)]
struct Script {
    store: Store,
    faults: Vec<(&'static str, VecDeque<Fault>)>,
    calls: Vec<(String, Json)>,
    is_tied: bool,
}

pub(super) struct Service {
    address: SocketAddr,
    script: Arc<Mutex<Script>>,
}

impl Service {
    /// Starts a service with this number of records.
    pub async fn start(records: usize) -> Service {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let script = Arc::new(Mutex::new(Script { is_tied: true, ..Script::default() }));
        script.lock().unwrap().store.fill(records);
        let app = axum::Router::new().fallback(answer).with_state(Arc::clone(&script));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Service { address, script }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap()
    }

    /// Changes the store or its behaviour.
    pub fn store<T>(&self, change: impl FnOnce(&mut Store) -> T) -> T {
        change(&mut self.script().store)
    }

    /// Injects faults into the next calls of an operation, one each.
    pub fn fail(&self, operation: &'static str, faults: impl IntoIterator<Item = Fault>) {
        self.script().faults.push((operation, faults.into_iter().collect()));
    }

    /// Stops answering with request ids.
    pub fn untie(&self) {
        self.script().is_tied = false;
    }

    /// Returns the number of calls of an operation.
    pub fn count(&self, operation: &str) -> usize {
        self.script().calls.iter().filter(|(called, _)| called == operation).count()
    }

    /// Returns the bodies of the calls of an operation.
    pub fn bodies(&self, operation: &str) -> Vec<Json> {
        let calls = &self.script().calls;
        calls.iter().filter(|(called, _)| called == operation).map(|(_, body)| body.clone()).collect()
    }

    /// Returns the names of all records, in the order of their creation.
    pub fn names(&self) -> Vec<String> {
        self.store(|store| store.records.iter().map(|record| record["name"].as_str().unwrap().to_owned()).collect())
    }
}

async fn answer(State(script): State<Arc<Mutex<Script>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    if parts.uri.path().starts_with("/weda/odata/") {
        return list_of_odata(&script.lock().unwrap().store, parts.uri.query().unwrap_or_default()).into_response();
    }
    if parts.uri.path().starts_with("/auth/") {
        let mut script = script.lock().unwrap();
        script.calls.push(("token".to_owned(), Json::Null));
        let token = format!("token{}", script.calls.len());
        return json!({ "token_type": "Bearer", "access_token": token, "expires_in": 432_000 })
            .to_string()
            .into_response();
    }
    let operation = parts.uri.path().rsplit('/').next().unwrap().to_owned();
    assert_eq!(parts.uri.path(), format!("/v1/model/pre/item/{operation}"));
    assert_eq!(parts.method == http::Method::PUT, operation.starts_with("update"), "{operation}");
    let body: Json = serde_json::from_slice(&body).expect("a body in JSON");
    let (fault, is_tied, given) = {
        let mut script = script.lock().unwrap();
        script.calls.push((operation.clone(), body.clone()));
        let mut faults = script.faults.iter_mut().filter(|(of, _)| *of == operation);
        let fault = faults.find_map(|(_, faults)| faults.pop_front());
        let given = match &fault {
            Some(Fault::DropBefore | Fault::Answer(..)) => Ok(Json::Null),
            Some(Fault::Code(code)) => Err(*code),
            Some(Fault::DropAfter | Fault::Late(_)) | None => script.store.answer(&operation, &body),
        };
        (fault, script.is_tied, given)
    };
    let mut response = match fault {
        // A wrong content length breaks the connection within the answer.
        Some(Fault::DropBefore | Fault::DropAfter) => {
            return ([("content-length", "100")], "{").into_response();
        }
        Some(Fault::Answer(status, body)) => (StatusCode::from_u16(status).unwrap(), body).into_response(),
        Some(Fault::Late(time)) => {
            tokio::time::sleep(time).await;
            printed(given)
        }
        Some(Fault::Code(_)) | None => printed(given),
    };
    let id: Option<&HeaderValue> = parts.headers.get("x-request-id").filter(|_| is_tied);
    response.headers_mut().extend(id.map(|id| (http::HeaderName::from_static("x-request-id"), id.clone())));
    response
}

fn printed(given: Answer) -> Response {
    let body = match given {
        Ok(data) => json!({ "data": data, "requestId": "r1" }),
        Err(code) => json!({ "code": code, "message": message(code), "requestId": "r1" }),
    };
    body.to_string().into_response()
}

/// A unique value that exists is told by the text alone.
fn message(code: &str) -> &'static str {
    if code == "FAILED_OPERATION" { "Duplicate entry" } else { "no" }
}

/// Returns a list of all records by id.
fn list_of_odata(store: &Store, query: &str) -> String {
    let number = |name: &str| query.split('&').find_map(|part| part.strip_prefix(name)).unwrap().parse().unwrap();
    let (records, total) = store.page(&json!({}), &json!([{ "_id": "asc" }]), number("$skip="), number("$top="));
    json!({ "@odata.count": total, "value": records }).to_string()
}
