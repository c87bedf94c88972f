//! Calls that are signed as the vendor's clients sign them: TC3-HMAC-SHA256, written apart from the emulator's own.

use std::net::SocketAddr;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::http::{Answer, send};

/// The emulator's default key pair.
pub const KEYS: (&str, &str) = ("emulator-id", "emulator-key");

/// The time of all signatures in Unix seconds, and its date.
const TIME: (&str, &str) = ("1796004760", "2026-11-30");

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// The `Authorization` header of a POST with these headers, which are sorted by name.
pub fn authorization(
    (id, key): (&str, &str),
    service: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> String {
    let (time, date) = TIME;
    let lines: String = headers.iter().map(|(name, value)| format!("{name}:{}\n", value.to_lowercase())).collect();
    let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    let request = format!("POST\n{path}\n\n{lines}\n{names}\n{}", hex(&Sha256::digest(body)));
    let scope = format!("{date}/{service}/tc3_request");
    let text = format!("TC3-HMAC-SHA256\n{time}\n{scope}\n{}", hex(&Sha256::digest(request)));
    let key = hmac(&hmac(&hmac(format!("TC3{key}").as_bytes(), date), service), "tc3_request");
    let signature = hex(&hmac(&key, &text));
    format!("TC3-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}")
}

/// A signed call of the cloud API, as `tcb` sends it.
pub fn cloud_text(address: SocketAddr, keys: (&str, &str), action: &str, body: &str) -> Answer {
    let (host, service) = (address.to_string(), if action.contains("Env") { "tcb" } else { "lowcode" });
    let signed = [("content-type", "application/json"), ("host", host.as_str())];
    let authorization = authorization(keys, service, "/", &signed, body);
    let headers = [
        ("Content-Type", "application/json"),
        ("X-TC-Action", action),
        ("X-TC-Version", "2021-01-08"),
        ("X-TC-Timestamp", TIME.0),
        ("X-TC-Region", "ap-shanghai"),
        ("Authorization", &authorization),
    ];
    send(address, "POST", "/", &headers, body)
}

/// The response to a call of the cloud API with the emulator's keys.
pub fn cloud(address: SocketAddr, action: &str, body: &Value) -> Value {
    let answer = cloud_text(address, KEYS, action, &body.to_string());
    assert_eq!(answer.status, 200, "{answer:?}");
    let response = answer.json()["Response"].clone();
    assert!(response["RequestId"].as_str().is_some_and(|id| !id.is_empty()), "{answer:?}");
    response
}

/// A token call, signed as the vendor's SDKs sign it.
pub fn token_call(address: SocketAddr, keys: (&str, &str), body: &str) -> Answer {
    let (host, path) = (address.to_string(), "/auth/v1/token/clientCredential");
    let signed = [
        ("content-type", "application/json"),
        ("host", host.as_str()),
        ("user-agent", "tcb-node-sdk/3.18.3"),
        ("x-client-timestamp", "1796004761002"),
        ("x-sdk-version", "tcb-node-sdk/3.18.3"),
        ("x-tcb-source", ",unknown"),
    ];
    let authorization = format!("{}, Timestamp={}", authorization(keys, "tcb", path, &signed, body), TIME.0);
    let mut headers: Vec<_> = signed.into_iter().filter(|(name, _)| *name != "host").collect();
    headers.push(("Authorization", &authorization));
    send(address, "POST", path, &headers, body)
}
