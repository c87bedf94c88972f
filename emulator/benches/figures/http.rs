//! A minimal client with one persistent connection, since the cost of a real client would be measured too.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use weda_emulator::Emulator;

pub struct Client {
    stream: BufReader<TcpStream>,
    bearer: String,
}

impl Client {
    pub fn of(emulator: &Emulator) -> Self {
        let mut client = Self::to(emulator.address());
        let (id, key) = emulator.keys();
        let basic = format!("Basic {}", STANDARD.encode(format!("{id}:{key}")));
        let body = r#"{"grant_type":"client_credentials"}"#;
        let answer = client.call("POST", "/auth/v1/token/clientCredential", &basic, body);
        let answer: serde_json::Value = serde_json::from_slice(&answer).expect("a token");
        client.bearer = format!("Bearer {}", answer["access_token"].as_str().expect("a token"));
        client
    }

    /// A client without a token.
    pub fn to(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("a server that listens");
        stream.set_nodelay(true).expect("a socket");
        Self { stream: BufReader::new(stream), bearer: String::new() }
    }

    /// The answer to a call, which has records.
    pub fn records(&mut self, method: &str, target: &str, body: &str) -> Vec<u8> {
        let bearer = self.bearer.clone();
        let answer = self.call(method, target, &bearer, body);
        assert!(answer.windows(5).any(|part| part == b"\"_id\""), "records");
        answer
    }

    pub fn get(&mut self, path: &str) {
        self.records("GET", &format!("/weda/odata/v1/{path}"), "");
    }

    pub fn post(&mut self, path: &str, body: &str) {
        self.records("POST", &format!("/weda/odata/v1/{path}"), body);
    }

    fn call(&mut self, method: &str, target: &str, authorization: &str, body: &str) -> Vec<u8> {
        let head = format!(
            "{method} {target} HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        self.stream.get_mut().write_all(&[head.as_bytes(), body.as_bytes()].concat()).expect("a connection");
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).expect("an answer");
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
                length = value.trim().parse().expect("a length");
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).expect("a body");
        body
    }
}
