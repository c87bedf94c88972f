//! The end of what runs: of an import and an export, by Ctrl-C and by the page.

use std::fs;
use std::io::Write as _;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use serde_json::{Value, json};
use weda_emulator::{Effect, Emulator, Fault};

use crate::Plain;
use crate::support::{Attached, at, command, environment};

pub const TESTS: &[Plain] = &[
    ("stopping::an_import_goes_on_in_the_next_studio", an_import_goes_on_in_the_next_studio),
    ("stopping::an_export_ends_with_the_studio", an_export_ends_with_the_studio),
    ("stopping::an_export_ends_with_its_page", an_export_ends_with_its_page),
    ("stopping::an_upload_goes_with_its_dialog", an_upload_goes_with_its_dialog),
];

fn until(is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(20), "it takes too long");
        thread::sleep(Duration::from_millis(10));
    }
}

fn pid(studio: &Attached) -> Pid {
    Pid::from_raw(studio.id().try_into().unwrap())
}

fn stored(emulator: &Emulator) -> usize {
    emulator.records("student").unwrap().len()
}

/// A terminal sends Ctrl-C to the whole group of processes.
fn an_import_goes_on_in_the_next_studio() {
    let (emulator, state) = (environment(), tempfile::tempdir().unwrap());
    let start = || {
        let mut command = command(&emulator.address().to_string(), &["--write"]);
        command.env("XDG_STATE_HOME", state.path()).process_group(0);
        Attached::of(command)
    };
    let mut rows: String = (0..4000).map(|row| format!("{{\"name\":\"第{row}行\",\"score\":{row}}}\n")).collect();
    rows.insert_str(0, "{\"name\":\"坏行\",\"score\":\"不是数字\"}\n");
    let ask = |studio: &Attached| {
        let file = studio.upload(rows.as_bytes());
        json!({ "at": at("pre", "student"), "file": file, "format": "ndjson" })
    };
    let mut first = start();
    let asked = ask(&first);
    emulator.inject_fault(Fault::new(Effect::Delay(1_500)).method("POST").path("/odata/")).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| first.call("import", &asked));
        until(|| stored(&emulator) >= 100);
        // The next calls are in flight by then.
        thread::sleep(Duration::from_millis(300));
        killpg(pid(&first), Signal::SIGINT).unwrap();
    });
    first.wait();
    emulator.clear_faults();
    let before = stored(&emulator) - 2;
    assert!((100..4000).contains(&before), "{before}");

    let folder = state.path().join("weda/studio");
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    let checkpoints = || -> Vec<_> { fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect() };
    let [checkpoint] = checkpoints().try_into().unwrap();
    assert_eq!(mode(&checkpoint), 0o600);
    let log = fs::read_to_string(checkpoint).unwrap();
    let end: Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    assert_eq!(end["ended"]["in_doubt"], json!([]), "calls in flight were waited for: {end}");

    let second = start();
    let ask = ask(&second);
    assert_eq!(second.ok("preview", &ask)["resumes"], true);
    let mut elsewhere = ask.clone();
    elsewhere["at"] = at("pre", "class");
    assert_eq!(second.ok("preview", &elsewhere)["resumes"], false, "of another model");
    let lines = second.import(&ask);
    let summary = lines.iter().find_map(|line| line.get("summary")).unwrap_or_else(|| panic!("{lines:?}"));
    assert_eq!((&summary["created_before"], &summary["created"]), (&json!(before), &json!(4000 - before)), "{summary}");
    assert_eq!(summary["rejected"], 1, "{summary}");
    assert_eq!(stored(&emulator), 4002, "each once");
    let ticket = second.ok("rejects", &ask)["ticket"].clone();
    let (_, rejects) = second.download(ticket.as_str().unwrap(), "");
    assert!(String::from_utf8(rejects).unwrap().contains("坏行"));
    assert_eq!(checkpoints().len(), 1, "rejected rows can be tried again");
    let file = second.upload("{\"name\":\"整\"}\n".as_bytes());
    second.import(&json!({ "at": at("pre", "student"), "file": file, "format": "ndjson" }));
    assert_eq!((stored(&emulator), checkpoints().len()), (4003, 1), "what is complete leaves none");
}

/// Starts an export, of which each page takes `delay` milliseconds, and returns its connection once it reads.
fn export(emulator: &Emulator, studio: &Attached, delay: u64) -> TcpStream {
    let name = "名".repeat(20);
    emulator.load("student", (0..12_000).map(|row| json!({ "name": format!("{name}{row}") }))).unwrap();
    studio.ok("models", &json!({}));
    let before = emulator.log().len();
    emulator.inject_fault(Fault::new(Effect::Delay(delay)).path("/odata/")).unwrap();
    let body = json!({ "at": at("pre", "student"), "format": "csv" }).to_string();
    let mut stream = TcpStream::connect(studio.address()).unwrap();
    let head = format!(
        "POST /api/v1/export HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n",
        studio.address(),
        studio.token(),
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).unwrap();
    until(|| emulator.log().len() > before);
    stream
}

fn an_export_ends_with_the_studio() {
    let emulator = environment();
    let mut studio = Attached::start(&emulator, &["--timeout", "60"]);
    let _waiting = export(&emulator, &studio, 2_000);
    let start = Instant::now();
    kill(pid(&studio), Signal::SIGINT).unwrap();
    studio.wait();
    assert!(start.elapsed() < Duration::from_millis(1_500), "{:?}", start.elapsed());
}

fn an_export_ends_with_its_page() {
    let emulator = environment();
    let studio = Attached::start(&emulator, &["--timeout", "60"]);
    let waiting = export(&emulator, &studio, 300);
    drop(waiting);
    thread::sleep(Duration::from_millis(300));
    let before = emulator.log().len();
    thread::sleep(Duration::from_millis(2_000));
    // Calls in flight are noted at their end.
    assert!(emulator.log().len() <= before + 4, "{} and then {}", before, emulator.log().len());
    emulator.clear_faults();
    let all = studio.ok("export", &json!({ "at": at("pre", "student"), "format": "csv" }));
    assert_eq!(all["exported"]["records"], 12_002, "another export is not concerned");
}

fn an_upload_goes_with_its_dialog() {
    let emulator = environment();
    let studio = Attached::start(&emulator, &["--write"]);
    let rows: String = (0..300).map(|row| format!("{{\"name\":\"第{row}行\"}}\n")).collect();
    let file = studio.upload(rows.as_bytes());
    assert_eq!(studio.upload(rows.as_bytes()), file, "in another dialog");
    let ask = json!({ "at": at("pre", "student"), "file": file, "format": "ndjson" });
    let discard = || studio.ok("discard", &json!({ "file": file }));
    discard();
    studio.ok("preview", &ask);
    emulator.inject_fault(Fault::new(Effect::Delay(300)).method("POST").path("/odata/")).unwrap();
    thread::scope(|scope| {
        let running = scope.spawn(|| studio.import(&ask));
        until(|| stored(&emulator) > 2);
        discard();
        let lines = running.join().unwrap();
        let summary = lines.iter().find_map(|line| line.get("summary")).unwrap_or_else(|| panic!("{lines:?}"));
        assert_eq!(summary["created"], 300, "it is in use until its end");
    });
    until(|| studio.call("preview", &ask).status == 404);
    for name in ["../student.json", "", "none"] {
        studio.ok("discard", &json!({ "file": name }));
    }
}
