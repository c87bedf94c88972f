//! `weda doctor`.

use serde_json::Value;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use crate::support::{Project, STUDENT};

fn row<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let rows = answer["rows"].as_array().unwrap();
    rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("no row {name}: {answer}"))
}

#[test]
fn a_healthy_project_has_a_row_each() {
    let project = Project::new();
    project.write("weda.toml", "");
    project.done(&["pull"]);
    project.done(&["generate"]);
    let ran = project.done(&["doctor"]);
    let names: Vec<&str> = ran.stdout.lines().map(|line| line.split_whitespace().nth(1).unwrap()).collect();
    let all = [
        "settings",
        "environment",
        "address",
        "keys",
        "token",
        "clock",
        "models",
        "definitions",
        "lock",
        "code",
        "drift",
    ];
    assert_eq!(names, all);
    assert!(ran.stdout.lines().all(|line| line.starts_with("ok      ")), "{}", ran.stdout);
    let answer = project.done(&["doctor", "--json"]).json();
    assert_eq!(answer["healthy"], true);
    assert_eq!(row(&answer, "keys")["text"], "the emulator's public pair");
    assert_eq!(row(&answer, "environment")["text"], "lowcode-emulator (the emulator's own), pre (the default)");
    assert_eq!(row(&answer, "models")["text"], "3 served: student, sys_department, sys_user");
}

#[test]
fn an_empty_folder_gets_a_fix() {
    let project = Project::new();
    let ran = project.run(&["doctor", "--json"]);
    assert_eq!(ran.code, 6, "{ran:?}");
    let answer = ran.json();
    let definitions = row(&answer, "definitions");
    assert_eq!(
        (&definitions["state"], &definitions["fix"]),
        (&"error".into(), &"download the definitions with `weda pull`".into())
    );
    assert_eq!(row(&answer, "token")["state"], "ok");
}

#[test]
fn settings_are_shown_with_their_sources_and_without_keys() {
    let project = Project::new();
    let mut command = project.command(&["doctor", "--env-id", "lowcode-own", "--env-type", "prod"]);
    let variables = [("WEDA_SECRET_ID", "my-id"), ("WEDA_SECRET_KEY", "my-very-secret-key")];
    let output = command.envs(variables).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("lowcode-own (from --env-id), prod (from --env-type)"), "{text}");
    assert!(text.contains("from WEDA_SECRET_ID and WEDA_SECRET_KEY"), "{text}");
    assert!(text.contains("error   token"), "{text}");
    assert!(!text.contains("my-"), "{text}");
}

#[test]
fn drift_and_disagreement_have_rows_with_the_fix() {
    let mut project = Project::new();
    project.done(&["pull"]);
    project.done(&["generate"]);
    project.serve("student", &STUDENT.replace("\"number\"", "\"string\""));
    project.restart(&[]);
    let ran = project.run(&["doctor", "--json"]);
    assert_eq!(ran.code, 11, "{ran:?}");
    let answer = ran.json();
    let drift = row(&answer, "drift");
    assert_eq!(drift["fix"], "compare both sides with `weda diff --explain`, update the files with `weda pull`");
    assert_eq!((&row(&answer, "lock")["state"], &row(&answer, "code")["state"]), (&"ok".into(), &"ok".into()));
    project.write("database-schemas/student.json", &STUDENT.replace("成绩", "分数"));
    let answer = project.run(&["doctor", "--json"]).json();
    assert!(row(&answer, "lock")["text"].as_str().unwrap().contains("was changed since it was pulled"), "{answer}");
    assert!(
        row(&answer, "code")["text"].as_str().unwrap().contains("is not up to date with its definition"),
        "{answer}"
    );
}

/// A token was reported as issued although the server had only returned 501.
#[test]
fn a_token_that_nobody_saw_is_not_reported() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 501 Not Implemented\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        }
    });
    let project = Project::offline();
    let mut command = project.command(&["doctor", "--json"]);
    let output = command.env("WEDA_EMULATOR_HOST", address).output().unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(!answer.to_string().contains("issued"), "{answer}");
    assert_eq!(row(&answer, "service")["state"], "error");
}

/// The emulator made a title for definitions without one, so that there was drift between it and the very folder that it
/// serves, and a pull from it changed the files. Layout, too, was called a difference.
#[test]
fn there_is_no_drift_between_the_emulator_and_its_folder() {
    let mut project = Project::offline();
    let texts = [
        ("untitled", r#"{ "type": "object", "properties": { "a": { "type": "string" } } }"#),
        ("empty", "{}"),
        ("blank", "{\n\t\"title\": \" 学生 \", \"type\": \"object\", \"properties\": {} }\r\n"),
        ("escaped", r#"{"title":"\u5b66\u751f","type":"object","properties":{"n":{"type":"number","maximum":1.0}}}"#),
    ];
    texts.iter().for_each(|(model, text)| project.serve(model, text));
    project.restart(&[]);
    let served = project.served().to_owned();
    let dir = served.to_str().unwrap();
    let only = ["-n", "untitled,empty,blank,escaped", "--dir", dir];
    assert_eq!(project.done(&[&["pull", "--check"][..], &only].concat()).stderr, "no differences\n");
    assert_eq!(project.done(&[&["diff", "--explain"][..], &only].concat()).stderr, "no differences\n");
    let answer = project.run(&["doctor", "--json", "--dir", dir]).json();
    assert_eq!(row(&answer, "drift")["state"], "ok", "{answer}");
}

/// The same of real definitions.
#[test]
#[ignore = "it needs real files, in the folder that WEDA_SAMPLES names"]
fn there_is_no_drift_between_the_emulator_and_real_definitions() {
    let samples = std::env::var_os("WEDA_SAMPLES").expect("WEDA_SAMPLES names a folder of samples");
    let mut project = Project::offline();
    for entry in std::fs::read_dir(std::path::Path::new(&samples).join("definitions")).unwrap() {
        let path = entry.unwrap().path();
        project.serve(path.file_stem().unwrap().to_str().unwrap(), &std::fs::read_to_string(&path).unwrap());
    }
    project.restart(&[]);
    let dir = project.served().to_owned();
    let ran = project.run(&["pull", "--check", "--dir", dir.to_str().unwrap()]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
}
