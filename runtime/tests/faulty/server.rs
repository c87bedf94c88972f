//! A service over bare HTTP/1.1 that injects network faults into its answers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A fault of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// It is sent twice.
    Doubled,
    /// The connection ends within it.
    CutOff,
    /// Its body is truncated, with a matching length.
    Shortened,
    /// It has no body.
    Blank,
    /// It is swapped with that of another connection.
    Swapped,
    /// A gateway replaces its request id.
    ForeignId,
    /// It has no request id.
    NoId,
    /// It arrives after the timeout.
    Late,
    /// It is lost after the call was applied.
    Lost,
    /// A gateway limits the rate; nothing was applied.
    TooMany,
    /// The token is rejected; nothing was applied.
    Unauthorized,
    /// A gateway answers with an error page; nothing was applied.
    Unavailable,
}

pub const ALL: [Wrong; 9] = [
    Wrong::Doubled,
    Wrong::CutOff,
    Wrong::Shortened,
    Wrong::Blank,
    Wrong::Swapped,
    Wrong::ForeignId,
    Wrong::NoId,
    Wrong::Late,
    Wrong::Lost,
];

/// Refusals of a gateway, which slow the client down.
pub const REFUSALS: [Wrong; 3] = [Wrong::TooMany, Wrong::Unauthorized, Wrong::Unavailable];

/// The behaviour of the service.
pub struct Behavior {
    /// It echoes request ids.
    pub echoes: bool,
    /// The possible faults, and the share of calls on records that have one.
    pub wrongs: Vec<Wrong>,
    pub share: f64,
}

#[derive(Default)]
pub struct Store {
    pub records: BTreeMap<String, String>,
    next: u64,
    /// An answer that waits to be swapped.
    stray: Option<Vec<u8>>,
    /// Number of bytes of the next answer to a call on records that are sent before the connection ends.
    pub cut_next: Option<usize>,
}

pub struct Server {
    pub address: String,
    pub store: Arc<Mutex<Store>>,
}

impl Server {
    pub async fn start(behavior: Behavior) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (store, behavior) = (Arc::<Mutex<Store>>::default(), Arc::new(behavior));
        let shared = Arc::clone(&store);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                tokio::spawn(serve(stream, Arc::clone(&shared), Arc::clone(&behavior)));
            }
        });
        Server { address, store }
    }
}

struct Request {
    method: String,
    path: String,
    id: String,
    body: Vec<u8>,
}

async fn serve(stream: TcpStream, store: Arc<Mutex<Store>>, behavior: Arc<Behavior>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let request = read(&mut stream).await?;
        let is_token = request.path.starts_with("/auth/");
        let wrong = match !is_token && fastrand::f64() < behavior.share {
            true => behavior.wrongs.get(fastrand::usize(..behavior.wrongs.len().max(1))).copied(),
            false => None,
        };
        let (status, body) = match wrong {
            Some(Wrong::TooMany) => (429, json!({ "code": "EXCEED_RATELIMIT", "message": "slow down" }).to_string()),
            Some(Wrong::Unauthorized) => (401, json!({ "code": "INVALID_ACCESS_TOKEN", "message": "old" }).to_string()),
            Some(Wrong::Unavailable) => (502, "<html>Bad Gateway</html>".to_owned()),
            _ => carry_out(&request, &store),
        };
        let cut = if is_token { None } else { store.lock().unwrap().cut_next.take() };
        let id = match wrong {
            Some(Wrong::NoId) => None,
            Some(Wrong::ForeignId) => Some("gateway-7"),
            _ if behavior.echoes => Some(request.id.as_str()),
            _ => None,
        };
        let whole = answer(status, id, &body);
        let bytes = match wrong {
            Some(Wrong::Doubled) => whole.repeat(2),
            Some(Wrong::CutOff) => {
                let _ = stream.write_all(&whole[..fastrand::usize(..whole.len())]).await;
                return None;
            }
            Some(Wrong::Shortened) if !body.is_empty() => answer(status, id, &body[..fastrand::usize(..body.len())]),
            Some(Wrong::Blank) => answer(status, id, ""),
            Some(Wrong::Swapped) => swapped(whole, &store).await,
            Some(Wrong::Late) => {
                tokio::time::sleep(Duration::from_millis(60)).await;
                whole
            }
            Some(Wrong::Lost) => return None,
            _ => whole,
        };
        if let Some(at) = cut.filter(|at| *at < bytes.len()) {
            let _ = stream.write_all(&bytes[..at]).await;
            return None;
        }
        stream.write_all(&bytes).await.ok()?;
    }
}

/// Waits briefly for another answer to swap with.
async fn swapped(own: Vec<u8>, store: &Mutex<Store>) -> Vec<u8> {
    if let Some(other) = store.lock().unwrap().stray.replace(own.clone()) {
        return other;
    }
    tokio::time::sleep(Duration::from_millis(5)).await;
    let mut store = store.lock().unwrap();
    match store.stray.take() {
        Some(other) => other,
        None => own,
    }
}

fn answer(status: u16, id: Option<&str>, body: &str) -> Vec<u8> {
    let id = id.map_or_else(String::new, |id| format!("x-request-id: {id}\r\n"));
    let length = if status == 204 { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    format!("HTTP/1.1 {status} X\r\n{id}{length}\r\n{body}").into_bytes()
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
    let mut parts = line.split(' ').map(str::to_owned);
    let (method, path) = (parts.next()?, parts.next()?);
    let (mut id, mut length) = (String::new(), 0);
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).await.ok().filter(|read| *read > 0)?;
        match header.trim_end().split_once(": ") {
            None => break,
            Some((name, value)) if name.eq_ignore_ascii_case("x-request-id") => id = value.to_owned(),
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().ok()?,
            Some(_) => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(Request { method, path, id, body })
}

fn carry_out(request: &Request, store: &Mutex<Store>) -> (u16, String) {
    if request.path.starts_with("/auth/") {
        return (200, json!({ "access_token": "t", "token_type": "Bearer", "expires_in": 7200 }).to_string());
    }
    let mut store = store.lock().unwrap();
    let path = request.path.split('?').next().unwrap();
    let named = path.split_once("('").and_then(|(_, rest)| rest.strip_suffix("')")).map(str::to_owned);
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let record = |id: &str, name: &str| json!({ "@odata.context": "c", "_id": id, "name": name });
    match (request.method.as_str(), named) {
        ("GET", Some(id)) => match store.records.get(&id) {
            Some(name) => (200, record(&id, name).to_string()),
            None => (404, json!({ "message": "none" }).to_string()),
        },
        ("PATCH", Some(id)) => {
            let name = body["name"].as_str().unwrap().to_owned();
            store.records.insert(id, name);
            (204, String::new())
        }
        ("DELETE", Some(id)) => {
            store.records.remove(&id);
            (204, String::new())
        }
        ("POST", _) if path.contains("/batch/") => {
            let mut value = Vec::new();
            for row in body["value"].as_array().unwrap() {
                value.push(store.create(row["name"].as_str().unwrap()));
            }
            (201, json!({ "@odata.context": "c", "value": value }).to_string())
        }
        ("POST", _) => {
            let mut record = store.create(body["name"].as_str().unwrap());
            record["@odata.context"] = json!("c");
            (201, record.to_string())
        }
        _ => {
            let wanted = request.path.split("name%20eq%20%27").nth(1).and_then(|rest| rest.split("%27").next());
            let ids: Option<Vec<&str>> = request.path.contains("_id%20eq").then(|| {
                request.path.split("_id%20eq%20%27").skip(1).filter_map(|rest| rest.split("%27").next()).collect()
            });
            let found: Vec<Value> = store
                .records
                .iter()
                .filter(|(id, name)| {
                    wanted.is_none_or(|wanted| wanted == *name)
                        && ids.as_ref().is_none_or(|ids| ids.contains(&id.as_str()))
                })
                .map(|(id, name)| json!({ "_id": id, "name": name }))
                .collect();
            let skip = request.path.split("$skip=").nth(1).and_then(|rest| rest.split('&').next());
            let skip: usize = skip.and_then(|skip| skip.parse().ok()).unwrap_or(0);
            let page: Vec<&Value> = found.iter().skip(skip).take(200).collect();
            (200, json!({ "@odata.context": "c", "@odata.count": found.len(), "value": page }).to_string())
        }
    }
}

impl Store {
    fn create(&mut self, name: &str) -> Value {
        self.next += 1;
        let id = format!("r{}", self.next);
        self.records.insert(id.clone(), name.to_owned());
        json!({ "_id": id, "name": name })
    }
}
