//! Injected faults.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use weda_emulator::profile::Status;
use weda_emulator::{Delivery, Effect, Fault, Profile};

use crate::fixture::{Served, definitions, latest, served, token};
use crate::http::{Answer, raw, send};

const PATH: &str = "/weda/odata/v1/pre/student";

fn create(served: &Served) -> Answer {
    served.create(&json!({}))
}

/// Creates a record; the answer may be missing or incomplete.
fn try_create(served: &Served) -> Option<Answer> {
    let (address, token) = (served.emulator.address(), token(&served.emulator));
    let body = r#"{"name":"n","course":"c"}"#;
    let head = format!("POST {PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n");
    raw(address, format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes(), false)
}

fn stored(served: &Served) -> usize {
    served.emulator.records("student").unwrap().len()
}

/// Each effect on a create: status, code, number of stored records, and delivery in the log.
#[test]
fn each_effect() {
    type Case = (Effect, Option<u16>, Option<&'static str>, usize, Delivery);
    let cases: [Case; 8] = [
        (Effect::Refuse("SYS_ERR".into()), Some(200), Some("SYS_ERR"), 0, Delivery::Complete),
        (Effect::RefuseAfter("SERVER_TIMEOUT".into()), Some(200), Some("SERVER_TIMEOUT"), 1, Delivery::Complete),
        (
            Effect::Refuse("FailedOperation.FlexdbInternalError".into()),
            Some(200),
            Some("FailedOperation.FlexdbInternalError"),
            0,
            Delivery::Complete,
        ),
        (Effect::Html, Some(502), None, 0, Delivery::Complete),
        (Effect::Status(503), Some(503), None, 1, Delivery::Complete),
        (Effect::Drop, None, None, 0, Delivery::None),
        (Effect::DropAfter, None, None, 1, Delivery::None),
        (Effect::Twice, Some(201), None, 2, Delivery::Complete),
    ];
    for (effect, status, code, records, sent) in cases {
        let served = served();
        served.emulator.inject_fault(Fault::new(effect.clone()).method("post").path("/odata/").times(1)).unwrap();
        let answer = try_create(&served);
        assert_eq!(answer.as_ref().map(|answer| answer.status), status, "{effect:?}");
        if let (Some(answer), Some(code)) = (&answer, code) {
            let found = if code.contains('.') { answer.business().0 } else { answer.common().0 };
            assert_eq!(found, code);
        }
        assert_eq!(stored(&served), records, "{effect:?}");
        let logged = latest(&served, "POST");
        assert_eq!((logged.applied, logged.sent, logged.code.as_deref()), (records > 0, sent, code), "{effect:?}");
        assert_eq!(create(&served).status, 201, "only once");
    }
}

/// A call that is carried out after its caller gave up.
#[test]
fn a_call_that_is_carried_out_late() {
    for status in [None, Some(504)] {
        let served = served();
        let late = Fault::new(Effect::Late(400)).method("POST").path("/odata/").times(1);
        served.emulator.inject_fault(late).unwrap();
        if let Some(status) = status {
            served
                .emulator
                .inject_fault(Fault::new(Effect::Status(status)).method("POST").path("/odata/").times(1))
                .unwrap();
        }
        let begun = Instant::now();
        let answer = try_create(&served);
        assert!(begun.elapsed() < Duration::from_millis(300), "the caller does not wait");
        assert_eq!(answer.map(|answer| (answer.status, answer.body)), status.map(|status| (status, String::new())));
        assert_eq!(stored(&served), 0);
        while stored(&served) == 0 {
            assert!(begun.elapsed() < Duration::from_secs(10), "it is carried out");
            thread::sleep(Duration::from_millis(20));
        }
        assert!(begun.elapsed() >= Duration::from_millis(400));
        let logged = latest(&served, "POST");
        let sent = if status.is_some() { Delivery::Complete } else { Delivery::None };
        assert_eq!((logged.applied, logged.sent, logged.status), (true, sent, status.unwrap_or(201)));
        assert_eq!(logged.note.as_deref(), Some("it was carried out later"));
        assert_eq!(create(&served).status, 201, "only once");
    }
}

/// An answer with status 204 has no body that could be cut.
#[test]
fn an_answer_without_a_body_is_dropped_too() {
    let served = served();
    let id = served.student(&json!({}))["_id"].as_str().unwrap().to_owned();
    served.emulator.inject_fault(Fault::new(Effect::DropAfter).method("DELETE")).unwrap();
    let token = token(&served.emulator);
    let head = format!("DELETE {PATH}('{id}') HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n");
    assert!(raw(served.emulator.address(), head.as_bytes(), false).is_none());
    assert_eq!(stored(&served), 0);
}

#[test]
fn half_of_an_answer() {
    let served = served();
    served.emulator.inject_fault(Fault::new(Effect::Half).method("POST").path("/odata/")).unwrap();
    let answer = try_create(&served).unwrap();
    let length: usize = answer.head.split("content-length: ").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
    assert_eq!((answer.status, answer.body.len()), (201, length.div_ceil(2)), "{answer:?}");
    assert!(answer.body.starts_with(r#"{"@odata.context""#));
    let logged = latest(&served, "POST");
    assert_eq!((logged.applied, logged.sent), (true, Delivery::Partial));
    assert!(logged.to_string().ends_with("part of the answer was sent  although it was carried out"), "{logged}");
}

/// A client that reads the second answer as the answer to its next request gets a wrong one.
#[test]
fn an_answer_that_comes_twice() {
    let served = served();
    served.emulator.inject_fault(Fault::new(Effect::AnswerTwice).method("POST").path("/odata/").times(1)).unwrap();
    let answer = try_create(&served).unwrap();
    let (first, second) = answer.body.split_once("HTTP/1.1 201 Created\r\n").unwrap();
    assert!(first.starts_with(r#"{"@odata.context""#) && second.ends_with(first), "{answer:?}");
    assert_eq!(stored(&served), 1);
    let logged = latest(&served, "POST");
    assert_eq!(
        (logged.applied, logged.sent, logged.note.as_deref()),
        (true, Delivery::Complete, Some("the answer was sent twice"))
    );
    assert_eq!(try_create(&served).unwrap().body.matches("HTTP/1.1").count(), 0);
}

#[test]
fn html_is_html() {
    let served = served();
    served.emulator.inject_fault(Fault::new(Effect::Html)).unwrap();
    let page = served.get("pre/student");
    assert!(page.body.starts_with("<html>") && page.head.contains("content-type: text/html"), "{page:?}");
    served.emulator.clear_faults();
    assert_eq!(served.get("pre/student").status, 200);
}

#[test]
fn time_and_tokens() {
    let served = served();
    served.emulator.inject_fault(Fault::new(Effect::Delay(60)).times(1)).unwrap();
    let start = Instant::now();
    served.get("pre/student");
    assert!(start.elapsed() >= Duration::from_millis(60));
    served.emulator.inject_fault(Fault::new(Effect::ExpireTokens).times(1)).unwrap();
    assert_eq!(served.get("pre/student").common().0, "INVALID_ACCESS_TOKEN");
    let served = crate::fixture::served();
    served.emulator.inject_fault(Fault::new(Effect::Advance(432_000_000)).times(1)).unwrap();
    assert_eq!(served.get("pre/student").common().0, "INVALID_ACCESS_TOKEN");
}

#[test]
fn which_calls_are_affected() {
    let served = served();
    let refused = |served: &Served, calls: usize| -> Vec<bool> {
        (0..calls).map(|_| served.get("pre/student").body.contains("SYS_ERR")).collect()
    };
    let fault = || Fault::new(Effect::Refuse("SYS_ERR".into()));
    served.emulator.inject_fault(fault().skip(1).times(2)).unwrap();
    assert_eq!(refused(&served, 5), [false, true, true, false, false]);
    served.emulator.clear_faults();
    served.emulator.inject_fault(fault().path("/prod/")).unwrap();
    served.emulator.inject_fault(fault().method("DELETE")).unwrap();
    assert_eq!(refused(&served, 2), [false, false]);
    served.emulator.clear_faults();

    let mut runs = Vec::new();
    for seed in [7, 7, 8] {
        served.emulator.inject_fault(fault().probability(0.3, seed)).unwrap();
        runs.push(refused(&served, 60));
        served.emulator.clear_faults();
    }
    assert_eq!(runs[0], runs[1], "the same seed, the same calls");
    assert_ne!(runs[0], runs[2]);
    let share = runs[0].iter().filter(|refused| **refused).count();
    assert!((6..30).contains(&share), "{share} of 60");
    served.emulator.inject_fault(fault().probability(0.0, 1)).unwrap();
    assert_eq!(refused(&served, 20), [false; 20]);
}

/// A fault's code has the status that the profile sets for its envelope.
#[test]
fn statuses_of_injected_codes() {
    let mut profile = Profile::documented();
    profile.errors.common = Status::Semantic;
    let served = crate::fixture::serving_as(definitions(), profile);
    for (code, status) in [("EXCEED_RATELIMIT", 429), ("SYS_ERR", 500), ("NotPermission", 200)] {
        served.emulator.inject_fault(Fault::new(Effect::Refuse(code.into())).times(1)).unwrap();
        assert_eq!(served.get("pre/student").status, status, "{code}");
    }
}

/// Running calls are answered when the emulator stops.
#[test]
fn a_graceful_stop() {
    let served = served();
    let (address, token) = (served.emulator.address(), token(&served.emulator));
    served.emulator.inject_fault(Fault::new(Effect::Delay(150))).unwrap();
    let idle = std::net::TcpStream::connect(address).unwrap();
    let running =
        thread::spawn(move || send(address, "GET", PATH, &[("Authorization", &format!("Bearer {token}"))], "").status);
    thread::sleep(Duration::from_millis(50));
    let start = Instant::now();
    served.emulator.stop();
    assert_eq!(running.join().unwrap(), 200);
    assert!(start.elapsed() < Duration::from_secs(4), "idle connections do not delay it");
    drop(idle);
    assert!(std::net::TcpStream::connect(address).is_err());
}

/// A slow filter delayed the stop of the emulator.
#[test]
fn a_slow_call_does_not_delay_the_stop() {
    let served = served();
    let students =
        (0..20_000).map(|at| json!({ "_id": format!("s{at}"), "name": format!("学生名字{at}"), "course": "c" }));
    served.emulator.load("student", students).unwrap();
    let filter: Vec<String> = (0..1_000).map(|term| format!("contains(name,'{term}x')")).collect();
    let filter = filter.join(" or ").replace(' ', "%20").replace('\'', "%27");
    let token = token(&served.emulator);
    let head = format!("GET {PATH}?$filter={filter} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n");
    let address = served.emulator.address();
    let caller = thread::spawn(move || raw(address, head.as_bytes(), false));
    thread::sleep(Duration::from_millis(300));
    assert!(!caller.is_finished(), "the call takes its time");
    let begun = Instant::now();
    served.emulator.stop();
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    drop(caller.join());
}

/// A call that was not carried out was answered with 204 if another fault was to send half of its answer.
/// The later of two faults about the answer counted.
/// An answer of which nothing is to be sent stays so.
#[test]
fn half_of_no_answer_is_none() {
    for order in [[Effect::Drop, Effect::Half], [Effect::Half, Effect::Drop]] {
        let served = served();
        for effect in order {
            served.emulator.inject_fault(Fault::new(effect)).unwrap();
        }
        let (address, token) = (served.emulator.address(), served.emulator.keys().0.to_owned());
        let request = format!("DELETE {PATH}('a') HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n");
        assert!(raw(address, request.as_bytes(), false).is_none());
    }
}
