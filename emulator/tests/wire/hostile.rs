use serde_json::json;

use crate::fixture::{served, token};
use crate::http::raw;

#[test]
fn bodies_that_are_not_objects() {
    let served = served();
    let deep = format!("{{\"extra\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    for body in [
        "",
        "{",
        "[]",
        "null",
        "5",
        "\"a\"",
        "{\"name\":}",
        "{\"name\":\"\\ud800\"}",
        "{\"score\":1e999}",
        "{}{}",
        &deep,
    ] {
        let shown = &body[..body.len().min(30)];
        for (method, path) in [("POST", "pre/student"), ("PATCH", "pre/student('1')")] {
            let answer = served.call(method, &format!("/weda/odata/v1/{path}"), body);
            let (code, message) = answer.common();
            assert_eq!((answer.status, code.as_str()), (200, "BAD_REQUEST"), "{shown}");
            let is_deep = body.len() == deep.len();
            let expected =
                if is_deep { "more than 127 objects and lists inside each other" } else { "not a JSON object" };
            assert!(message.contains(expected), "{message}");
        }
    }
    let text = json!({ "extra": "[".repeat(100_000) });
    assert!(served.create(&text).invalid().contains("not JSON"));
}

#[test]
fn bodies_that_end_early_or_are_not_text() {
    let served = served();
    let (address, token) = (served.emulator.address(), token(&served.emulator));
    let head = format!(
        "POST /weda/odata/v1/pre/student HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n"
    );
    let half = format!("{head}Content-Length: 100\r\n\r\n{{\"name\":");
    if let Some(answer) = raw(address, half.as_bytes(), true) {
        assert!(answer.status == 400 || answer.common().0 == "BAD_REQUEST", "{answer:?}");
    }
    let mut bytes = format!("{head}Content-Length: 13\r\n\r\n{{\"name\":\"").into_bytes();
    bytes.extend([0xff, 0xfe, b'"', b'}']);
    assert_eq!(raw(address, &bytes, false).unwrap().common().0, "BAD_REQUEST");
    let chunked =
        format!("{head}Transfer-Encoding: chunked\r\n\r\n20\r\n{{\"name\":\"分\",\"course\":\"chunks\"}}\r\n0\r\n\r\n");
    assert_eq!(raw(address, chunked.as_bytes(), false).unwrap().status, 201);
    assert_eq!(served.get("pre/student?$count=true").json()["@odata.count"], 1);
}

#[test]
fn bodies_that_are_too_large() {
    let served = served();
    let body = json!({ "note": "a".repeat(17 << 20) });
    let answer = served.create(&body);
    let (code, message) = answer.common();
    assert_eq!((answer.status, code.as_str()), (200, "EXCEED_REQUEST_SIZE_LIMIT"));
    assert!(message.contains("16777216"), "{message}");
    let fits = json!({ "note": "a".repeat(15 << 20) });
    assert_eq!(served.create(&fits).status, 201);
}

/// Invalid HTTP gets a bare 400 or a closed connection, and the emulator still serves.
#[test]
fn noise() {
    let served = served();
    let address = served.emulator.address();
    let long = format!("GET /weda/odata/v1/pre/student?$filter={} HTTP/1.1\r\n\r\n", "a".repeat(70_000));
    for noise in
        ["\r\n\r\n", "hello\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /a b HTTP/1.1\r\n\r\n", "\u{0}\u{1}", &long]
    {
        if let Some(answer) = raw(address, noise.as_bytes(), true) {
            assert!((400..500).contains(&answer.status), "{answer:?}");
        }
    }
    assert_eq!(served.get("pre/student").status, 200);
}
