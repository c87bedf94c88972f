//! Memory stays flat, however many requests come.
//!
//! First records come and go; then a model that is full is read, each time in another way, so that whatever the emulator
//! keeps of answers is filled and has to let go. Some thousand with the other tests; a million with
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

/// The records of the model that is read.
const RECORDS: u64 = 2_000;

/// Allowed growth after the first tenth of the requests.
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

    /// Five requests that read a full model, each with a filter of its own, some of them long.
    fn reads(&mut self, number: u64) {
        let long = "x".repeat(2_000);
        for (kind, filter) in [format!("name%20ne%20'{number}'"), format!("card%20ne%20'{long}{number}'")]
            .iter()
            .cycle()
            .take(5)
            .enumerate()
        {
            let skip = (number * 5 + kind as u64) * 37 % (RECORDS - 100);
            let page = self.call("GET", &format!("{PATH}?$top=100&$skip={skip}&$count=true&$filter={filter}"), "");
            assert!(page.contains(&format!("\"@odata.count\":{RECORDS}")), "{page}");
        }
    }

    fn fill(&mut self) {
        let note = "n".repeat(200);
        for first in (0..RECORDS).step_by(100) {
            let records: Vec<String> = (first..first + 100)
                .map(|number| format!(r#"{{"name":"{note}{number}","card":"full{number}"}}"#))
                .collect();
            let body = format!(r#"{{"value":[{}]}}"#, records.join(","));
            assert!(self.call("POST", "/weda/odata/v1/batch/pre/student", &body).contains("_id"));
        }
    }
}

#[test]
fn memory_stays_flat() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("database-schemas")).unwrap();
    fs::write(folder.path().join("database-schemas/student.json"), MODEL).unwrap();
    let requests = std::env::var("WEDA_SOAK_REQUESTS").map_or(10_000, |text| text.parse().expect("a number"));
    let emulator = Emulator::start(folder.path());
    let tenth_of = |work: &(dyn Fn(&mut Caller, u64, u64) + Sync), rounds: u64| {
        thread::scope(|scope| {
            for caller in 0..4 {
                let address = &emulator.address;
                scope.spawn(move || {
                    let mut connection = Caller::new(address);
                    (0..rounds).for_each(|round| work(&mut connection, caller, round));
                });
            }
        });
        emulator.resident_kilobytes()
    };
    let rounds = requests / 10 / 5 / 4;
    let sizes: Vec<u64> = (0..10)
        .map(|tenth| tenth_of(&|caller, of, round| caller.round(&format!("n{tenth}-{of}-{round}")), rounds))
        .collect();
    println!("{requests} requests, resident kB after each tenth: {sizes:?}");
    assert!(sizes[9] <= sizes[0] + SLACK, "{sizes:?}");

    Caller::new(&emulator.address).fill();
    // Fewer, since each reads a hundred records: the first part fills what there is to fill.
    let reads = rounds.div_ceil(5);
    let sizes: Vec<u64> = (0..10)
        .map(|tenth| tenth_of(&|caller, of, round| caller.reads((tenth * 4 + of) * reads + round), reads))
        .collect();
    println!("{} reads, resident kB after each tenth: {sizes:?}", reads * 5 * 4 * 10);
    assert!(sizes[9] <= sizes[4] + SLACK, "{sizes:?}");
}
