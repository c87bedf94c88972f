use super::{Guard, refusal};
use crate::fixture::{BASIC, token};
use crate::http::send;

#[test]
fn in_tokens() {
    let mut guard = Guard::new();
    let address = guard.served.emulator.address();
    let signature = "TC3-HMAC-SHA256 Credential=emulator-id/2026-11-28/tcb/tc3_request, SignedHeaders=host, Signature=aa, Timestamp=1";
    let own = token(&guard.served.emulator);
    let cut = format!("Bearer {}", &own[..own.len() - 1]);
    let twice = format!("Bearer Bearer {own}");
    let changed = format!("Bearer {}x", &own[..own.len() - 1]);
    let long = format!("Bearer {}.b.c", "a".repeat(5000));
    for authorization in [
        "",
        "Bearer",
        "Bearer ",
        "Bearer null",
        "Bearer undefined",
        "Bearer a.b.c",
        "Bearer ..",
        "Basic a.b.c",
        BASIC,
        "Token a",
        "Bearer emulator-key",
        "Bearer ' OR '1'='1",
        "Bearer a b",
        "null",
        signature,
        &cut,
        &changed,
        &twice,
        &long,
        "Bearer eyJhbGciOiJub25lIn0.eyJhdWQiOiJsb3djb2RlLWVtdWxhdG9yIiwiZXhwIjo5OTk5OTk5OTk5fQ.",
    ] {
        for (method, path) in [
            ("POST", "pre/spu/create"),
            ("POST", "pre/spu/deleteMany"),
            ("PUT", "prod/spu/updateMany"),
            ("DELETE", "pre/spu/TEA/delete"),
            ("GET", "pre/spu/TEA/get"),
            ("GET", "pre/spu/list"),
            ("POST", "pre/spu/list"),
        ] {
            let body = r#"{"data":{"name":"x"},"filter":{"where":{}}}"#;
            let answer = send(address, method, &format!("/v1/model/{path}"), &[("Authorization", authorization)], body);
            assert_eq!(answer.status, 200, "{authorization}: {answer:?}");
            let message = refusal(authorization, &answer, "AUTH_FAILURE_TOKEN_FAILURE");
            assert!(!message.contains(&own[..own.len() - 1]), "{message}");
            guard.count += 1;
        }
    }
    let answer = send(address, "POST", "/v1/model/pre/spu/deleteMany", &[], r#"{"filter":{"where":{}}}"#);
    refusal("no header", &answer, "AUTH_FAILURE_TOKEN_FAILURE");
    guard.end(100);
}

/// The content type is not looked at: clients of the vendor send JSON under any.
#[test]
fn in_content_types() {
    let guard = Guard::new();
    let authorization = format!("Bearer {}", token(&guard.served.emulator));
    for content_type in
        ["text/plain", "application/xml", "", "a", "multipart/form-data; boundary=x", "application/json; charset=gbk"]
    {
        let headers = [("Authorization", authorization.as_str()), ("Content-Type", content_type)];
        let target = "/v1/model/pre/spu/list";
        let answer = send(guard.served.emulator.address(), "POST", target, &headers, "{}");
        assert_eq!(answer.json()["data"]["records"].as_array().map(Vec::len), Some(2), "{answer:?}");
        let answer = send(guard.served.emulator.address(), "POST", target, &headers, "name=a");
        refusal(content_type, &answer, "INVALID_PARAMETER");
    }
    guard.end(0);
}
