//! Memory stays flat, however many requests come.
//!
//! Some thousand with the other tests; a million with
//! `WEDA_SOAK_REQUESTS=1000000 cargo test --release -p weda-cli --test memory -- --nocapture`.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::Value;

const MODEL: &str =
    r#"{ "properties": { "name": { "type": "string" }, "card": { "type": "string", "x-unique": true } } }"#;

const PATH: &str = "/weda/odata/v1/pre/student";

/// What may come on top once a tenth of the requests is through.
const SLACK: u64 = 16 * 1024;

struct Emulator {
    process: Child,
    address: String,
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Emulator {
    fn start(folder: &std::path::Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
        command.current_dir(folder).args(["emulate", "--listen", "127.0.0.1:0", "--data", "records"]);
        // The log is written, and read by nobody: what waits for its reader is memory, too.
        let mut process = command.stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let line = lines.find_map(|line| line.unwrap().split_once("http://").map(|(_, address)| address.to_owned()));
        Self { process, address: line.expect("it starts") }
    }

    fn resident_kilobytes(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }
}

/// A connection that stays.
struct Caller {
    stream: BufReader<TcpStream>,
    authorization: String,
}

impl Caller {
    fn new(address: &str) -> Self {
        let stream = BufReader::new(TcpStream::connect(address).unwrap());
        let mut caller = Self { stream, authorization: "Basic ZW11bGF0b3ItaWQ6ZW11bGF0b3Ita2V5".to_owned() };
        let body = r#"{"grant_type":"client_credentials"}"#;
        let token: Value = serde_json::from_str(&caller.call("POST", "/auth/v1/token/clientCredential", body)).unwrap();
        caller.authorization = format!("Bearer {}", token["access_token"].as_str().unwrap());
        caller
    }

    fn call(&mut self, method: &str, target: &str, body: &str) -> String {
        let (authorization, length) = (&self.authorization, body.len());
        let head = format!("{method} {target} HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization}\r\n");
        let request = format!("{head}Content-Length: {length}\r\n\r\n{body}");
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.stream.read_line(&mut line).unwrap() > 0, "an answer");
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut answer = vec![0; length];
        self.stream.read_exact(&mut answer).unwrap();
        String::from_utf8(answer).unwrap()
    }

    /// Five requests: what one writes is gone with the last, and each is another one than ever before.
    fn round(&mut self, name: &str) {
        let created: Value =
            serde_json::from_str(&self.call("POST", PATH, &format!(r#"{{"name":"{name}","card":"{name}"}}"#))).unwrap();
        let target = format!("{PATH}('{}')", created["_id"].as_str().unwrap_or_else(|| panic!("{created}")));
        assert!(self.call("GET", &format!("{PATH}?$filter=card%20eq%20'{name}'"), "").contains(name));
        assert_eq!(self.call("PATCH", &target, r#"{"name":"other"}"#), "");
        assert!(self.call("GET", &format!("{PATH}?$filter=nothing{name}"), "").contains("InvalidParameter"));
        assert_eq!(self.call("DELETE", &target, ""), "");
    }
}

#[test]
fn memory_stays_flat() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("database-schemas")).unwrap();
    fs::write(folder.path().join("database-schemas/student.json"), MODEL).unwrap();
    let requests = std::env::var("WEDA_SOAK_REQUESTS").map_or(10_000, |text| text.parse().expect("a number"));
    let emulator = Emulator::start(folder.path());
    let rounds_of = |tenth: u64| {
        thread::scope(|scope| {
            for caller in 0..4 {
                let address = &emulator.address;
                scope.spawn(move || {
                    let mut connection = Caller::new(address);
                    (0..requests / 10 / 5 / 4)
                        .for_each(|round| connection.round(&format!("n{tenth}-{caller}-{round}")));
                });
            }
        });
        emulator.resident_kilobytes()
    };
    let sizes: Vec<u64> = (0..10).map(rounds_of).collect();
    println!("{requests} requests, resident kB after each tenth: {sizes:?}");
    assert!(sizes[9] <= sizes[0] + SLACK, "{sizes:?}");
}
