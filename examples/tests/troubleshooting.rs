//! The errors in the guide's chapter on troubleshooting are those that are printed.
//!
//! A block of an error begins with the name of its case: ` ```text wrong_keys `. `UPDATE_GOLDEN=1` writes the blocks anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::json;
use weda::client::Proxy;
use weda::prelude::*;
use weda_definition::Definition;
use weda_emulator::{Effect, Emulator, Fault};
use weda_examples::models::{NewStudent, Student};

/// The name of the test that a process without variables runs.
const WITHOUT_VARIABLES: &str = "a_client_without_variables";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn emulator() -> Emulator {
    Emulator::builder().definitions(weda_examples::definitions()).start().unwrap()
}

fn refusing(code: &str) -> Emulator {
    let emulator = emulator();
    emulator.inject_fault(Fault::new(Effect::Refuse(code.into())).path("/odata/")).unwrap();
    emulator
}

/// The text of an error, with what differs from run to run replaced.
fn text(error: &weda::Error, emulator: &Emulator) -> String {
    let mut text = error.to_string().replace(&emulator.address().to_string(), "127.0.0.1:4010");
    if let Some(id) = error.request_id() {
        text = text.replace(id, "79e7c0fc8286e");
    }
    text = between(&text, "(_id ", ")", "79e7c0fc8286f");
    text = between(&text, "within 4", "ms", "99");
    // Each operating system has words of its own.
    between(&text, "tcp connect error: ", " (request id", "Connection refused (os error 111)")
}

/// The text with `new` in place of what stands between two parts of it, if it has them.
fn between(text: &str, start: &str, end: &str, new: &str) -> String {
    let found = text.split_once(start).and_then(|(before, rest)| Some((before, rest.split_once(end)?.1)));
    found.map_or(text.to_owned(), |(before, after)| format!("{before}{start}{new}{end}{after}"))
}

async fn count_error(client: &Client, model: &str, emulator: &Emulator) -> String {
    text(&client.model(model).query().count().await.unwrap_err(), emulator)
}

fn new_student() -> NewStudent {
    NewStudent { name: "李四".into(), course: "体育".into() }
}

/// The errors of calls, by the names of their cases.
async fn errors_of_calls() -> BTreeMap<&'static str, String> {
    let mut errors = BTreeMap::new();

    let emulator = emulator();
    let url = emulator.url();
    let builder = |id: &str, key: &str| Client::builder(emulator.env_id()).base_url(&url).secret(id, key);
    let client = builder("AKIDwrong", "wrong").build().unwrap();
    errors.insert("wrong_keys", count_error(&client, "student", &emulator).await);

    let client = Client::for_emulator(emulator.address());
    errors.insert("unknown_model", count_error(&client, "studnet", &emulator).await);

    let later = r#"{ "type": "object", "properties": { "title": { "type": "string" } } }"#;
    emulator.define(Definition::parse("notice", "notice.json", later).unwrap()).unwrap();
    let (id, key) = emulator.keys();
    let live = builder(id, key).env_type(weda::EnvType::Prod).build().unwrap();
    errors.insert("model_not_published", count_error(&live, "notice", &emulator).await);

    let student = fs::read_to_string(root().join("examples/database-schemas/student.json")).unwrap();
    let score = student.find("\"score\"").unwrap();
    let (before, after) = student.split_at(score);
    let changed = format!("{before}{}", after.replacen("\"number\"", "\"string\"", 1));
    emulator.define(Definition::parse("student", "student.json", &changed).unwrap()).unwrap();
    client.model("student").create(&json!({"name": "李四", "course": "体育", "score": "很好"})).await.unwrap();
    errors.insert("changed_field", text(&Student::query(&client).await.unwrap_err(), &emulator));

    let expiring = refusing("ACCESS_TOKEN_EXPIRED");
    errors.insert("clock", count_error(&Client::for_emulator(expiring.address()), "student", &expiring).await);

    let busy = refusing("EXCEED_REQUEST_LIMIT");
    errors.insert("quota", count_error(&Client::for_emulator(busy.address()), "student", &busy).await);

    let slow = self::emulator();
    slow.inject_fault(Fault::new(Effect::Delay(3_000)).path("/odata/")).unwrap();
    let (id, key) = slow.keys();
    let impatient = Client::builder(slow.env_id()).base_url(slow.url()).secret(id, key);
    let impatient = impatient.timeout(Duration::from_millis(500)).build().unwrap();
    errors.insert("write_in_doubt", text(&Student::create(&impatient, new_student()).await.unwrap_err(), &slow));

    let (id, key) = busy.keys();
    let limited = Client::builder(busy.env_id()).base_url(busy.url()).secret(id, key).rate_limit(0.001);
    let limited = limited.queue_timeout(Duration::from_secs(2)).build().unwrap();
    limited.model("student").query().count().await.unwrap_err();
    errors.insert("rate_limit", count_error(&limited, "student", &busy).await);

    let stopped = self::emulator();
    let client = Client::for_emulator(stopped.address());
    stopped.stop();
    errors.insert("no_connection", count_error(&client, "student", &stopped).await);

    let proxy = Client::builder("lowcode-2gay8jgh25").secret("AKID", "key").proxy(Proxy::url("socks://127.0.0.1:7890"));
    errors.insert("bad_proxy", proxy.build().unwrap_err().to_string());
    errors
}

/// The first lines of the errors that the compiler gives, which the tests of `weda` hold.
fn errors_of_the_compiler() -> BTreeMap<&'static str, String> {
    let read = |name: &'static str| {
        let path = root().join(format!("runtime/tests/ui/fail/{name}.stderr"));
        let text = fs::read_to_string(path).unwrap();
        let kept =
            text.lines().enumerate().filter(|(at, line)| *at == 0 || line.contains("::query") || line.contains('^'));
        (name, kept.take(3).map(|(_, line)| line).collect::<Vec<_>>().join("\n"))
    };
    ["prelude_missing", "await_forgotten_in_loop"].map(read).into()
}

/// Runs in a process of its own, without variables.
#[test]
#[ignore = "the other test runs it"]
fn a_client_without_variables() {
    println!("{}", Client::from_env().unwrap_err());
}

fn error_without_variables(variables: &[(&str, &str)]) -> String {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--ignored", "--exact", WITHOUT_VARIABLES, "--nocapture"]).env_clear().envs(variables.iter().copied());
    let out = String::from_utf8(child.output().unwrap().stdout).unwrap();
    let line = out.lines().find(|line| line.contains("WEDA_")).unwrap_or_else(|| panic!("{out}"));
    line.trim_start_matches("test a_client_without_variables ... ").to_owned()
}

#[tokio::test]
async fn each_error_of_the_chapter_is_what_is_printed() {
    let mut errors = errors_of_calls().await;
    errors.append(&mut errors_of_the_compiler());
    errors.insert("no_environment", error_without_variables(&[]));
    errors.insert("no_keys", error_without_variables(&[("WEDA_ENV_ID", "lowcode-2gay8jgh25")]));
    let chapter = root().join("guide/en/troubleshooting.md");
    let text = fs::read_to_string(&chapter).unwrap();
    let mut parts = text.split("```text ");
    let mut current = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('\n').unwrap();
        let (_, rest) = rest.split_once("```\n").unwrap();
        let error = errors.remove(name).unwrap_or_else(|| panic!("there is no case {name}"));
        current += &format!("```text {name}\n{error}\n```\n{rest}");
    }
    assert_eq!(errors.keys().collect::<Vec<_>>(), Vec::<&&str>::new(), "the chapter does not show these");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&chapter, current).unwrap();
    } else {
        let differ: Vec<_> = text.lines().zip(current.lines()).filter(|(old, new)| old != new).collect();
        assert!(text == current, "UPDATE_GOLDEN=1 updates the errors of the chapter: {differ:#?}");
    }
}

/// The command's own texts stand in another chapter, which a test replays.
#[test]
fn the_texts_of_the_command_are_those_of_another_chapter() {
    let read = |name: &str| fs::read_to_string(root().join("guide/en").join(name)).unwrap();
    let (chapter, replayed) = (read("troubleshooting.md"), read("definitions.md"));
    let lines: Vec<&str> = chapter.split("```console\n").skip(1).flat_map(|rest| rest.split("```").next()).collect();
    let lines: Vec<&str> = lines.iter().flat_map(|block| block.lines()).filter(|line| !line.starts_with('$')).collect();
    assert!(!lines.is_empty());
    for line in lines {
        assert!(replayed.contains(line), "no command prints: {line}");
    }
}
