use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use weda_emulator::Emulator;

use crate::fixture::{BASIC, token};
use crate::http::{Answer, send};

const TARGET: &str = "/auth/v1/token/clientCredential";
const GRANT: &str = r#"{"grant_type":"client_credentials"}"#;

fn list(emulator: &Emulator, authorization: &str) -> Answer {
    let headers = [("Authorization", authorization)];
    let headers = if authorization.is_empty() { &headers[..0] } else { &headers[..] };
    send(emulator.address(), "GET", "/weda/odata/v1/pre/sys_user", headers, "")
}

#[test]
fn tokens_are_issued_for_json_and_form_bodies_and_counted() {
    let emulator = Emulator::builder().start().unwrap();
    for body in [
        GRANT,
        "grant_type=client_credentials",
        "scope=&grant_type=client%5Fcredentials",
        " {\"grant_type\" : \"client_credentials\"}\n",
    ] {
        let answer = send(emulator.address(), "POST", TARGET, &[("Authorization", BASIC)], body);
        assert_eq!(answer.status, 200, "{answer:?}");
        let json = answer.json();
        assert_eq!((json["token_type"].as_str(), json["expires_in"].as_u64()), (Some("Bearer"), Some(432_000)));
        let token = json["access_token"].as_str().unwrap();
        let parts: Vec<_> = token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).unwrap()).collect();
        assert_eq!(parts.len(), 3);
        assert!(String::from_utf8_lossy(&parts[1]).contains("lowcode-emulator"));
        assert_eq!(list(&emulator, &format!("bearer  {token}")).json()["@odata.context"], "$metadata#sys_user");
    }
    assert_eq!(emulator.tokens_issued(), 4);
}

#[test]
fn wrong_keys_and_wrong_grants() {
    let emulator = Emulator::builder().keys("编号", "k:y").env_id("lowcode-own").start().unwrap();
    assert_eq!((emulator.keys(), emulator.env_id()), (("编号", "k:y"), "lowcode-own"));
    let ask = |authorization: &str, body: &str| {
        let answer = send(emulator.address(), "POST", TARGET, &[("Authorization", authorization)], body);
        (answer.status, answer.common().0)
    };
    let basic = |pair: &str| format!("Basic {}", STANDARD.encode(pair));
    for wrong in [BASIC, "Basic", "Basic !!!", "Bearer abc", &basic("编号"), &basic("编号:"), &basic("编号:k:y ")]
    {
        assert_eq!(ask(wrong, GRANT), (400, "SIGN_PARAM_INVALID".to_owned()), "{wrong}");
    }
    for body in [
        "",
        "{}",
        "{",
        "[]",
        "null",
        "\u{feff}",
        r#"{"grant_type":"password"}"#,
        "grant_type=password",
        "grant_type=client%5credentials",
        "grant_type=client_credentials%",
        r#"{"grant_type":5}"#,
    ] {
        assert_eq!(ask(&basic("编号:k:y"), body), (400, "BAD_REQUEST".to_owned()), "{body}");
    }
    let right = send(emulator.address(), "POST", TARGET, &[("Authorization", &basic("编号:k:y"))], GRANT);
    assert_eq!(right.status, 200);
}

#[test]
fn invalid_tokens() {
    let emulator = Emulator::builder().start().unwrap();
    let other = Emulator::builder().start().unwrap();
    let unknown = format!("Bearer {}", token(&other));
    let cases = [
        ("", "no token"),
        ("Bearer", "no token"),
        ("Bearer ", "no token"),
        (BASIC, "no token"),
        ("Bearer abc", "jwt malformed"),
        ("Bearer a.b.c", "unknown token"),
        (&unknown, "unknown token"),
    ];
    for (authorization, reason) in cases {
        let answer = list(&emulator, authorization);
        let (code, message) = answer.common();
        assert_eq!((answer.status, code.as_str()), (200, "INVALID_ACCESS_TOKEN"), "{authorization}");
        assert!(message.starts_with(&format!("access token verify failed: {reason}")), "{message}");
    }
}

/// A token with a changed expiry is invalid.
#[test]
fn changed_tokens() {
    let emulator = Emulator::builder().start().unwrap();
    let good = token(&emulator);
    let parts: Vec<&str> = good.split('.').collect();
    let claims = String::from_utf8(URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    let longer = URL_SAFE_NO_PAD.encode(claims.replace("\"end\":1", "\"end\":9"));
    assert_ne!(longer, parts[1]);
    for changed in [[parts[0], &longer, parts[2]], [parts[0], parts[1], "c2ln"], ["e30", parts[1], parts[2]]] {
        let (code, message) = list(&emulator, &format!("Bearer {}", changed.join("."))).common();
        assert_eq!(code, "INVALID_ACCESS_TOKEN");
        assert!(message.contains("unknown token"), "{message}");
    }
    assert_eq!(list(&emulator, &format!("Bearer {good}")).status, 200);
}

#[test]
fn tokens_expire() {
    let emulator = Emulator::builder().token_lifetime(Duration::ZERO).start().unwrap();
    let (code, message) = list(&emulator, &format!("Bearer {}", token(&emulator))).common();
    assert_eq!(code, "INVALID_ACCESS_TOKEN");
    assert!(message.starts_with("access token verify failed: jwt expired"), "{message}");

    let emulator = Emulator::builder().token_lifetime(Duration::MAX).start().unwrap();
    assert_eq!(list(&emulator, &format!("Bearer {}", token(&emulator))).json()["@odata.context"], "$metadata#sys_user");
}
