//! A `weda emulate` that runs.

use std::fs;
use std::io::{BufRead as _, BufReader, Lines, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

const MODEL: &str = r#"{ "properties": { "name": { "type": "string" }, "level": {
    "type": "string", "format": "x-enum", "x-enum-type": "general-option", "x-option-name": "level" } } }"#;

const SETS: &str = r#"{ "response": { "data": { "items": [ { "name": "level", "config": "[{\"key\":\"a\",\"value\":\"甲\"}]" } ] } } }"#;

pub struct Running {
    pub process: Child,
    pub address: String,
    pub introduction: String,
    lines: Option<BufReader<ChildStdout>>,
    errors: Lines<BufReader<ChildStderr>>,
    pub bearer: String,
}

/// A folder with one model and its option set.
pub fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("database-schemas");
    fs::create_dir(&dir).unwrap();
    fs::write(dir.join("student.json"), MODEL).unwrap();
    fs::write(folder.path().join("option-sets.json"), SETS).unwrap();
    folder
}

pub fn weda(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
    command.current_dir(folder).args(["emulate", "--listen", "127.0.0.1:0"]).args(arguments);
    for variable in
        ["WEDA_MODELS", "WEDA_ENV_ID", "WEDA_SECRET_ID", "WEDA_SECRET_KEY", "WEDA_API_KEY", "WEDA_PUBLISHABLE_KEY"]
    {
        command.env_remove(variable);
    }
    command
}

impl Running {
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        Self::of(weda(folder, arguments))
    }

    /// A `weda studio`.
    pub fn studio(folder: &Path) -> Self {
        let plain = weda(folder, &["--studio", "127.0.0.1:0"]);
        let mut command = Command::new(plain.get_program());
        command.arg("studio").args(plain.get_args().skip(1)).current_dir(folder);
        plain.get_envs().for_each(|(name, _)| _ = command.env_remove(name));
        Self::of(command)
    }

    /// One that can write nothing to any file.
    pub fn limited(folder: &Path, arguments: &[&str]) -> Self {
        let plain = weda(folder, arguments);
        let mut command = Command::new("/bin/sh");
        // A write beyond the limit shall be an error, and not the end of the process.
        command.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""]).arg(plain.get_program());
        command.args(plain.get_args()).current_dir(folder);
        plain.get_envs().for_each(|(name, _)| _ = command.env_remove(name));
        Self::of(command)
    }

    /// One with keys of its own, `id:key`.
    pub fn start_with(folder: &Path, arguments: &[&str], keys: &str) -> Self {
        Self::with_keys(weda(folder, arguments), keys)
    }

    fn of(command: Command) -> Self {
        Self::with_keys(command, "emulator-id:emulator-key")
    }

    fn with_keys(mut command: Command, keys: &str) -> Self {
        let mut process = command.stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut errors = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut introduction = String::new();
        while !introduction.contains("Bearer $TOKEN") {
            introduction += &errors.next().unwrap_or_else(|| panic!("it ended: {introduction}")).unwrap();
            introduction += "\n";
        }
        let address = introduction.split("http://").nth(1).unwrap().lines().next().unwrap().to_owned();
        let lines = process.stdout.take().map(BufReader::new);
        let mut running = Self { process, address, introduction, lines, errors, bearer: String::new() };
        let basic = format!("Authorization: Basic {}", base64(keys.as_bytes()));
        let target = "POST /auth/v1/token/clientCredential";
        let token = running.send(target, &basic, r#"{"grant_type":"client_credentials"}"#);
        running.bearer = format!("Authorization: Bearer {}", token["access_token"].as_str().unwrap());
        running
    }

    pub fn send(&self, head: &str, header: &str, body: &str) -> Value {
        Self::ask(&self.address, head, header, body)
    }

    pub fn ask(address: &str, head: &str, header: &str, body: &str) -> Value {
        let mut stream = TcpStream::connect(address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{head} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n{header}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        if body.is_empty() { Value::Null } else { serde_json::from_str(body).unwrap() }
    }

    pub fn call(&self, head: &str, body: &str) -> Value {
        self.send(head, &self.bearer, body)
    }

    pub fn names(&self, stage: &str) -> Vec<String> {
        let page = self.call(&format!("GET /weda/odata/v1/{stage}/student?$top=1000"), "");
        page["value"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    }

    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.as_mut().unwrap().read_line(&mut line).unwrap();
        line
    }

    /// The next line of stderr behind the introduction.
    pub fn said(&mut self) -> String {
        loop {
            let line = self.errors.next().expect("it says something").unwrap();
            if !line.is_empty() {
                return line;
            }
        }
    }

    /// Reads no more lines, and lets the process know.
    pub fn close_lines(&mut self) {
        self.lines = None;
    }

    /// Asks the process to end, and how it ended.
    pub fn end(mut self, signal: Signal) -> Option<i32> {
        kill(Pid::from_raw(self.process.id().try_into().unwrap()), signal).unwrap();
        self.process.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub const CREATE: &str = "POST /weda/odata/v1/pre/student";

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let number = three.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        let digit = |at: usize| char::from(DIGITS[(number >> (18 - 6 * at) & 63) as usize]);
        text.extend((0..4).map(|at| if at <= three.len() { digit(at) } else { '=' }));
    }
    text
}
