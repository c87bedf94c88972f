//! Requests to an emulator as a program sends them.

use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use uuid::Uuid;

use crate::machine::Replayed;
use crate::refused::{Refused, RefusedKind};

/// The time in which a request is sent and answered, with that of its token: less than a call of the page has.
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
    let until = Instant::now() + TIME;
    let basic = STANDARD.encode(format!("{}:{}", keys.0, keys.1));
    let body = r#"{"grant_type":"client_credentials"}"#;
    let sign_in = Request { method: "POST", target: "/auth/v1/token/clientCredential", body };
    let answer = exchange(address, &format!("Basic {basic}"), &sign_in, until).map_err(|error| unanswered(&error))?;
    let Some(Value::String(token)) = answer.body.get("access_token") else {
        return Err(Refused::new(RefusedKind::Unavailable, "the emulator issued no token for the replay: see its log"));
    };
    exchange(address, &format!("Bearer {token}"), request, until)
        .map_err(|error| Refused { doubt: request.method != "GET", ..unanswered(&error) })
}

fn unanswered(error: &io::Error) -> Refused {
    Refused::new(RefusedKind::Unavailable, format!("the emulator gave no answer ({error}): its log says what it did"))
}

fn exchange(address: SocketAddr, authorization: &str, request: &Request<'_>, until: Instant) -> io::Result<Replayed> {
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
    let mut stream = TcpStream::connect_timeout(&address, left(until)?)?;
    stream.set_write_timeout(Some(left(until)?))?;
    stream.write_all(text.as_bytes())?;
    let answer = read_all(stream, until)?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    Ok(Replayed::new(status, body))
}

/// Reads to the end. The timeout of a socket is that of one read, of which an answer may have many.
fn read_all(stream: TcpStream, until: Instant) -> io::Result<Vec<u8>> {
    let mut answer = Vec::new();
    let mut stream = stream.take(MAX_ANSWER);
    let mut some = [0; 16 << 10];
    loop {
        stream.get_ref().set_read_timeout(Some(left(until)?))?;
        match stream.read(&mut some) {
            Ok(0) => return Ok(answer),
            Ok(count) => answer.extend_from_slice(some.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // What Unix calls the end of a socket's timeout.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(io::ErrorKind::TimedOut.into()),
            Err(error) => return Err(error),
        }
    }
}

/// The time that is left, which is never zero.
fn left(until: Instant) -> io::Result<Duration> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
}
