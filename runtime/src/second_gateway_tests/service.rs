//! A service in this process that keeps records, answers both gateways, and fails when it is told to.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode};
use serde_json::{Value as Json, json};

use super::store::{Answer, Store};

/// What becomes of one call instead of what was asked for.
#[derive(Debug, Clone)]
pub(super) enum DecodeError {
    /// The connection breaks, and nothing is done.
    DropBefore,
    /// It is done, and the connection breaks.
    DropAfter,
    /// An error with this code under 200, and nothing is done.
    Code(&'static str),
    /// This body under this status, and nothing is done.
    Answer(u16, &'static str),
    /// It is done, and answered so much later.
    Late(Duration),
}

#[derive(Default)]
struct Script {
    store: Store,
    faults: Vec<(&'static str, VecDeque<DecodeError>)>,
    calls: Vec<(String, Json)>,
    is_tied: bool,
}

pub(super) struct Service {
    address: SocketAddr,
    script: Arc<Mutex<Script>>,
}

impl Service {
    /// A service with so many records.
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

    /// Changes the records, or what the service does with them.
    pub fn store<T>(&self, change: impl FnOnce(&mut Store) -> T) -> T {
        change(&mut self.script().store)
    }

    /// What becomes of the next calls of this operation, one after the other.
    pub fn fail(&self, operation: &'static str, faults: impl IntoIterator<Item = DecodeError>) {
        self.script().faults.push((operation, faults.into_iter().collect()));
    }

    /// From now on answers bear no id of their requests.
    pub fn untie(&self) {
        self.script().is_tied = false;
    }

    /// How many calls of an operation there were.
    pub fn count(&self, operation: &str) -> usize {
        self.script().calls.iter().filter(|(called, _)| called == operation).count()
    }

    /// The bodies of the calls of an operation.
    pub fn bodies(&self, operation: &str) -> Vec<Json> {
        let calls = &self.script().calls;
        calls.iter().filter(|(called, _)| called == operation).map(|(_, body)| body.clone()).collect()
    }

    /// The names of all records, in the order in which they were created.
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
            Some(DecodeError::DropBefore | DecodeError::Answer(..)) => Ok(Json::Null),
            Some(DecodeError::Code(code)) => Err(*code),
            Some(DecodeError::DropAfter | DecodeError::Late(_)) | None => script.store.answer(&operation, &body),
        };
        (fault, script.is_tied, given)
    };
    let mut response = match fault {
        // A length that the body does not have ends the connection in the middle of the answer.
        Some(DecodeError::DropBefore | DecodeError::DropAfter) => {
            return ([("content-length", "100")], "{").into_response();
        }
        Some(DecodeError::Answer(status, body)) => (StatusCode::from_u16(status).unwrap(), body).into_response(),
        Some(DecodeError::Late(time)) => {
            tokio::time::sleep(time).await;
            printed(given)
        }
        Some(DecodeError::Code(_)) | None => printed(given),
    };
    let id: Option<&HeaderValue> = parts.headers.get("x-request-id").filter(|_| is_tied);
    response.headers_mut().extend(id.map(|id| (http::HeaderName::from_static("x-request-id"), id.clone())));
    response
}

fn printed(given: Answer) -> Response {
    let body = match given {
        Ok(data) => json!({ "data": data, "requestId": "r1" }),
        Err(code) => json!({ "code": code, "message": "no", "requestId": "r1" }),
    };
    body.to_string().into_response()
}

/// A list of all records, by their ids.
fn list_of_odata(store: &Store, query: &str) -> String {
    let number = |name: &str| query.split('&').find_map(|part| part.strip_prefix(name)).unwrap().parse().unwrap();
    let (records, total) = store.page(&json!({}), &json!([{ "_id": "asc" }]), number("$skip="), number("$top="));
    json!({ "@odata.count": total, "value": records }).to_string()
}
