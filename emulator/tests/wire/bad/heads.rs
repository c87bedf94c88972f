use super::{DATA, Guard, check};
use crate::fixture::BASIC;
use crate::http::{raw, send};

/// Missing and invalid tokens on every path that needs one.
#[test]
fn in_tokens() {
    let guard = Guard::new();
    let address = guard.served.emulator.address();
    let forged = "Bearer eyJhbGciOiJub25lIn0.eyJhdWQiOiJsb3djb2RlLWVtdWxhdG9yIiwiZXhwIjo5OTk5OTk5OTk5fQ.";
    let long = format!("Bearer {}.b.c", "a".repeat(5000));
    let paths = [
        ("GET", "pre/student"),
        ("POST", "pre/student"),
        ("DELETE", "pre/student('a')"),
        ("PATCH", "batch/pre/student('a')"),
        ("POST", "batch/pre/student"),
    ];
    for authorization in [
        "",
        "Bearer",
        "Bearer ",
        "Bearer null",
        "Bearer a.b.c",
        "Bearer ..",
        "Basic a.b.c",
        BASIC,
        "Token a",
        forged,
        &long,
        "Bearer a b",
    ] {
        for (method, path) in paths {
            let headers = [("Authorization", authorization)];
            let answer = send(address, method, &format!("{DATA}/{path}"), &headers, r#"{"name":"x","course":"c"}"#);
            check(authorization, &answer);
            assert_eq!(answer.common().0, "INVALID_ACCESS_TOKEN", "{authorization}");
        }
    }
    for basic in [
        "",
        "Basic",
        "Basic ",
        "Basic ====",
        "Basic ZW11bGF0b3ItaWQ=",
        "Basic OmVtdWxhdG9yLWtleQ==",
        "Bearer a.b.c",
        "Basic ZW11bGF0b3ItaWQ6ZW11bGF0b3Ita2V5Cg==",
    ] {
        let answer = send(
            address,
            "POST",
            "/auth/v1/token/clientCredential",
            &[("Authorization", basic)],
            r#"{"grant_type":"client_credentials"}"#,
        );
        check(basic, &answer);
        assert_eq!(answer.status, 400, "{basic}");
    }
    guard.end();
}

/// Invalid HTTP: the connection may be closed, and the emulator still serves.
#[test]
fn in_http_itself() {
    let guard = Guard::new();
    let address = guard.served.emulator.address();
    let target = format!("{DATA}/pre/student");
    for request in [
        format!("POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{{}}"),
        format!("POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n{{}}"),
        format!("POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}"),
        format!("POST {target} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{{}}\r\n0\r\n\r\n"),
        format!("POST {target} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n{{}}"),
        format!("GET {target} HTTP/1.1\r\nHost x\r\n\r\n"),
        format!("GET {target}\u{1} HTTP/1.1\r\nHost: x\r\n\r\n"),
        format!("GET {target} HTTP/1.1\r\nAuthorization: Bearer \u{7f}\r\n\r\n"),
        format!("GET {target} HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(300)),
        format!("GET {target} HTTP/1.1\r\na: {}\r\n\r\n", "b".repeat(1 << 20)),
        "GET\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}".to_owned(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
    ] {
        if let Some(answer) = raw(address, request.as_bytes(), true) {
            assert!(answer.status < 500, "{answer:?}");
        }
    }
    guard.end();
}
