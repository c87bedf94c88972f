//! The log of requests.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use weda_emulator::{Delivery, Effect, Emulator, Fault};

use crate::fixture::{Served, definitions, latest, served, token};
use crate::http::raw;

const PATH: &str = "/weda/odata/v1/pre/student";

/// The head of a request with a token.
fn head(served: &Served, request: &str) -> String {
    format!("{request} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n", token(&served.emulator))
}

#[test]
fn the_log_and_the_counts() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let listening = Arc::clone(&lines);
    let emulator = Emulator::builder().definitions(definitions()).clock(1_000).on_request(move |logged| {
        listening.lock().unwrap().push(logged.to_string());
    });
    let served = Served::of(emulator.start().unwrap());
    served.create(&json!({}));
    served.get("pre/student?$top=100000");
    served.get("pre/nobody");
    served.get("../etc/passwd");
    let calls: Vec<_> = served.emulator.call_counts().into_iter().collect();
    assert_eq!(calls, [("create", 1), ("list", 2), ("other", 1), ("token", 1)]);
    let start = Instant::now();
    while served.emulator.log().len() < 5 && start.elapsed() < Duration::from_secs(5) {
        thread::sleep(Duration::from_millis(5));
    }
    let log = served.emulator.log();
    assert_eq!(log.iter().map(|logged| logged.call).collect::<Vec<_>>(), ["token", "create", "list", "list", "other"]);
    assert_eq!((log[1].time, log[1].status, log[1].applied, log[1].sent), (1_000, 201, true, Delivery::Complete));
    assert_eq!((log[2].applied, log[2].note.as_deref()), (false, Some("$top of 100000 was reduced to 1000")));
    assert_eq!(log[3].code.as_deref(), Some("ResourceNotFound.DataSourceNotExist"));
    let lines = lines.lock().unwrap();
    assert!(lines[1].starts_with("201 ") && lines[1].ends_with(" ms  POST /weda/odata/v1/pre/student"), "{}", lines[1]);
    assert!(lines[2].ends_with("GET /weda/odata/v1/pre/student?$top=100000  $top of 100000 was reduced to 1000"));
    assert!(lines[3].ends_with("  ResourceNotFound.DataSourceNotExist"), "{}", lines[3]);
}

/// The log said `applied` for a write without effect: an unknown id, a batch of empty records.
/// It was derived from the answer, which is the same with and without effect.
/// The call itself reports its effect now.
#[test]
fn a_write_without_effect_is_not_applied() {
    let served = served();
    let id = served.student(&json!({}))["_id"].as_str().unwrap().to_owned();
    let calls = [
        ("PATCH", format!("pre/student('{id}')"), "{}", true),
        ("PATCH", "pre/student('nobody')".to_owned(), "{}", false),
        ("PATCH", "batch/pre/student('nobody')".to_owned(), "{}", false),
        ("PATCH", format!("batch/pre/student('{id}')"), "{}", true),
        ("POST", "batch/pre/student".to_owned(), r#"{"value":[{}]}"#, false),
        ("POST", "batch/pre/student".to_owned(), r#"{"value":[{"name":"n","course":"c"}]}"#, true),
        ("DELETE", "pre/student('nobody')".to_owned(), "", false),
        ("DELETE", "batch/pre/student('nobody')".to_owned(), "", false),
        ("DELETE", format!("batch/pre/student('{id}')"), "", true),
    ];
    for (number, (method, path, body, applied)) in calls.into_iter().enumerate() {
        let before = served.emulator.log().len();
        let answer = served.call(method, &format!("/weda/odata/v1/{path}"), body);
        assert!(answer.status < 300 && !answer.body.contains("\"Code\""), "{answer:?}");
        let start = Instant::now();
        while served.emulator.log().len() == before && start.elapsed() < Duration::from_secs(5) {
            thread::sleep(Duration::from_millis(1));
        }
        let logged = served.emulator.log().pop().unwrap();
        assert_eq!(logged.applied, applied, "{number}: {logged}");
    }
}

/// The log said that no answer was sent for HEAD and status 304, and a part of one for 204.
/// A body that is not sent, or empty, was taken for an incomplete one.
/// Such an answer is complete without a body, and a note says that `half` could not cut it.
#[test]
fn answers_without_a_body_are_complete() {
    let served = served();
    let ask = |method: &str, target: &str| {
        let text = head(&served, &format!("{method} {target}")) + "Connection: close\r\n\r\n";
        raw(served.emulator.address(), text.as_bytes(), false)
    };
    assert_eq!(ask("HEAD", PATH).unwrap().status, 405);
    let logged = latest(&served, "HEAD");
    assert_eq!((logged.status, logged.sent, logged.note), (405, Delivery::Complete, None));

    served.emulator.inject_fault(Fault::new(Effect::Status(304)).method("GET").times(1)).unwrap();
    assert_eq!(ask("GET", PATH).unwrap().status, 304);
    let logged = latest(&served, "GET");
    assert_eq!((logged.status, logged.sent), (304, Delivery::Complete));

    let id = served.student(&json!({}))["_id"].as_str().unwrap().to_owned();
    served.emulator.inject_fault(Fault::new(Effect::Half).method("DELETE")).unwrap();
    assert_eq!(ask("DELETE", &format!("{PATH}('{id}')")).unwrap().status, 204);
    let logged = latest(&served, "DELETE");
    assert_eq!((logged.status, logged.applied, logged.sent), (204, true, Delivery::Complete));
    assert_eq!(logged.note.as_deref(), Some("the answer has no body that could be cut, so all of it was sent"));
}

/// The fault `drop` did not stop the answer to HEAD.
/// It was applied to the body, which HEAD does not send.
/// It applies to the connection now.
#[test]
fn an_answer_to_head_is_dropped_too() {
    let served = served();
    served.emulator.inject_fault(Fault::new(Effect::Drop).method("HEAD")).unwrap();
    let text = head(&served, &format!("HEAD {PATH}")) + "\r\n";
    assert!(raw(served.emulator.address(), text.as_bytes(), false).is_none());
    assert_eq!(latest(&served, "HEAD").sent, Delivery::None);
}

/// A request whose caller disconnected before the answer was not in the log.
/// Its entry was created with the answer, and the server drops the call with the connection.
/// The entry is created with the request now, and says that nothing was carried out.
#[test]
fn aborted_requests_are_logged() {
    let served = served();
    served.emulator.inject_fault(Fault::new(Effect::Delay(60_000)).method("POST").path("/odata/")).unwrap();
    let body = r#"{"name":"n","course":"c"}"#;
    let begin = |text: &str| {
        let mut stream = TcpStream::connect(served.emulator.address()).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        thread::sleep(Duration::from_millis(50));
    };
    begin(&format!("{}Content-Length: {}\r\n\r\n{body}", head(&served, &format!("POST {PATH}")), body.len()));
    let logged = latest(&served, "POST");
    assert_eq!((logged.status, logged.call, logged.applied, logged.sent), (499, "create", false, Delivery::None));
    let text = logged.to_string();
    assert!(text.ends_with("the connection ended before there was an answer; nothing was carried out"), "{text}");
    assert_eq!(served.emulator.records("student").unwrap().len(), 0);

    // A caller that closes in the middle of a body may still read, and is answered.
    begin(&format!("{}Content-Length: 100\r\n\r\n{body}", head(&served, &format!("PATCH {PATH}('a')"))));
    let logged = latest(&served, "PATCH");
    assert_eq!((logged.applied, logged.code.as_deref()), (false, Some("BAD_REQUEST")));
}

/// An answer counted as sent once the HTTP layer had it, even if its caller disconnected in the middle.
/// The bytes are counted at the socket now.
#[test]
fn an_answer_that_was_not_read_to_its_end_is_not_complete() {
    let served = served();
    let note = "长".repeat(20_000);
    let rows = (0..400).map(|_| json!({ "name": "n", "course": "c", "note": note }));
    served.emulator.load("student", rows).unwrap();
    let text = head(&served, &format!("GET {PATH}?$top=1000")) + "\r\n";
    let mut stream = TcpStream::connect(served.emulator.address()).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    let mut begin = [0; 1000];
    stream.read_exact(&mut begin).unwrap();
    assert!(begin.starts_with(b"HTTP/1.1 200 OK"));
    drop(stream);
    let logged = latest(&served, "GET");
    assert_eq!((logged.status, logged.sent), (200, Delivery::Partial));
}

/// A thousand requests with ids of half a megabyte made the log grow to half a gigabyte.
/// It stored whole headers.
/// The answer has the whole id, the log its beginning.
#[test]
fn long_ids_and_targets_are_truncated() {
    let served = served();
    let id = "i".repeat(100_000);
    let text =
        format!("{}X-Request-Id: {id}\r\nConnection: close\r\n\r\n", head(&served, &format!("GET {PATH}?{id:.9000}")));
    let answer = raw(served.emulator.address(), text.as_bytes(), false).unwrap();
    assert!(answer.body.contains(&id), "{} bytes", answer.body.len());
    let logged = latest(&served, "GET");
    assert_eq!((logged.request_id.len(), logged.target.len()), (4099, 4099));
    assert!(logged.target.starts_with(PATH) && logged.target.ends_with("ii…"), "{logged}");
}
