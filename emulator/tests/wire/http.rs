//! A minimal HTTP/1.1 client that sends paths unchanged.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// An answer as received.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The values of a header, in the order of the head.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }

    /// Code and message of the common envelope.
    pub fn common(&self) -> (String, String) {
        let json = self.json();
        assert!(json["requestId"].as_str().is_some_and(|id| !id.is_empty()), "{self:?}");
        (text(&json["code"]), text(&json["message"]))
    }

    /// Code and message of the business envelope.
    pub fn business(&self) -> (String, String) {
        let json = &self.json()["Response"];
        assert!(json["RequestId"].as_str().is_some_and(|id| !id.is_empty()), "{self:?}");
        (text(&json["Error"]["Code"]), text(&json["Error"]["Message"]))
    }

    /// The message of an `InvalidParameter`, which has status 200.
    pub fn invalid(&self) -> String {
        let (code, message) = self.business();
        assert_eq!((self.status, code.as_str()), (200, "InvalidParameter"), "{self:?}");
        message
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a text")).to_owned()
}

/// Sends raw bytes and reads to the end; `None` if the connection ends without an answer.
pub fn raw(address: SocketAddr, bytes: &[u8], close: bool) -> Option<Answer> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // The server may have answered and closed before it has read all of it.
    let _ = stream.write_all(bytes);
    if close {
        let _ = stream.shutdown(std::net::Shutdown::Write);
    }
    read(&mut stream)
}

/// Reads an answer to the end; `None` if there is none.
pub fn read(stream: &mut impl Read) -> Option<Answer> {
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

/// One request on a connection of its own.
pub fn send(address: SocketAddr, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request += &format!("Content-Length: {}\r\n\r\n{body}", body.len());
    raw(address, request.as_bytes(), false).expect("an answer")
}
