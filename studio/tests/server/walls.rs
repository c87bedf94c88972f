//! Other pages of the same browser, and programs without the token, read and write nothing.

use serde_json::json;

use crate::support::Fixture;

/// A call with one header left out or replaced.
fn status(fixture: &Fixture, method: &str, change: (&str, Option<&str>)) -> u16 {
    let address = fixture.address().to_string();
    let own = format!("http://{address}");
    let bearer = format!("Bearer {}", fixture.token());
    let headers = [
        ("Host", address.as_str()),
        ("Origin", own.as_str()),
        ("Sec-Fetch-Site", "same-origin"),
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
    ];
    let mut head = format!("{method} /api/v1/write HTTP/1.1\r\n");
    for (name, value) in headers {
        let value = if name == change.0 { change.1 } else { Some(value) };
        if let Some(value) = value {
            head += &format!("{name}: {value}\r\n");
        }
    }
    let write = json!({ "at": { "stage": "pre", "model": "book" }, "write": { "delete": { "ids": ["B1"] } } });
    fixture.send(&head, &write.to_string()).status
}

#[test]
fn a_call_passes_only_from_the_own_page_with_the_token() {
    let fixture = Fixture::new();
    let port = fixture.address().port();
    let guess = "0".repeat(64);
    let changes: Vec<(&str, Option<String>, u16)> = vec![
        ("Authorization", None, 403),
        ("Authorization", Some(format!("Bearer {guess}")), 403),
        ("Authorization", Some(format!("Bearer {}", &fixture.token()[..63])), 403),
        ("Authorization", Some(fixture.token().to_owned()), 403),
        ("Host", Some(format!("rebound.invalid:{port}")), 421),
        ("Host", Some("127.0.0.1".to_owned()), 421),
        ("Host", Some(format!("127.0.0.1.:{port}")), 421),
        ("Host", Some("127.0.0.1:1".to_owned()), 421),
        ("Host", None, 421),
        ("Origin", Some("http://example.invalid".to_owned()), 403),
        ("Origin", Some("null".to_owned()), 403),
        ("Origin", Some(format!("https://127.0.0.1:{port}")), 403),
        // Another server of this machine, by another name of it.
        ("Origin", Some(format!("http://localhost:{port}")), 403),
        ("Origin", Some("http://127.0.0.1:4010".to_owned()), 403),
        ("Sec-Fetch-Site", Some("cross-site".to_owned()), 403),
        ("Sec-Fetch-Site", Some("same-site".to_owned()), 403),
        ("Sec-Fetch-Site", Some("none".to_owned()), 403),
        ("Content-Type", None, 415),
        ("Content-Type", Some("text/plain".to_owned()), 415),
        ("Content-Type", Some("application/x-www-form-urlencoded".to_owned()), 415),
    ];
    for (name, value, expected) in changes {
        let found = status(&fixture, "POST", (name, value.as_deref()));
        assert_eq!(found, expected, "{name}: {value:?}");
        assert_eq!(fixture.emulator.records("book").unwrap().len(), 2, "{name}: {value:?}");
    }
    for (method, expected) in [("GET", 405), ("PUT", 405), ("DELETE", 405), ("OPTIONS", 405)] {
        assert_eq!(status(&fixture, method, ("", None)), expected, "{method}");
    }
    // Programs such as curl send neither header.
    assert_eq!(status(&fixture, "POST", ("Origin", None)), 200);
    assert_eq!(fixture.emulator.records("book").unwrap().len(), 1);
    assert_eq!(status(&fixture, "POST", ("Sec-Fetch-Site", None)), 200);
}

/// Two `Host` headers, or an absolute address beside one, could be read differently by two parts of a server.
#[test]
fn a_request_has_one_host() {
    let fixture = Fixture::new();
    let address = fixture.address();
    let two = format!("GET / HTTP/1.1\r\nHost: {address}\r\nHost: rebound.invalid\r\n");
    assert_eq!(fixture.send(&two, "").status, 400);
    let absolute = format!("GET http://rebound.invalid/ HTTP/1.1\r\nHost: {address}\r\n");
    assert_eq!(fixture.send(&absolute, "").status, 421);
    let by_name = format!("GET / HTTP/1.1\r\nHost: localhost:{}\r\n", address.port());
    assert_eq!(fixture.send(&by_name, "").status, 200);
}

#[test]
fn files_are_not_for_rebound_names_either() {
    let fixture = Fixture::new();
    let head = format!("GET /studio.js HTTP/1.1\r\nHost: rebound.invalid:{}\r\n", fixture.address().port());
    assert_eq!(fixture.send(&head, "").status, 421);
}

/// No answer lets another page read it, be it a file, a call or an error.
#[test]
fn every_answer_has_the_policy_and_none_allows_another_origin() {
    let fixture = Fixture::new();
    let address = fixture.address();
    let get = |path: &str| fixture.send(&format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n"), "");
    let answers = [
        get("/"),
        get("/studio.js"),
        get("/models/book"),
        get("/none"),
        get("/api/v1/about"),
        fixture.call("about", &json!({})),
    ];
    for answer in &answers {
        assert!(answer.head.contains("content-security-policy: default-src 'none'; script-src 'self';"), "{answer:?}");
        for header in
            ["x-content-type-options: nosniff", "cross-origin-resource-policy: same-origin", "frame-ancestors 'none'"]
        {
            assert!(answer.head.contains(header), "{header}: {answer:?}");
        }
        assert!(!answer.head.contains("access-control-") && !answer.head.contains("set-cookie"), "{answer:?}");
        assert!(!answer.head.contains("unsafe-inline") && !answer.head.contains("unsafe-eval"), "{answer:?}");
    }
    assert!(answers.iter().any(|answer| answer.status == 200 && answer.head.contains("cache-control: no-store")));
}

#[test]
fn large_requests_are_refused() {
    let fixture = Fixture::new();
    let address = fixture.address();
    let body = format!("\"{}\"", "x".repeat(17 << 20));
    let head = format!(
        "POST /api/v1/about HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n",
        fixture.token()
    );
    let status = fixture.send(&head, &body).status;
    // 0: the connection was closed while the body was still being sent.
    assert!(status == 413 || status == 0, "{status}");
    let long = format!("GET /{} HTTP/1.1\r\nHost: {address}\r\n", "x".repeat(20_000));
    let status = fixture.send(&long, "").status;
    assert!([0, 414, 431].contains(&status), "{status}");
    assert_eq!(fixture.call("about", &json!({})).status, 200);
}

#[test]
fn a_token_belongs_to_one_start() {
    let (one, other) = (Fixture::new(), Fixture::new());
    assert_ne!(one.token(), other.token());
    assert!(!format!("{:?}", one.studio).contains(one.token()));
}
