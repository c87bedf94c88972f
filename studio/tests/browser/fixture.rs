//! A studio over the definitions of the examples.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use serde_json::json;
use weda_emulator::{Definitions, Emulator};
use weda_studio::{Emulated, Studio};

use crate::devtools::{Browser, Page};

pub struct Fixture {
    pub emulator: Arc<Emulator>,
    pub studio: Studio,
}

impl Fixture {
    pub fn new() -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/database-schemas");
        let definitions = Definitions::read(folder).unwrap();
        let emulator = Arc::new(Emulator::builder().definitions(&definitions).start().unwrap());
        emulator
            .load(
                "student",
                [
                    json!({ "_id": "S1", "name": "李四", "course": "体育", "score": 89.5 }),
                    json!({ "_id": "S2", "name": "李小明", "course": "语文", "score": 61 }),
                    json!({ "_id": "S3", "name": "王五", "course": "数学", "score": 40 }),
                ],
            )
            .unwrap();
        let studio = Studio::start(Emulated::new(Arc::clone(&emulator)), "127.0.0.1:0").unwrap();
        Self { emulator, studio }
    }

    /// A request as a program sends it, with a token of its own; returns the body of the answer, or nothing.
    pub fn program(&self, method: &str, target: &str, body: &str) -> String {
        self.program_with(&self.token(), method, target, body)
    }

    /// A request of a program that has a token.
    pub fn program_with(&self, token: &str, method: &str, target: &str, body: &str) -> String {
        self.send(method, target, body, &format!("Bearer {token}"))
    }

    /// A token of a program.
    pub fn token(&self) -> String {
        // emulator-id:emulator-key
        let basic = "Basic ZW11bGF0b3ItaWQ6ZW11bGF0b3Ita2V5";
        let body = r#"{"grant_type":"client_credentials"}"#;
        let answer = self.send("POST", "/auth/v1/token/clientCredential", body, basic);
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    fn send(&self, method: &str, target: &str, body: &str, authorization: &str) -> String {
        let address = self.emulator.address();
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "{method} {target} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {authorization}\r\n\
             X-Request-Id: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len(),
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        answer.split_once("\r\n\r\n").map_or_else(String::new, |(_, body)| body.to_owned())
    }

    /// The address of a page, without a token.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.studio.address())
    }

    /// A page that has the token and is in English.
    pub fn page(&self, browser: &Browser, path: &str, width: u32) -> Page {
        let mut page = browser.page(width, 900);
        let token = self.studio.url().split_once('#').unwrap().1;
        let mark = if path.contains('?') { '&' } else { '?' };
        page.open(&self.url(&format!("{path}{mark}lang=en#{token}")));
        page
    }
}

/// Loses the answers of a call whose body, `sent`, fulfils a condition: the studio may or may not have got it.
pub fn lose(page: &mut Page, call: &str, condition: &str) {
    page.eval(&format!(
        "(() => {{ const real = window.fetch; window.lost = 0; window.fetch = async (url, init) => {{ \
         if (url === '/api/v1/{call}') {{ const sent = JSON.parse(init.body); \
         if ({condition}) {{ window.lost++; throw new TypeError('lost'); }} }} return real(url, init); }}; }})()"
    ));
}

/// Answers a call by what the test says, without the studio.
pub fn instead(page: &mut Page, call: &str, answer: &serde_json::Value) {
    page.eval(&format!(
        "(() => {{ const real = window.fetch; window.called = 0; window.fetch = async (url, init) => {{ \
         if (url !== '/api/v1/{call}') return real(url, init); window.called++; \
         return new Response({}, {{ status: 200 }}); }}; }})()",
        json!(answer.to_string())
    ));
}
