//! Faults on demand, and what the log makes of them.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use weda_emulator::{Effect, Emulator, Fault, Logged, Profile, Sent, Status};

use crate::fixture::{Served, definitions, served, token};
use crate::http::{Answer, raw, send};

const PATH: &str = "/weda/odata/v1/pre/student";

fn create(served: &Served) -> Answer {
    served.create(&json!({}))
}

/// A creation whose answer may not come, or not whole.
fn try_create(served: &Served) -> Option<Answer> {
    let (address, token) = (served.emulator.address(), token(&served.emulator));
    let body = r#"{"name":"n","course":"c"}"#;
    let head = format!("POST {PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n");
    raw(address, format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes(), false)
}

fn stored(served: &Served) -> usize {
    served.emulator.records("student").unwrap().len()
}

/// The log's last line of a creation, which is written once the answer is out of the server's hands.
fn last(served: &Served) -> Logged {
    let start = Instant::now();
    loop {
        let log = served.emulator.log();
        match log.into_iter().rev().find(|logged| logged.method == "POST" && logged.call != "token") {
            Some(logged) => return logged,
            None if start.elapsed() > Duration::from_secs(5) => panic!("no line"),
            None => thread::sleep(Duration::from_millis(5)),
        }
    }
}

/// Each effect on one creation: the status and code that come, whether it is stored, and what the log says.
#[test]
fn each_effect() {
    type Case = (Effect, Option<u16>, Option<&'static str>, usize, Sent);
    let cases: [Case; 8] = [
        (Effect::Refuse("SYS_ERR".into()), Some(200), Some("SYS_ERR"), 0, Sent::Whole),
        (Effect::RefuseAfter("SERVER_TIMEOUT".into()), Some(200), Some("SERVER_TIMEOUT"), 1, Sent::Whole),
        (
            Effect::Refuse("FailedOperation.FlexdbInternalError".into()),
            Some(200),
            Some("FailedOperation.FlexdbInternalError"),
            0,
            Sent::Whole,
        ),
        (Effect::Html, Some(502), None, 0, Sent::Whole),
        (Effect::Status(503), Some(503), None, 1, Sent::Whole),
        (Effect::Drop, None, None, 0, Sent::Nothing),
        (Effect::DropAfter, None, None, 1, Sent::Nothing),
        (Effect::Twice, Some(201), None, 2, Sent::Whole),
    ];
    for (effect, status, code, records, sent) in cases {
        let served = served();
        served.emulator.inject(Fault::new(effect.clone()).method("post").path("/odata/").times(1));
        let answer = try_create(&served);
        assert_eq!(answer.as_ref().map(|answer| answer.status), status, "{effect:?}");
        if let (Some(answer), Some(code)) = (&answer, code) {
            let found = if code.contains('.') { answer.business().0 } else { answer.common().0 };
            assert_eq!(found, code);
        }
        assert_eq!(stored(&served), records, "{effect:?}");
        let logged = last(&served);
        assert_eq!((logged.applied, logged.sent, logged.code.as_deref()), (records > 0, sent, code), "{effect:?}");
        assert_eq!(create(&served).status, 201, "once, and no more");
    }
}

/// Under 204 there is no body whose sending could be stopped.
#[test]
fn an_answer_without_a_body_is_dropped_too() {
    let served = served();
    let id = served.student(&json!({}))["_id"].as_str().unwrap().to_owned();
    served.emulator.inject(Fault::new(Effect::DropAfter).method("DELETE"));
    let token = token(&served.emulator);
    let head = format!("DELETE {PATH}('{id}') HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n");
    assert!(raw(served.emulator.address(), head.as_bytes(), false).is_none());
    assert_eq!(stored(&served), 0);
}

#[test]
fn half_of_an_answer() {
    let served = served();
    served.emulator.inject(Fault::new(Effect::Half).method("POST").path("/odata/"));
    let answer = try_create(&served).unwrap();
    let length: usize = answer.head.split("content-length: ").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
    assert_eq!((answer.status, answer.body.len()), (201, length.div_ceil(2)), "{answer:?}");
    assert!(answer.body.starts_with(r#"{"@odata.context""#));
    let logged = last(&served);
    assert_eq!((logged.applied, logged.sent), (true, Sent::Half));
    assert!(logged.to_string().ends_with("half of the answer was sent  although it was carried out"), "{logged}");
}

#[test]
fn html_is_html() {
    let served = served();
    served.emulator.inject(Fault::new(Effect::Html));
    let page = served.get("pre/student");
    assert!(page.body.starts_with("<html>") && page.head.contains("content-type: text/html"), "{page:?}");
    served.emulator.heal();
    assert_eq!(served.get("pre/student").status, 200);
}

#[test]
fn time_and_tokens() {
    let served = served();
    served.emulator.inject(Fault::new(Effect::Delay(60)).times(1));
    let start = Instant::now();
    served.get("pre/student");
    assert!(start.elapsed() >= Duration::from_millis(60));
    served.emulator.inject(Fault::new(Effect::ExpireTokens).times(1));
    assert_eq!(served.get("pre/student").common().0, "INVALID_ACCESS_TOKEN");
    let served = crate::fixture::served();
    served.emulator.inject(Fault::new(Effect::Advance(432_000_000)).times(1));
    assert_eq!(served.get("pre/student").common().0, "INVALID_ACCESS_TOKEN");
}

#[test]
fn which_calls_are_met() {
    let served = served();
    let refused = |served: &Served, calls: usize| -> Vec<bool> {
        (0..calls).map(|_| served.get("pre/student").body.contains("SYS_ERR")).collect()
    };
    let fault = || Fault::new(Effect::Refuse("SYS_ERR".into()));
    served.emulator.inject(fault().skip(1).times(2));
    assert_eq!(refused(&served, 5), [false, true, true, false, false]);
    served.emulator.heal();
    served.emulator.inject(fault().path("/prod/"));
    served.emulator.inject(fault().method("DELETE"));
    assert_eq!(refused(&served, 2), [false, false]);
    served.emulator.heal();

    let mut runs = Vec::new();
    for seed in [7, 7, 8] {
        served.emulator.inject(fault().probability(0.3, seed));
        runs.push(refused(&served, 60));
        served.emulator.heal();
    }
    assert_eq!(runs[0], runs[1], "the same seed, the same calls");
    assert_ne!(runs[0], runs[2]);
    let share = runs[0].iter().filter(|refused| **refused).count();
    assert!((6..30).contains(&share), "{share} of 60");
    served.emulator.inject(fault().probability(0.0, 1));
    assert_eq!(refused(&served, 20), [false; 20]);
}

/// A fault's code comes under the status that the profile gives its envelope.
#[test]
fn statuses_of_demanded_codes() {
    let mut profile = Profile::documented();
    profile.errors.common = Status::Semantic;
    let served = crate::fixture::serving_as(definitions(), profile);
    for (code, status) in [("EXCEED_RATELIMIT", 429), ("SYS_ERR", 500), ("NotPermission", 200)] {
        served.emulator.inject(Fault::new(Effect::Refuse(code.into())).times(1));
        assert_eq!(served.get("pre/student").status, status, "{code}");
    }
}

#[test]
fn the_log_and_the_counts() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let listening = Arc::clone(&lines);
    let emulator = Emulator::builder().definitions(definitions()).clock(1_000).on_request(move |logged| {
        listening.lock().unwrap().push(logged.to_string());
    });
    let served = Served::of(emulator.start().unwrap());
    create(&served);
    served.get("pre/student?$top=100000");
    served.get("pre/nobody");
    served.get("../etc/passwd");
    let calls: Vec<_> = served.emulator.calls().into_iter().collect();
    assert_eq!(calls, [("create", 1), ("list", 2), ("other", 1), ("token", 1)]);
    let start = Instant::now();
    while served.emulator.log().len() < 5 && start.elapsed() < Duration::from_secs(5) {
        thread::sleep(Duration::from_millis(5));
    }
    let log = served.emulator.log();
    assert_eq!(log.iter().map(|logged| logged.call).collect::<Vec<_>>(), ["token", "create", "list", "list", "other"]);
    assert_eq!((log[1].time, log[1].status, log[1].applied, log[1].sent), (1_000, 201, true, Sent::Whole));
    assert_eq!((log[2].applied, log[2].note.as_deref()), (false, Some("$top of 100000 is cut to 1000")));
    assert_eq!(log[3].code.as_deref(), Some("ResourceNotFound.DataSourceNotExist"));
    let lines = lines.lock().unwrap();
    assert!(lines[1].starts_with("201 ") && lines[1].ends_with(" ms  POST /weda/odata/v1/pre/student"), "{}", lines[1]);
    assert!(lines[2].ends_with("GET /weda/odata/v1/pre/student?$top=100000  $top of 100000 is cut to 1000"));
    assert!(lines[3].ends_with("  ResourceNotFound.DataSourceNotExist"), "{}", lines[3]);
}

#[test]
fn the_control_path() {
    let served = Served::of(Emulator::builder().definitions(definitions()).control().start().unwrap());
    let address = served.emulator.address();
    let call = |method: &str, what: &str, body: &str| send(address, method, &format!("/_emulator/{what}"), &[], body);
    let fault =
        r#"{"effect":{"refuse":"SYS_ERR"},"path":"/pre/","method":"GET","times":2,"probability":1,"seed":3,"skip":1}"#;
    assert_eq!(call("POST", "faults", fault).status, 204);
    assert_eq!(call("POST", "faults", r#"{"effect":"drop-after"}"#).status, 204);
    assert_eq!(call("GET", "faults", "").json().as_array().unwrap().len(), 2);
    assert_eq!(call("DELETE", "faults", "").status, 204);
    assert_eq!(served.get("pre/student").status, 200);
    for bad in ["", "{}", r#"{"effect":"explode"}"#, r#"{"effect":"drop","often":1}"#, "[]"] {
        let (code, message) = call("POST", "faults", bad).common();
        assert_eq!(code, "BAD_REQUEST", "{bad}");
        assert!(message.contains(r#"send {"effect":"#), "{message}");
    }
    create(&served);
    assert_eq!(call("GET", "calls", "").json()["create"], 1);
    assert!(call("GET", "log", "").json().as_array().unwrap().iter().any(|line| line["call"] == "list"));
    assert_eq!(call("POST", "reset", "").status, 204);
    assert_eq!(stored(&served), 0);
    assert_eq!(call("PATCH", "faults", "").status, 404);
    let without = crate::fixture::served();
    assert_eq!(send(without.emulator.address(), "GET", "/_emulator/log", &[], "").status, 404);
}

/// Who stops the emulator gets the answers of the calls that run.
#[test]
fn a_graceful_end() {
    let served = served();
    let (address, token) = (served.emulator.address(), token(&served.emulator));
    served.emulator.inject(Fault::new(Effect::Delay(150)));
    let idle = std::net::TcpStream::connect(address).unwrap();
    let running =
        thread::spawn(move || send(address, "GET", PATH, &[("Authorization", &format!("Bearer {token}"))], "").status);
    thread::sleep(Duration::from_millis(50));
    let start = Instant::now();
    served.emulator.stop();
    assert_eq!(running.join().unwrap(), 200);
    assert!(start.elapsed() < Duration::from_secs(4), "idle connections do not hold it up");
    drop(idle);
    assert!(std::net::TcpStream::connect(address).is_err());
}
