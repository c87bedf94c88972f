//! Runs the programs of this package.

#[path = "support/http.rs"]
mod http;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use weda::Filter;
use weda::prelude::*;
use weda_emulator::{Definitions, Emulator, Profile};
use weda_examples::models::Student;

/// Misleading environment variables, which programs with an embedded emulator must ignore.
const MISLEADING: [(&str, &str); 5] = [
    ("WEDA_EMULATOR_HOST", "127.0.0.1:1"),
    ("WEDA_BASE_URL", "https://weda.invalid"),
    ("WEDA_ENV_TYPE", "nowhere"),
    ("HTTP_PROXY", "http://127.0.0.1:1"),
    ("http_proxy", "http://127.0.0.1:1"),
];

#[test]
fn quickstart_ignores_the_environment() {
    let output = Command::new(env!("CARGO_BIN_EXE_quickstart")).envs(MISLEADING).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    for part in [
        "\"name\":\"李四\"",
        "-> 李雷 Some(97.0)\n   -> 李四 Some(89.0)",
        "from 杭州: [\"李雷\"]",
        "deleted; reading it again gives None",
        "3 students are left",
        "its kind is Conflict",
        "took 1 token",
    ] {
        assert!(text.contains(part), "{part} is missing in:\n{text}");
    }
}

/// A relation of 1,000 rows is followed in few calls, and a lost answer causes no duplicates.
#[test]
fn orders_take_few_calls() {
    let output = Command::new(env!("CARGO_BIN_EXE_orders")).envs(MISLEADING).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    for part in [
        "their ids, none of them stored twice\n   calls: 3 batch create, 1 list, 1 token\n",
        "all stored\n   calls: 10 batch create\n",
        "addresses allow\n   calls: 8 list\n",
        "1000 orders of 300 products, 393550.00 yuan",
        "20 changed and 20 deleted, one call per order\n   calls: 20 delete, 20 update\n",
    ] {
        assert!(text.contains(part), "{part} is missing in:\n{text}");
    }
    assert!(!text.contains("not stored:"), "{text}");
}

/// The rows are the same through both gateways; what OData cannot do, it names.
#[test]
fn shop_prints_the_same_rows_twice() {
    let output = Command::new(env!("CARGO_BIN_EXE_shop")).envs(MISLEADING).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    let (odata, model) = text.split_once("== The gateway `model`").unwrap();
    for row in [
        "   宣纸: (no category), 0 pieces\n   景德镇瓷碗: (no category), 7 pieces\n   龙井茶: 茶叶, 12 pieces\n",
        "   2026-1: 2 x 龙井茶, Some(98.0)\n   2026-2: 1 x 景德镇瓷碗, Some(45.5)\n   2026-3: 3 x 龙井茶, Some(98.0)\n",
    ] {
        assert!(odata.contains(row) && model.contains(row), "{row} is missing in:\n{text}");
    }
    assert_eq!(odata.matches("not here: ").count(), 5, "{odata}");
    assert_eq!(odata.matches("GatewayKind::Model").count(), 5, "{odata}");
    for part in ["   龙井茶\n", "created, then updated", "11 of 龙井茶 are left", "1 removed"] {
        assert!(model.contains(part), "{part} is missing in:\n{model}");
    }
    assert!(!model.contains("not here"), "{model}");
}

#[test]
fn contacts_answers_with_the_users() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_contacts"))
        .arg("--once")
        .envs(MISLEADING)
        .stdout(Stdio::piped())
        .spawn()
        .map(Running)
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.split("http://").nth(1).unwrap().trim_end_matches(['/', '\n']);

    let answer = http::answer(address, "GET /", "").1;
    let users: Vec<serde_json::Value> = serde_json::from_str(&answer).unwrap_or_else(|e| panic!("{e} in {answer}"));
    assert!(!users.is_empty());
    for user in &users {
        let keys: Vec<&str> = user.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["email", "id", "name", "phone"]);
        assert!(user["name"].is_string(), "{user}");
    }
    assert!(server.0.wait().unwrap().success());
}

#[test]
fn contacts_names_missing_variables() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_contacts"));
    let output = command.arg("--live").env_clear().output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(text.contains("WEDA_ENV_ID") && text.contains("CLOUDBASE_ENV_ID"), "{text}");
}

#[test]
fn the_ten_lines_run_against_an_emulator() {
    let emulator = Emulator::builder().definitions(weda_examples::definitions()).start().unwrap();
    let student = |name: &str, score: u32| serde_json::json!({ "name": name, "course": "体育", "score": score });
    emulator.load("student", [student("李四", 95), student("李雷", 59), student("王五", 97)]).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ten-lines"));
    let output = command.env_clear().env("WEDA_EMULATOR_HOST", emulator.address().to_string()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(text, "李四 Some(95.0)\n");
    let boarding = |record: &serde_json::Value| record["boarding"].as_bool() == Some(true);
    assert_eq!(emulator.records("student").unwrap().iter().filter(|record| boarding(record)).count(), 1);
    assert!(emulator.records("class").unwrap().is_empty(), "it deletes what it created");
}

/// An emulator accepts every line, without switches or with all of them.
#[tokio::test]
async fn filters_prints_valid_filters() {
    let definitions = Definitions::read(weda_examples::definitions()).unwrap();
    let documented = Emulator::builder().definitions(definitions.clone()).start().unwrap();
    let lenient = Emulator::builder().definitions(definitions).profile(Profile::lenient()).start().unwrap();
    let accepts = async |emulator: &Emulator, line: &str| {
        let query = Student::query(&Client::for_emulator(emulator.address()));
        query.filter(Filter::<Student>::raw_unchecked(line)).count().await.is_ok()
    };
    let (few, all) = (printed(&[]), printed(&["--all"]));
    assert!(few.len() > 30 && all.len() > few.len() && all.starts_with(&few), "{all:#?}");
    for line in &few {
        assert!(accepts(&documented, line).await, "{line}");
    }
    for line in &all[few.len()..] {
        assert!(!accepts(&documented, line).await && accepts(&lenient, line).await, "{line}");
    }
    for line in ["name ne 'O''Brien'", "(score gt 1 and score lt 10) or score eq 20", "not contains(name,'李')"] {
        assert!(all.iter().any(|printed| printed == line), "{line}");
    }

    let encoded = printed(&["--all", "--encoded"]);
    assert_eq!(encoded.len(), all.len());
    assert!(encoded.iter().all(|line| line.is_ascii() && !line.contains([' ', '\'', '&', '+', '#'])), "{encoded:#?}");
}

fn printed(flags: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_filters")).args(flags).envs(MISLEADING).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// Kills the program when dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have exited already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
