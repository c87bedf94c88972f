//! A service over bare HTTP/1.1 that records every request, and answers with scripted or usual answers.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A request, as received.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub method: String,
    pub target: String,
    /// In their order, with names as sent.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Recorded {
    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    pub fn is_for_a_token(&self) -> bool {
        self.target.contains("/auth/v1/token/")
    }
}

/// The answer to the next request.
#[derive(Debug, Clone)]
pub enum Reply {
    /// A status, header lines and a body. The request id is echoed unless the lines have one.
    Whole(u16, &'static str, Vec<u8>),
    /// A status and a body, without a request id.
    WithoutId(u16, Vec<u8>),
    /// The status line and a truncated body, after which the connection ends.
    Half(u16, Vec<u8>),
    /// The connection ends.
    HangUp,
    /// No answer.
    Silence,
    /// The usual answer of the service.
    Usual,
}

#[derive(Default)]
struct State {
    requests: Vec<Recorded>,
    replies: VecDeque<Reply>,
    token_reply: Option<Reply>,
    /// Number of token requests that get this reply.
    token_replies: usize,
    /// Number of records of each model.
    records: u64,
}

pub struct Service {
    pub address: String,
    state: Arc<Mutex<State>>,
}

impl Service {
    pub async fn start() -> Service {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let state = Arc::<Mutex<State>>::default();
        state.lock().unwrap().records = 1;
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Service { address, state }
    }

    /// Takes the recorded requests.
    pub fn taken(&self) -> Vec<Recorded> {
        std::mem::take(&mut self.state.lock().unwrap().requests)
    }

    /// Queues replies to requests other than token requests.
    pub fn reply(&self, replies: impl IntoIterator<Item = Reply>) {
        self.state.lock().unwrap().replies.extend(replies);
    }

    /// Sets the reply to so many token requests.
    pub fn reply_to_keys(&self, reply: Reply, times: usize) {
        let mut state = self.state.lock().unwrap();
        state.token_reply = Some(reply);
        state.token_replies = times;
    }

    pub fn set_records(&self, records: u64) {
        self.state.lock().unwrap().records = records;
    }
}

async fn serve(stream: TcpStream, state: Arc<Mutex<State>>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let request = read(&mut stream).await?;
        let (reply, records) = {
            let mut state = state.lock().unwrap();
            state.requests.push(request.clone());
            let reply = match request.is_for_a_token() {
                true if state.token_replies == 0 => None,
                true => {
                    state.token_replies -= 1;
                    state.token_reply.clone()
                }
                false => state.replies.pop_front(),
            };
            (reply.unwrap_or(Reply::Usual), state.records)
        };
        let id = format!("x-request-id: {}\r\n", request.header("x-request-id"));
        let bytes = match reply {
            Reply::Usual => {
                let (status, body) = usual(&request, records);
                answer(status, &id, body.as_bytes())
            }
            Reply::Whole(status, lines, body) if lines.contains("x-request-id") => answer(status, lines, &body),
            Reply::Whole(status, lines, body) => answer(status, &format!("{id}{lines}"), &body),
            Reply::WithoutId(status, body) => answer(status, "", &body),
            Reply::Half(status, body) => {
                let length = body.len() + 100;
                let head = format!("HTTP/1.1 {status} X\r\n{id}content-length: {length}\r\n\r\n");
                stream.write_all(&[head.as_bytes(), &body].concat()).await.ok()?;
                stream.flush().await.ok()?;
                return None;
            }
            Reply::HangUp => return None,
            Reply::Silence => {
                tokio::time::sleep(Duration::from_secs(60)).await;
                return None;
            }
        };
        stream.write_all(&bytes).await.ok()?;
    }
}

fn answer(status: u16, lines: &str, body: &[u8]) -> Vec<u8> {
    let length = if status == 204 { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    [format!("HTTP/1.1 {status} X\r\n{lines}{length}\r\n").as_bytes(), body].concat()
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<Recorded> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
    let mut parts = line.split(' ').map(str::to_owned);
    let (method, target) = (parts.next()?, parts.next()?);
    let mut request = Recorded { method, target, headers: Vec::new(), body: String::new() };
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).await.ok().filter(|read| *read > 0)?;
        match header.trim_end().split_once(": ") {
            None => break,
            Some((name, value)) => request.headers.push((name.to_owned(), value.to_owned())),
        }
    }
    let mut body = vec![0; request.header("content-length").parse().unwrap_or(0)];
    stream.read_exact(&mut body).await.ok()?;
    request.body = String::from_utf8(body).unwrap();
    Some(request)
}

/// A record that matches every model of these tests.
pub fn record(id: &str) -> Value {
    json!({ "_id": id, "title": "书", "name": "架", "inner": { "city": "杭州" } })
}

fn usual(request: &Recorded, records: u64) -> (u16, String) {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let ids = path.split_once("('").map(|(_, rest)| rest.trim_end_matches("')"));
    let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
    match (request.method.as_str(), ids) {
        _ if path.starts_with("/auth/") => (
            200,
            json!({ "access_token": "token-of-the-service", "token_type": "Bearer", "expires_in": 7200 }).to_string(),
        ),
        _ if path.ends_with("/describeOptionSet") => {
            (200, json!({ "Response": { "Data": { "Total": 0, "Items": [] } } }).to_string())
        }
        _ if !path.contains("/weda/odata/") => (200, json!({ "Response": { "Data": {} } }).to_string()),
        (_, Some(ids)) if path.contains("/batch/") => {
            let count = ids.split(',').count();
            (200, json!({ "@odata.context": "c", "updateCount": count, "deleteCount": count }).to_string())
        }
        ("POST", _) if path.contains("/batch/") => {
            let rows = body["value"].as_array().unwrap();
            let value: Vec<Value> = rows.iter().enumerate().map(|(at, row)| stored(row, &format!("n{at}"))).collect();
            (201, json!({ "@odata.context": "c", "value": value }).to_string())
        }
        ("POST", _) => (201, stored(&body, "n1").to_string()),
        ("GET", Some(id)) => {
            let mut found = record(id);
            found["@odata.context"] = json!("c");
            (200, found.to_string())
        }
        ("GET", None) => {
            let number = |name: &str| -> u64 {
                let value = query.split('&').find_map(|part| part.strip_prefix(name));
                value.and_then(|value| value.parse().ok()).unwrap_or(0)
            };
            let (skip, top) = (number("$skip="), number("$top="));
            if query.starts_with("$filter=_id%20eq%20%27") {
                let ids = query.split("_id%20eq%20%27").skip(1).filter_map(|rest| rest.split("%27&").next());
                let ids = ids.map(|id| id.trim_end_matches("%27%20or%20").replace("%27%27", "'"));
                let found: Vec<Value> = ids.map(|id| record(&id)).collect();
                return (
                    200,
                    json!({ "@odata.context": "c", "value": found, "@odata.count": found.len() }).to_string(),
                );
            }
            let page: Vec<Value> =
                (skip..records.min(skip.saturating_add(top))).map(|at| record(&format!("r{at}"))).collect();
            (200, json!({ "@odata.context": "c", "value": page, "@odata.count": records }).to_string())
        }
        _ => (204, String::new()),
    }
}

/// The record stored by a create.
fn stored(sent: &Value, id: &str) -> Value {
    let mut stored = record(id);
    for (name, value) in sent.as_object().into_iter().flatten() {
        // Lists and objects are text in bodies, and JSON in records.
        let text = value.as_str().and_then(|text| serde_json::from_str(text).ok()).filter(|it: &Value| !it.is_number());
        stored[name] = text.unwrap_or_else(|| value.clone());
    }
    stored
}
