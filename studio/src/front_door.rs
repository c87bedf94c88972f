//! Requests to an emulator as a program sends them.

use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use uuid::Uuid;

use crate::machine::Replayed;
use crate::refused::{Refused, RefusedKind};

const TIME: Duration = Duration::from_secs(8);

/// The maximum length of an answer, in bytes.
const MAX_ANSWER: u64 = 4 << 20;

/// A request.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    pub(crate) target: &'a str,
    pub(crate) body: &'a str,
}

/// Sends a request with a new token, and returns the answer. An answer that does not come leaves a write in doubt.
pub(crate) fn send(address: SocketAddr, keys: (&str, &str), request: &Request<'_>) -> Result<Replayed, Refused> {
    let basic = STANDARD.encode(format!("{}:{}", keys.0, keys.1));
    let body = r#"{"grant_type":"client_credentials"}"#;
    let sign_in = Request { method: "POST", target: "/auth/v1/token/clientCredential", body };
    let answer = exchange(address, &format!("Basic {basic}"), &sign_in).map_err(|error| unanswered(&error))?;
    let Some(Value::String(token)) = answer.body.get("access_token") else {
        return Err(Refused::new(RefusedKind::Unavailable, "the emulator issued no token for the replay: see its log"));
    };
    exchange(address, &format!("Bearer {token}"), request)
        .map_err(|error| Refused { doubt: request.method != "GET", ..unanswered(&error) })
}

fn unanswered(error: &io::Error) -> Refused {
    Refused::new(RefusedKind::Unavailable, format!("the emulator gave no answer ({error}): its log says what it did"))
}

fn exchange(address: SocketAddr, authorization: &str, request: &Request<'_>) -> io::Result<Replayed> {
    let Request { method, target, body } = request;
    let mut text = format!(
        "{method} {target} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {authorization}\r\nX-Request-Id: {}\r\n\
         Connection: close\r\n",
        Uuid::new_v4().simple()
    );
    if !body.is_empty() {
        let _ = write!(text, "Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    }
    text += "\r\n";
    text += body;
    let mut stream = TcpStream::connect_timeout(&address, TIME)?;
    stream.set_read_timeout(Some(TIME))?;
    stream.write_all(text.as_bytes())?;
    let mut answer = Vec::new();
    stream.take(MAX_ANSWER).read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    Ok(Replayed::new(status, body))
}
