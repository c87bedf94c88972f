//! Keys and tokens reach neither the page nor the screen nor the command line.

use std::fs;
use std::io::Read as _;
use std::process::Stdio;

use serde_json::json;
use weda_emulator::{Effect, Fault};

use crate::Plain;
use crate::support::{Attached, SECRET_ID, SECRET_KEY, at, command, environment, page};

pub const TESTS: &[Plain] = &[
    ("secrets::keys_and_tokens_appear_nowhere", keys_and_tokens_appear_nowhere),
    ("secrets::wrong_keys_end_the_command_with_what_to_do", wrong_keys_end_the_command_with_what_to_do),
    ("secrets::keys_that_are_withdrawn_are_told_in_the_page", keys_that_are_withdrawn_are_told_in_the_page),
];

fn keys_and_tokens_appear_nowhere() {
    let emulator = environment();
    let studio = Attached::start(&emulator, &["--write"]);
    let mut seen: Vec<String> = ["/", "/studio.js", "/records/pre/student"].map(|path| studio.file(path)).into();
    for (name, body) in [
        ("about", json!({})),
        ("models", json!({})),
        ("code", at("pre", "student")),
        ("page", page("pre", "")),
        ("page", page("pre", "none eq 1")),
        ("record", json!({ "at": at("pre", "student"), "id": "S1" })),
        ("write", json!({ "at": at("pre", "student"), "write": { "create": { "values": { "name": "a" } } } })),
        ("log", json!({ "since": 0 })),
    ] {
        seen.push(studio.call(name, &body).body);
    }
    seen.push(studio.said().replace(studio.token(), ""));
    if cfg!(target_os = "linux") {
        seen.push(String::from_utf8_lossy(&fs::read(format!("/proc/{}/cmdline", studio.id())).unwrap()).into_owned());
    }
    for text in &seen {
        for secret in [SECRET_ID, SECRET_KEY, "access_token"] {
            assert!(!text.contains(secret), "{secret} is in {text}");
        }
    }
    assert!(seen.iter().any(|text| text.contains("李四")), "the calls were answered");
}

fn wrong_keys_end_the_command_with_what_to_do() {
    let emulator = environment();
    let wrong = "another-key-that-is-wrong";
    let folder = tempfile::tempdir().unwrap();
    let mut command = command(&emulator.address().to_string(), &[]);
    let mut process =
        command.env("WEDA_SECRET_KEY", wrong).current_dir(folder.path()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    process.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(process.wait().unwrap().code(), Some(2), "{said}");
    assert!(said.starts_with("error: ") && said.contains("WEDA_SECRET_ID") && !said.contains("studio  "), "{said}");
    assert!(!said.contains(wrong) && !said.contains(SECRET_ID), "{said}");
}

fn keys_that_are_withdrawn_are_told_in_the_page() {
    let emulator = environment();
    let studio = Attached::start(&emulator, &[]);
    emulator.inject_fault(Fault::new(Effect::Status(401)).path("/token/")).unwrap();
    emulator.expire_tokens();
    let refused = studio.refused("page", &page("pre", ""), 403);
    assert_eq!(refused["kind"], "keys", "{refused}");
}
