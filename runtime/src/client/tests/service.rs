use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};

/// What the service answers to reads, unless told otherwise.
pub const PAGE: &str = r##"{"@odata.context":"$metadata#student","value":[]}"##;

/// Mints `token1`, `token2`, ...; answers the rest with a page, or with what it was told.
pub struct FakeService {
    address: SocketAddr,
    script: Arc<Mutex<Script>>,
}

#[derive(Default)]
struct Script {
    calls: Vec<Call>,
    tokens: usize,
    answers: VecDeque<(u16, Vec<u8>)>,
    label: Option<(&'static str, String)>,
    refusal: Option<(u16, String)>,
    delay: Duration,
    delay_of_tokens: Duration,
    hang_up: bool,
    /// Of how many records there are pages, and how long those are at most.
    records: Option<(usize, usize)>,
    /// The page that begins there holds no more than so many records, once.
    cut: Option<(usize, usize)>,
    in_flight: usize,
    most_in_flight: usize,
}

#[derive(Debug, Clone)]
pub struct Call {
    /// Method and target, as they came.
    pub line: String,
    pub body: String,
    headers: HeaderMap,
}

impl Call {
    /// Empty if it is absent.
    pub fn header(&self, name: &str) -> String {
        let value = self.headers.get(name).map(|value| value.to_str().unwrap());
        value.unwrap_or_default().to_owned()
    }
}

impl FakeService {
    pub async fn start() -> FakeService {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let script = Arc::<Mutex<Script>>::default();
        let app = axum::Router::new().fallback(answer).with_state(Arc::clone(&script));
        tokio::spawn(async move { axum::serve(listener, app).await });
        FakeService { address, script }
    }

    pub async fn unused_port() -> u16 {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap().port()
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn calls(&self) -> Vec<Call> {
        self.script.lock().unwrap().calls.clone()
    }

    pub fn tokens(&self) -> usize {
        self.script.lock().unwrap().tokens
    }

    pub fn most_in_flight(&self) -> usize {
        self.script.lock().unwrap().most_in_flight
    }

    /// The answer to the next call that is not for a token. Called again: to the one after it.
    pub fn answer(&self, status: u16, body: &(impl AsRef<[u8]> + ?Sized)) {
        let answer = (status, body.as_ref().to_owned());
        self.script.lock().unwrap().answers.push_back(answer);
    }

    /// A header of all answers that are told to it; an empty one is left out.
    pub fn label(&self, name: &'static str, value: &str) {
        self.script.lock().unwrap().label = Some((name, value.to_owned())).filter(|(_, value)| !value.is_empty());
    }

    /// The answer to all calls for a token from now on.
    pub fn refuse_keys(&self, status: u16, body: &str) {
        self.script.lock().unwrap().refusal = Some((status, body.to_owned()));
    }

    /// From now on there are so many records, and no page holds more than `longest`. Calls for lists that have no other
    /// answer get what they ask for.
    pub fn serve(&self, records: usize, longest: usize) {
        self.script.lock().unwrap().records = Some((records, longest));
    }

    /// The next page that begins behind so many records holds no more than so many.
    pub fn cut(&self, behind: usize, longest: usize) {
        self.script.lock().unwrap().cut = Some((behind, longest));
    }

    pub fn delay(&self, delay: Duration) {
        self.script.lock().unwrap().delay = delay;
    }

    pub fn delay_tokens(&self, delay: Duration) {
        self.script.lock().unwrap().delay_of_tokens = delay;
    }

    /// The next call gets half an answer.
    pub fn hang_up(&self) {
        self.script.lock().unwrap().hang_up = true;
    }
}

async fn answer(State(script): State<Arc<Mutex<Script>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body: Bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let is_token = parts.uri.path().starts_with("/auth/");
    let target = parts.uri.path_and_query().unwrap().to_string();
    let call = Call {
        line: format!("{} {target}", parts.method),
        body: String::from_utf8(body.to_vec()).unwrap(),
        headers: parts.headers,
    };
    let delay = {
        let mut script = script.lock().unwrap();
        script.calls.push(call);
        script.in_flight += 1;
        script.most_in_flight = script.most_in_flight.max(script.in_flight);
        if is_token { script.delay + script.delay_of_tokens } else { script.delay }
    };
    tokio::time::sleep(delay).await;
    let mut script = script.lock().unwrap();
    script.in_flight -= 1;
    if is_token {
        return script.token();
    }
    if std::mem::take(&mut script.hang_up) {
        // A length that the body does not have: the connection ends in the middle of the answer.
        return ([("content-length", "100")], "{").into_response();
    }
    match script.answers.pop_front() {
        // The location counts only beside a redirecting status.
        Some((status, body)) => {
            let (name, value) = script.label.clone().unwrap_or(("server", "fake".to_owned()));
            let headers = [("location", "/elsewhere".to_owned()), (name, value)];
            (StatusCode::from_u16(status).unwrap(), headers, body).into_response()
        }
        None if parts.method == http::Method::PATCH => StatusCode::NO_CONTENT.into_response(),
        None => match script.records {
            Some((records, longest)) => {
                let here = target.contains(&format!("$skip={}&", script.cut.map_or(usize::MAX, |(behind, _)| behind)));
                let cut = script.cut.take_if(|_| here).map(|(_, longest)| longest);
                page(&target, records, cut.unwrap_or(longest)).into_response()
            }
            None => PAGE.into_response(),
        },
    }
}

/// The page that `target` asks for.
fn page(target: &str, records: usize, longest: usize) -> String {
    let number = |name: &str| {
        let (_, rest) = target.split_once(name).unwrap();
        rest.split('&').next().unwrap().parse::<usize>().unwrap()
    };
    let first = number("$skip=").min(records);
    let last = (first + number("$top=").min(longest)).min(records);
    let rows: Vec<_> = (first..last).map(|at| format!(r#"{{"_id":"i{at:06}","title":"t{at:06}"}}"#)).collect();
    format!(r#"{{"@odata.context":"c","@odata.count":{records},"value":[{}]}}"#, rows.join(","))
}

impl Script {
    fn token(&mut self) -> Response {
        if let Some((status, body)) = self.refusal.clone() {
            return (StatusCode::from_u16(status).unwrap(), body).into_response();
        }
        self.tokens += 1;
        let body = format!(r#"{{"token_type":"Bearer","access_token":"token{}","expires_in":432000}}"#, self.tokens);
        body.into_response()
    }
}
