use serde_json::json;

use super::{Guard, check};
use crate::http::send;

/// Sign-ins and token calls without users, keys or sense: none of them gives a token.
#[test]
fn in_sign_ins() {
    let guard = Guard::new();
    let address = guard.served.emulator.address();
    let issued = guard.served.emulator.tokens_issued();
    let mut count = 0;
    let mut bodies: Vec<String> = [
        "",
        "{",
        "[]",
        "null",
        "7",
        "{}",
        "username=a&password=b",
        "username&password",
        "%",
        "=&=",
        "\u{0}",
        "grant_type=%FF",
        "grant_type=refresh_token&refresh_token=%",
        "grant_type=client_credentials&grant_type=refresh_token",
    ]
    .map(str::to_owned)
    .to_vec();
    for member in [
        json!(""),
        json!("' OR 1=1"),
        json!("%"),
        json!("*"),
        json!(null),
        json!(7),
        json!([]),
        json!({ "$ne": "" }),
        json!(true),
    ] {
        bodies.push(json!({ "username": "xiaoming", "password": member }).to_string());
        bodies.push(json!({ "username": member, "password": member }).to_string());
        bodies.push(json!({ "grant_type": "password", "username": member, "password": "" }).to_string());
        bodies.push(json!({ "grant_type": "refresh_token", "refresh_token": member }).to_string());
        bodies.push(json!({ "grant_type": member }).to_string());
    }
    bodies.push(json!({ "username": "a".repeat(10_000), "password": "b".repeat(10_000) }).to_string());
    for path in ["/auth/v1/signin", "/auth/v1/token", "/auth/v1/token/clientCredential"] {
        for body in &bodies {
            let answer = send(address, "POST", path, &[("Content-Type", "application/json")], body);
            check(body, &answer);
            assert_eq!(answer.json().get("access_token"), None, "{body}");
            count += 1;
        }
    }
    assert!(count >= 150, "{count}");
    assert_eq!(guard.served.emulator.tokens_issued(), issued);
    guard.end();
}
