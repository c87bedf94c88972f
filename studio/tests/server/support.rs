//! A studio over an emulator, and plain requests.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;

use serde_json::{Value, json};
use weda_emulator::{Definition, Emulator};
use weda_studio::{Emulated, Studio};

pub struct Fixture {
    pub emulator: Arc<Emulator>,
    pub studio: Studio,
}

/// An answer as it came.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

pub fn book() -> Definition {
    let text = r#"{ "type": "object", "title": "图书", "x-primary-column": "title", "required": ["title"],
      "properties": {
        "_id":       { "type": "string", "title": "数据标识", "x-system": true },
        "updatedAt": { "type": "number", "format": "datetime", "title": "更新时间", "x-system": true },
        "title":   { "type": "string", "title": "书名", "maxLength": 30 },
        "isbn":    { "type": "string", "title": "书号", "x-unique": true },
        "price":   { "type": "number", "title": "价格", "minimum": 0 },
        "stock":   { "type": "number", "format": "number", "title": "库存" },
        "shelf":   { "type": "object", "title": "位置", "properties": { "row": { "type": "number", "title": "排" } } },
        "author":  { "type": "string", "format": "related", "title": "作者",
                     "x-parent": { "type": "related", "parentDataSourceName": "author" } }
      } }"#;
    Definition::parse("book", "database-schemas/book.json", text).unwrap()
}

pub fn author() -> Definition {
    let text = r#"{ "type": "object", "title": "作者", "x-primary-column": "name",
      "properties": { "_id": { "type": "string", "title": "数据标识", "x-system": true },
                      "name": { "type": "string", "title": "姓名" } } }"#;
    Definition::parse("author", "database-schemas/author.json", text).unwrap()
}

impl Fixture {
    pub fn new() -> Self {
        let emulator = Emulator::builder().definitions(book()).definitions(author()).start().unwrap();
        emulator.load("author", [json!({ "_id": "A1", "name": "鲁迅" })]).unwrap();
        emulator
            .load(
                "book",
                [
                    json!({ "_id": "B1", "title": "呐喊", "price": 28.5, "stock": 9_007_199_254_740_993_i64, "author": "A1" }),
                    json!({ "_id": "B2", "title": "彷徨", "isbn": "9787020000000", "shelf": { "row": 3 } }),
                ],
            )
            .unwrap();
        let emulator = Arc::new(emulator);
        let studio = Studio::start(Emulated::new(Arc::clone(&emulator)), "127.0.0.1:0").unwrap();
        Self { emulator, studio }
    }

    pub fn address(&self) -> SocketAddr {
        self.studio.address()
    }

    pub fn token(&self) -> &str {
        self.studio.url().split("#token=").nth(1).unwrap()
    }

    /// A call as the page makes it.
    pub fn call(&self, name: &str, body: &Value) -> Answer {
        let address = self.address();
        let head = format!(
            "POST /api/v1/{name} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nSec-Fetch-Site: same-origin\r\n\
             Authorization: Bearer {}\r\nContent-Type: application/json\r\n",
            self.token()
        );
        self.send(&head, &body.to_string())
    }

    /// A request to the emulator, as a program sends it; returns the body of the answer.
    pub fn front_door(&self, method: &str, target: &str, authorization: &str, body: &str) -> String {
        let address = self.emulator.address();
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "{method} {target} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {authorization}\r\nX-Request-Id: 1\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    /// The answer of a call that succeeds.
    #[track_caller]
    pub fn ok(&self, name: &str, body: &Value) -> Value {
        let answer = self.call(name, body);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }

    /// The error of a call that is refused.
    #[track_caller]
    pub fn refused(&self, name: &str, body: &Value, status: u16) -> Value {
        let answer = self.call(name, body);
        assert_eq!(answer.status, status, "{answer:?}");
        answer.json()["error"].take()
    }

    /// Sends a head, completed by the length, and a body.
    pub fn send(&self, head: &str, body: &str) -> Answer {
        self.raw(&format!("{head}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len()))
    }

    pub fn raw(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        // A server that refuses early may close before all is written.
        let _ = stream.write_all(request.as_bytes());
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
        Answer { status, head: head.to_lowercase(), body: body.to_owned() }
    }
}

/// Returns true if a program is installed. Else says which test is left out.
pub fn has(test: &str, program: &str) -> bool {
    let is_there = Command::new(program).arg("--version").stdin(Stdio::null()).output().is_ok();
    if !is_there {
        leave_out(test, &format!("there is no {program}"));
    }
    is_there
}

/// Says which test is left out. Not with `eprintln!`, which is shown for tests that fail only.
pub fn leave_out(test: &str, reason: &str) {
    let _ = std::io::stderr().write_all(format!("{test}: left out, since {reason}\n").as_bytes());
}
