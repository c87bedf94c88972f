//! An emulator in the place of an environment, and a `weda studio` that is attached to it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};
use weda_emulator::{Definition, Emulator, EmulatorBuilder};

pub const SECRET_ID: &str = "own-secret-id-8731";
pub const SECRET_KEY: &str = "own-secret-key-5529";

const STUDENT: &str = r#"{ "type": "object", "title": "学生", "x-primary-column": "name", "required": ["name"], "properties": {
    "_id": { "type": "string", "title": "数据标识", "x-system": true },
    "updatedAt": { "type": "number", "format": "datetime", "title": "更新时间", "x-system": true },
    "name":  { "type": "string", "title": "姓名" },
    "score": { "type": "number", "title": "成绩" },
    "tags":  { "type": "array", "title": "标签", "items": { "type": "string" } },
    "class": { "type": "string", "format": "related", "title": "班级",
               "x-parent": { "type": "related", "parentDataSourceName": "class" } } } }"#;

const CLASS: &str = r#"{ "type": "object", "title": "班级", "x-primary-column": "name", "properties": {
    "_id": { "type": "string", "title": "数据标识", "x-system": true }, "name": { "type": "string", "title": "名称" } } }"#;

/// The definitions, with keys that are in no other text.
pub fn builder() -> EmulatorBuilder {
    let parse = |name: &str, text: &str| Definition::parse(name, &format!("{name}.json"), text).unwrap();
    Emulator::builder()
        .definitions(parse("student", STUDENT))
        .definitions(parse("class", CLASS))
        .keys(SECRET_ID, SECRET_KEY)
}

/// An environment with two students and a class.
pub fn environment() -> Emulator {
    let emulator = builder().start().unwrap();
    fill(&emulator);
    emulator
}

pub fn fill(emulator: &Emulator) {
    emulator.load("class", [json!({ "_id": "C1", "name": "三年二班" })]).unwrap();
    let li = json!({ "_id": "S1", "name": "李四", "score": 89.5, "tags": ["班长", "球队"], "class": "C1" });
    emulator.load("student", [li, json!({ "_id": "S2", "name": "王五", "score": 40 })]).unwrap();
}

/// A running `weda studio --attach`.
pub struct Attached {
    process: Child,
    /// The address with the token.
    pub url: String,
    said: Arc<Mutex<String>>,
    _folder: tempfile::TempDir,
}

/// An answer of the studio.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The command, with keys in its variables.
pub fn command(emulator: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
    for variable in ["WEDA_MODELS", "WEDA_ENV_ID", "WEDA_API_KEY", "WEDA_GATEWAY", "WEDA_ENV_TYPE", "WEDA_BASE_URL"] {
        command.env_remove(variable);
    }
    command.args(["studio", "--attach", "--studio", "127.0.0.1:0"]).args(arguments);
    command.env("WEDA_EMULATOR_HOST", emulator).env("WEDA_SECRET_ID", SECRET_ID).env("WEDA_SECRET_KEY", SECRET_KEY);
    command
}

impl Attached {
    pub fn start(emulator: &Emulator, arguments: &[&str]) -> Self {
        Self::of(command(&emulator.address().to_string(), arguments))
    }

    pub fn of(mut command: Command) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Not that of the user.
        if !command.get_envs().any(|(name, _)| name == "XDG_STATE_HOME") {
            command.env("XDG_STATE_HOME", folder.path());
        }
        let command =
            command.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let (mut text, mut url) = (String::new(), None);
        while url.is_none() {
            let line = lines.next().unwrap_or_else(|| panic!("it ended: {text}")).unwrap();
            url = line.trim().strip_prefix("studio ").map(|url| url.trim().to_owned());
            text += &(line + "\n");
        }
        let said = Arc::new(Mutex::new(text));
        let kept = Arc::clone(&said);
        thread::spawn(move || lines.map_while(Result::ok).for_each(|line| *kept.lock().unwrap() += &(line + "\n")));
        Self { process, url: url.unwrap(), said, _folder: folder }
    }

    /// The id of the process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Waits for its end.
    pub fn wait(&mut self) {
        self.process.wait().unwrap();
    }

    /// All that the command has printed.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    pub fn address(&self) -> &str {
        self.url.strip_prefix("http://").unwrap().split('/').next().unwrap()
    }

    pub fn token(&self) -> &str {
        self.url.split_once("#token=").unwrap().1
    }

    /// A call as the page makes it.
    pub fn call(&self, name: &str, body: &Value) -> Answer {
        let body = body.to_string();
        self.send(&format!(
            "POST /api/v1/{name} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.address(),
            self.token(),
            body.len()
        ))
    }

    /// Sends a file, and returns the name under which it is kept.
    pub fn upload(&self, content: &[u8]) -> String {
        let head = format!(
            "POST /api/v1/upload HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/octet-stream\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            self.address(),
            self.token(),
            content.len()
        );
        let (head, answer) = self.bytes(&[head.as_bytes(), content].concat());
        assert!(head.contains(" 200 "), "{head}");
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        answer["file"].as_str().unwrap().to_owned()
    }

    /// The lines of an import, and what it ended with.
    pub fn import(&self, body: &Value) -> Vec<Value> {
        let answer = self.call("import", body);
        assert_eq!(answer.status, 200, "{answer:?}");
        // Chunked: what is between the lengths.
        let lines = answer.body.lines().filter(|line| line.starts_with('{'));
        lines.map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The head and the body of a download.
    pub fn download(&self, ticket: &str, more: &str) -> (String, Vec<u8>) {
        self.bytes(
            format!("GET /download/{ticket} HTTP/1.1\r\nHost: {}\r\n{more}Connection: close\r\n\r\n", self.address())
                .as_bytes(),
        )
    }

    fn bytes(&self, request: &[u8]) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        stream.write_all(request).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        (String::from_utf8_lossy(&answer[..end]).into_owned(), answer.split_off(end + 4))
    }

    pub fn file(&self, path: &str) -> String {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address())).body
    }

    pub fn send(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        Answer { status: head.split(' ').nth(1).unwrap().parse().unwrap(), body: body.to_owned() }
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
}

impl Drop for Attached {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn at(stage: &str, model: &str) -> Value {
    json!({ "stage": stage, "model": model })
}

pub fn page(stage: &str, filter: &str) -> Value {
    json!({ "at": at(stage, "student"), "filter": filter, "limit": 100 })
}
