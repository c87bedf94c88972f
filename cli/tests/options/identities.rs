//! Keys of the gateway and users.

use std::fs;

use crate::running::{Running, folder, weda};

const LIST: &str = "POST /v1/model/pre/student/list";
const ALL: &str = r#"{"filter":{"where":{}},"select":{"$master":true}}"#;

#[test]
fn keys_and_users() {
    let folder = folder();
    let users = r#"[{ "username": "xiaoming", "password": "geheim-1" }]"#;
    fs::write(folder.path().join("users.json"), users).unwrap();
    let arguments = ["--api-key", "geheim-2", "--publishable-key", "geheim-3", "--users", "users.json"];
    let mut running = Running::start(folder.path(), &arguments);
    assert!(!running.introduction.contains("geheim"), "{}", running.introduction);
    let list = |bearer: &str| running.send(LIST, &format!("Authorization: Bearer {bearer}"), ALL);
    for key in ["geheim-2", "geheim-3"] {
        assert!(list(key)["data"]["records"].is_array(), "{key}");
    }
    let sign_in = |password: &str| {
        let body = format!(r#"{{"username":"xiaoming","password":"{password}"}}"#);
        running.send("POST /auth/v1/signin", "Content-Type: application/json", &body)
    };
    let signed_in = sign_in("geheim-1");
    assert!(list(signed_in["access_token"].as_str().unwrap())["data"]["records"].is_array(), "{signed_in}");
    assert_eq!(sign_in("geheim-4")["error"], "invalid_username_or_password");
    assert_eq!(list("geheim-5")["code"], "AUTH_FAILURE_TOKEN_FAILURE");
    for _ in 0..7 {
        let line = running.line();
        assert!(!line.contains("geheim"), "{line}");
    }
}

#[test]
fn a_file_of_users_that_cannot_be_read() {
    let folder = folder();
    fs::write(folder.path().join("users.json"), "[{\n\"username\": \"xiaoming\"}]").unwrap();
    let ended = weda(folder.path(), &["--users", "users.json"]).output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(6), "{said}");
    assert!(said.contains("users.json line 1: `password` is missing or not a text; write a list such as"), "{said}");
}

#[test]
fn keys_that_cannot_be_used() {
    let folder = folder();
    for (keys, expected) in [
        (["geheim-1", "geheim-1"], "error: the key of `publishable_key` cannot be used: it is the same as `api_key`"),
        (["geheim 2", "geheim-3"], "error: the key of `api_key` cannot be used: it contains a space"),
        (["geheim-4", "密钥geheim"], "error: the key of `publishable_key` cannot be used: it contains a space"),
    ] {
        let mut command = weda(folder.path(), &[]);
        command.env("WEDA_API_KEY", keys[0]).env("WEDA_PUBLISHABLE_KEY", keys[1]);
        let ended = command.output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(3), "{said}");
        assert!(said.starts_with(expected) && !said.contains("geheim"), "{said}");
    }
}
