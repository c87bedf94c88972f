//! Writers, readers, faults and one `kill -9`: no acknowledged write is lost, no connection kept, memory stays bounded.
//!
//! Three seconds with the other tests; ten minutes with `WEDA_SOAK_SECONDS=600 cargo test -p weda-cli --test soak`.
#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

const MODEL: &str = r#"{ "properties": { "name": { "type": "string", "x-unique": true } } }"#;

/// Answers that do not come, come broken, or lie: none of them acknowledges anything.
const FAULTS: [&str; 4] = [
    r#"{"effect":"drop-after","method":"POST","path":"/odata/","probability":0.05,"seed":1}"#,
    r#"{"effect":"half","path":"/odata/","probability":0.05,"seed":2}"#,
    r#"{"effect":{"refuse-after":"SERVER_TIMEOUT"},"method":"POST","path":"/odata/","probability":0.05,"seed":3}"#,
    r#"{"effect":{"delay":20},"path":"/odata/","probability":0.02,"seed":4}"#,
];

fn start(folder: &Path, address: &str) -> (Child, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
    command.current_dir(folder).args(["emulate", "--listen", address, "--data", "records", "--quiet", "--control"]);
    for fault in FAULTS {
        command.args(["--fault", fault]);
    }
    let mut process = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
    let address = loop {
        let line = lines.next().expect("it starts").unwrap();
        if let Some((_, address)) = line.split_once("http://") {
            break address.trim().to_owned();
        }
    };
    (process, address)
}

/// Status and body; `None` where no whole answer came.
fn call(address: &str, method: &str, target: &str, authorization: &str, body: &str) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let length = body.len();
    let head =
        format!("{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: {authorization}\r\n");
    stream.write_all(format!("{head}Content-Length: {length}\r\n\r\n{body}").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).ok()?))
}

fn token(address: &str) -> Option<String> {
    let basic = "Basic ZW11bGF0b3ItaWQ6ZW11bGF0b3Ita2V5";
    let body = r#"{"grant_type":"client_credentials"}"#;
    let (_, token) = call(address, "POST", "/auth/v1/token/clientCredential", basic, body)?;
    Some(format!("Bearer {}", token["access_token"].as_str()?))
}

const PATH: &str = "/weda/odata/v1/pre/student";

/// Memory of an emulator, in kB.
const ITSELF: u64 = 32 << 10;
/// Maximum memory that it keeps for as many records, in kB: of the file, of records as they are printed, of pages.
const KEPT: u64 = (64 + 32 + 8) << 10;

struct Soak {
    address: String,
    over: AtomicBool,
    next: AtomicU64,
    acknowledged: Mutex<Vec<String>>,
    reads: AtomicU64,
}

impl Soak {
    fn write(&self) {
        let mut bearer = None;
        while !self.over.load(Ordering::Relaxed) {
            let Some(token) = bearer.clone().or_else(|| token(&self.address)) else {
                thread::sleep(Duration::from_millis(20));
                continue;
            };
            let name = format!("n{}", self.next.fetch_add(1, Ordering::Relaxed));
            match call(&self.address, "POST", PATH, &token, &json!({ "name": name }).to_string()) {
                Some((201, record)) if record["name"] == name => self.acknowledged.lock().unwrap().push(name),
                // After the kill nobody knows the old tokens.
                Some((_, refused)) if refused["code"] == "INVALID_ACCESS_TOKEN" => {
                    bearer = None;
                    continue;
                }
                _ => {}
            }
            bearer = Some(token);
        }
    }

    fn read(&self) {
        while !self.over.load(Ordering::Relaxed) {
            let Some(token) = token(&self.address) else { continue };
            let target = format!("{PATH}?$top=50&$orderby=createdAt%20desc&$count=true");
            if let Some((200, page)) = call(&self.address, "GET", &target, &token, "")
                && page["value"].is_array()
            {
                self.reads.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

fn resident_kilobytes(process: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn open_files(process: &Child) -> usize {
    fs::read_dir(format!("/proc/{}/fd", process.id())).unwrap().count()
}

/// The names of all records, page after page.
fn names(address: &str) -> Vec<String> {
    let token = token(address).unwrap();
    call(address, "DELETE", "/_emulator/faults", "", "");
    let mut names = Vec::new();
    loop {
        let target = format!("{PATH}?$top=1000&$orderby=_id&$skip={}", names.len());
        let (_, page) = call(address, "GET", &target, &token, "").unwrap();
        let rows = page["value"].as_array().unwrap();
        if rows.is_empty() {
            return names;
        }
        names.extend(rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()));
    }
}

#[test]
fn nothing_acknowledged_is_lost() {
    let seconds = std::env::var("WEDA_SOAK_SECONDS").map_or(3, |seconds| seconds.parse().unwrap());
    let half = Duration::from_millis(seconds * 500);
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("database-schemas")).unwrap();
    fs::write(folder.path().join("database-schemas/student.json"), MODEL).unwrap();
    let (mut process, address) = start(folder.path(), "127.0.0.1:0");
    let soak = Soak {
        address: address.clone(),
        over: AtomicBool::new(false),
        next: AtomicU64::new(0),
        acknowledged: Mutex::default(),
        reads: AtomicU64::new(0),
    };
    let (mut process, before) = thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| soak.write());
        }
        scope.spawn(|| soak.read());
        thread::sleep(half);
        process.kill().unwrap();
        process.wait().unwrap();
        let (process, _) = start(folder.path(), &address);
        thread::sleep(half / 4);
        let before = resident_kilobytes(&process);
        thread::sleep(half * 3 / 4);
        soak.over.store(true, Ordering::Relaxed);
        (process, before)
    });

    let found = names(&address);
    let distinct: BTreeSet<&String> = found.iter().collect();
    assert_eq!(distinct.len(), found.len(), "no write happened twice");
    let acknowledged = soak.acknowledged.into_inner().unwrap();
    let lost: Vec<&String> = acknowledged.iter().filter(|name| !distinct.contains(name)).collect();
    assert!(lost.is_empty(), "{} of {} are lost: {lost:?}", lost.len(), acknowledged.len());
    let reads = soak.reads.load(Ordering::Relaxed);
    assert!(acknowledged.len() > 20 && reads > 5, "{} writes, {reads} reads", acknowledged.len());

    let (after, open) = (resident_kilobytes(&process), open_files(&process));
    process.kill().unwrap();
    process.wait().unwrap();
    println!("{} writes, {reads} reads, {before} kB, then {after} kB, {open} open files", acknowledged.len());
    assert!(after < ITSELF + KEPT, "memory went from {before} kB to {after} kB");
    assert!(open < 30, "{open} files are open");
}
