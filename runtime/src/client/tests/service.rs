use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};

/// The default answer to reads.
pub const PAGE: &str = r##"{"@odata.context":"$metadata#student","value":[]}"##;

/// The same on the data-model gateway.
const MODEL_PAGE: &str = r#"{"data":{"records":[],"total":0},"requestId":"r"}"#;

/// A scripted service. Issues `token1`, `token2`, ...; answers other calls with the script, then with a page.
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
    /// Number of records, and maximum length of a page.
    records: Option<(usize, usize)>,
    /// Start and maximum length of the page that is cut, once.
    cut: Option<(usize, usize)>,
    in_flight: usize,
    most_in_flight: usize,
}

#[derive(Debug, Clone)]
pub struct Call {
    /// Method and target, as received.
    pub line: String,
    pub body: String,
    headers: HeaderMap,
}

impl Call {
    /// The value of a header, empty if it is absent.
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

    /// Queues an answer to the next call that is not a token request.
    pub fn answer(&self, status: u16, body: &(impl AsRef<[u8]> + ?Sized)) {
        let answer = (status, body.as_ref().to_owned());
        self.script.lock().unwrap().answers.push_back(answer);
    }

    /// Sets a header of all scripted answers; an empty one is left out.
    pub fn label(&self, name: &'static str, value: &str) {
        self.script.lock().unwrap().label = Some((name, value.to_owned())).filter(|(_, value)| !value.is_empty());
    }

    /// Sets the answer to all further token requests.
    pub fn refuse_keys(&self, status: u16, body: &str) {
        self.script.lock().unwrap().refusal = Some((status, body.to_owned()));
    }

    /// Serves lists of so many records, in pages of at most `longest`, where no other answer is queued.
    pub fn serve(&self, records: usize, longest: usize) {
        self.script.lock().unwrap().records = Some((records, longest));
    }

    /// Cuts the next page that begins after so many records to at most `longest`.
    pub fn cut(&self, behind: usize, longest: usize) {
        self.script.lock().unwrap().cut = Some((behind, longest));
    }

    pub fn delay(&self, delay: Duration) {
        self.script.lock().unwrap().delay = delay;
    }

    pub fn delay_tokens(&self, delay: Duration) {
        self.script.lock().unwrap().delay_of_tokens = delay;
    }

    /// Ends the connection of the next call in the middle of the answer.
    pub fn hang_up(&self) {
        self.script.lock().unwrap().hang_up = true;
    }
}

async fn answer(State(script): State<Arc<Mutex<Script>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body: Bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let is_token = parts.uri.path().starts_with("/auth/");
    let target = parts.uri.path_and_query().unwrap().to_string();
    let window = window(&target, &body);
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
        // The body is shorter than its length: the connection ends in the middle of the answer.
        return ([("content-length", "100")], "{").into_response();
    }
    match script.answers.pop_front() {
        // The location matters only with a redirect status.
        Some((status, body)) => {
            let (name, value) = script.label.clone().unwrap_or(("server", "fake".to_owned()));
            let headers = [("location", "/elsewhere".to_owned()), (name, value)];
            (StatusCode::from_u16(status).unwrap(), headers, body).into_response()
        }
        None if parts.method == http::Method::PATCH => StatusCode::NO_CONTENT.into_response(),
        None if parts.method == http::Method::PUT => r#"{"data":{"count":1},"requestId":"r"}"#.into_response(),
        None => match script.records {
            Some((records, longest)) => {
                let window = window.expect("a list has a window");
                let cut = script.cut.take_if(|(behind, _)| *behind == window.skip);
                page(window, records, longest, cut.map(|(_, longest)| longest)).into_response()
            }
            None if target.starts_with("/v1/model/") => MODEL_PAGE.into_response(),
            None => PAGE.into_response(),
        },
    }
}

/// The records that a list requests.
#[derive(Clone, Copy)]
struct Window {
    skip: usize,
    top: usize,
    is_numbered: bool,
}

fn window(target: &str, body: &[u8]) -> Option<Window> {
    let number = |text: &str, name: &str| {
        let (_, rest) = text.split_once(name)?;
        rest.split(['&', ',', '}']).next()?.parse::<usize>().ok()
    };
    if target.ends_with("/list") {
        let body = std::str::from_utf8(body).ok()?;
        let (top, page) = (number(body, "\"pageSize\":")?, number(body, "\"pageNumber\":")?);
        return Some(Window { skip: (page - 1) * top, top, is_numbered: true });
    }
    Some(Window { skip: number(target, "$skip=")?, top: number(target, "$top=")?, is_numbered: false })
}

/// A page of at most `longest` records. A numbered one starts elsewhere if it is shortened, but not if it is `cut`.
fn page(window: Window, records: usize, longest: usize, cut: Option<usize>) -> String {
    let top = window.top.min(longest);
    let skip = if window.is_numbered { window.skip / window.top * top } else { window.skip };
    let first = skip.min(records);
    let last = (first + top.min(cut.unwrap_or(top))).min(records);
    let rows: Vec<_> = (first..last).map(|at| format!(r#"{{"_id":"i{at:06}","title":"t{at:06}"}}"#)).collect();
    match window.is_numbered {
        true => format!(r#"{{"data":{{"records":[{}],"total":{records}}},"requestId":"r"}}"#, rows.join(",")),
        false => format!(r#"{{"@odata.context":"c","@odata.count":{records},"value":[{}]}}"#, rows.join(",")),
    }
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
