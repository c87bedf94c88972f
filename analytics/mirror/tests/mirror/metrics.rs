//! Metrics, read by a strict parser of the text format, and by that of `prometheus_client` where it is installed.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use libtest_mimic::{Failed, Trial};
use serde_json::json;

use crate::test;
use crate::world::World;

pub(crate) fn tests(is_list: bool) -> Vec<Trial> {
    let python = Command::new("python3").args(["-c", "import prometheus_client.parser"]).stderr(Stdio::null()).status();
    let has_python = python.is_ok_and(|status| status.success());
    if !has_python && !is_list {
        eprintln!("left out: metrics::prometheus_client_reads_them (python3 has no package prometheus_client)");
    }
    vec![
        test("metrics::a_file_has_all_of_them", a_file_has_all_of_them),
        test("metrics::a_failed_run_shows", a_failed_run_shows),
        test("metrics::they_are_served", they_are_served),
        Trial::test("metrics::prometheus_client_reads_them", prometheus_client).with_ignored_flag(!has_python),
    ]
}

type Samples = BTreeMap<(String, String), f64>;

/// A strict reading of the text format: each metric has one HELP and one TYPE before its samples, which stand together; names,
/// labels and numbers have their grammar, and no sample is there twice.
fn parse(text: &str) -> Samples {
    assert!(text.is_empty() || text.ends_with('\n'), "the last line has no end");
    let (mut samples, mut current, mut done, mut help) = (Samples::new(), None::<(String, String)>, Vec::new(), None);
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, text) = rest.split_once(' ').unwrap();
            assert!(!text.is_empty() && !done.contains(&name.to_owned()), "{line}");
            help = Some(name.to_owned());
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert_eq!(help.as_deref(), Some(name), "{line}");
            assert!(
                kind == "counter" && name.ends_with("_total") || kind == "gauge" && !name.ends_with("_total"),
                "{line}"
            );
            done.push(name.to_owned());
            current = Some((name.to_owned(), kind.to_owned()));
        } else {
            let (name, rest) = line.split_once('{').unwrap_or_else(|| panic!("{line}"));
            let (labels, value) = rest.split_once("} ").unwrap_or_else(|| panic!("{line}"));
            assert_eq!(current.as_ref().map(|(name, _)| name.as_str()), Some(name), "{line}");
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{line}");
            let label = labels.strip_prefix("model=\"").and_then(|rest| rest.strip_suffix('"')).unwrap();
            assert!(!label.contains('"') && !label.contains('\\'), "{line}");
            let value: f64 = value.parse().unwrap_or_else(|_| panic!("{line}"));
            assert!(value.is_finite() && value >= 0.0, "{line}");
            assert!(samples.insert((name.to_owned(), label.to_owned()), value).is_none(), "{line}");
        }
    }
    samples
}

fn a_file_has_all_of_them() {
    let world = World::new();
    let ids = world.students(250);
    world.ok(&["sync", "copy.sqlite", "--metrics", "weda.prom"]);
    let read = || parse(&std::fs::read_to_string(world.path("weda.prom")).unwrap());
    let first = read();
    let value = |samples: &Samples, name: &str| samples[&(format!("weda_mirror_{name}"), "student".to_owned())];
    for (name, expected) in [
        ("records_written_total", 250.0),
        ("records_deleted_total", 0.0),
        ("records", 250.0),
        ("service_records", 250.0),
        ("last_run_failed", 0.0),
        ("deletions_pending", 0.0),
        ("retries_total", 0.0),
    ] {
        assert_eq!(value(&first, name), expected, "{name}");
    }
    assert_eq!(first[&("weda_mirror_records".to_owned(), "course".to_owned())], 0.0);
    world.delete("student", &ids[..5]);
    world.update("student", &ids[9], json!({ "name": "改" }));
    // One call fails once, and is repeated.
    let fault = weda_emulator::Fault::new(weda_emulator::Effect::Html).path("/student").times(1);
    world.emulator.inject_fault(fault).unwrap();
    world.ok(&["sync", "copy.sqlite", "--metrics", "weda.prom"]);
    let second = read();
    // Counters go on where the run before ended.
    assert_eq!(value(&second, "records_written_total"), 251.0);
    assert_eq!(value(&second, "records_deleted_total"), 5.0);
    assert_eq!(value(&second, "retries_total"), 1.0);
    assert!(value(&second, "records_read_total") > value(&first, "records_read_total"));
    assert!(value(&second, "requests_total") > value(&first, "requests_total"));
    let now = weda::DateTime::now().as_millis() as f64 / 1_000.0;
    assert!((0.0..60.0).contains(&value(&second, "lag_seconds")));
    assert!((now - value(&second, "last_success_timestamp_seconds")).abs() < 60.0);
    assert!((0.0..60.0).contains(&value(&second, "last_run_duration_seconds")));
    assert!(!world.path("weda.prom.tmp").exists());
}

fn a_failed_run_shows() {
    let world = World::new();
    let ids = world.students(10);
    world.ok(&["sync", "copy.sqlite", "student", "--metrics", "weda.prom"]);
    let before = parse(&std::fs::read_to_string(world.path("weda.prom")).unwrap());
    world.delete("student", &ids[..5]);
    world.run(&["sync", "copy.sqlite", "student", "--metrics", "weda.prom"]).fails(3, "more than the 2");
    let after = parse(&std::fs::read_to_string(world.path("weda.prom")).unwrap());
    let key = |name: &str| (format!("weda_mirror_{name}"), "student".to_owned());
    assert_eq!((before[&key("last_run_failed")], after[&key("last_run_failed")]), (0.0, 1.0));
    let success = key("last_success_timestamp_seconds");
    assert_eq!(before[&success], after[&success], "the failed run is not a success");
}

fn they_are_served() {
    let world = World::new();
    world.students(3);
    let arguments = ["run", "copy.sqlite", "student", "--every", "1h", "--metrics-listen", "0"];
    let mut child = world.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stderr.take().unwrap()));
    let line = lines.next().unwrap().unwrap();
    let address =
        line.strip_prefix("metrics: http://").and_then(|rest| rest.strip_suffix("/metrics")).unwrap().to_owned();
    assert!(address.starts_with("127.0.0.1:"), "{address}");
    let out = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap())).next();
    assert!(out.unwrap().unwrap().starts_with("student: 3 new"));
    let get = |request: &str| {
        let mut stream = std::net::TcpStream::connect(&address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    // The metrics are shown after the outcome is printed.
    let mut samples = Samples::new();
    for _ in 0..100 {
        let answer = get("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(
            head.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8"),
            "{head}"
        );
        samples = parse(body);
        if !samples.is_empty() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(samples[&("weda_mirror_records".to_owned(), "student".to_owned())], 3.0);
    assert!(get("GET /etc/passwd HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404 "));
    assert!(get("POST /metrics HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405 "));
    child.kill().unwrap();
    child.wait().unwrap();
    world.run(&["run", "copy.sqlite", "--metrics-listen", "256.0.0.1:1"]).fails(3, "cannot listen at `256.0.0.1:1`");
}

fn prometheus_client() -> Result<(), Failed> {
    let world = World::new();
    world.students(3);
    world.ok(&["sync", "copy.sqlite", "--metrics", "weda.prom"]);
    let program = "import sys
from prometheus_client.parser import text_string_to_metric_families as parse
families = {family.name: family for family in parse(open(sys.argv[1], encoding='utf-8').read())}
print(len(families), families['weda_mirror_records_written'].type, [s.value for s in families['weda_mirror_records'].samples if s.labels == {'model': 'student'}])";
    let output =
        Command::new("python3").args(["-c", program, "weda.prom"]).current_dir(world.folder.path()).output()?;
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "13 counter [3]", "{output:?}");
    Ok(())
}
