//! `weda generate` over invalid files: one line for each, an exit code of its own, and no panic.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// Timeout, far above the usual time.
const TIMEOUT: Duration = Duration::from_secs(30);

const DEFINITION: &str = r#"{
    "type": "object",
    "title": "学生",
    "x-primary-column": "name",
    "required": ["name", "address"],
    "properties": {
        "_id": { "type": "string", "title": "数据标识", "x-system": true, "x-unique": true },
        "name": { "type": "string", "title": "姓名 😀", "description": "第一行\n第二行", "maxLength": 256 },
        "score": { "type": "number", "format": "", "numberCount": 2, "default": "" },
        "grade": { "type": "string", "format": "x-enum", "enum": ["一年级", "\u4e8c\u5e74\u7ea7"] },
        "address": { "type": "object", "required": ["city"], "properties": {
            "city": { "type": "string" }, "rooms": { "type": "array", "items": { "type": "object", "properties": {
                "floor": { "type": "number", "numberCount": 0 } } } } } },
        "owner": { "type": "string", "format": "father-son", "x-system": true,
            "x-parent": { "parentDataSourceName": "sys_user", "fatherAction": "judge" } }
    }
}"#;

/// Fails unless every file of these is named by one line of its own, and nothing else is said to be wrong.
fn refused(files: &[(String, Vec<u8>)]) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("database-schemas");
    fs::create_dir(&dir).unwrap();
    for (name, bytes) in files {
        fs::write(dir.join(format!("{name}.json")), bytes).unwrap();
    }
    let (code, text, took) = generate(folder.path());
    assert_eq!(code, Some(6), "{text}");
    assert!(took < TIMEOUT, "took {took:?}");
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("error: ")).collect();
    let named: BTreeSet<&str> = lines.iter().filter_map(|line| Some(line.split_once(".json")?.0)).collect();
    let expected: Vec<String> = files.iter().map(|(name, _)| format!("error: database-schemas/{name}")).collect();
    assert_eq!(named, expected.iter().map(String::as_str).collect(), "{text}");
    assert_eq!(lines.len(), files.len(), "one line for each file\n{text}");
    assert!(lines.iter().all(|line| line.len() < 1_000), "a line that nobody reads to its end");
    assert!(!text.contains("panicked") && !text.contains('\0'), "{text}");
}

fn generate(folder: &Path) -> (Option<i32>, String, Duration) {
    let start = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
    command.args(["generate", "--dir", "database-schemas", "--out", "models"]).current_dir(folder);
    let output = command.env_remove("WEDA_MODELS").output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned(), start.elapsed())
}

fn files(prefix: &str, contents: impl IntoIterator<Item = impl Into<Vec<u8>>>) -> Vec<(String, Vec<u8>)> {
    contents.into_iter().enumerate().map(|(at, bytes)| (format!("{prefix}_{at}"), bytes.into())).collect()
}

#[test]
fn the_whole_definition_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("database-schemas")).unwrap();
    fs::write(folder.path().join("database-schemas/student.json"), DEFINITION).unwrap();
    let (code, text, _) = generate(folder.path());
    assert_eq!(code, Some(0), "so that the others fail for what is missing or wrong in them: {text}");
}

#[test]
fn definitions_that_end_too_early_are_named() {
    let lengths = (0..DEFINITION.len()).step_by(50).chain([1, DEFINITION.len() - 1]);
    refused(&files("cut", lengths.map(|length| &DEFINITION.as_bytes()[..length])));
}

#[test]
fn random_bytes_are_named() {
    let byte = prop_oneof![
        2 => any::<u8>(),
        1 => prop::sample::select(b"{}[]\":,0-.etfn\\u \n\xff\xe6\xed\xa0\x80".to_vec()),
    ];
    let bytes = prop::collection::vec(byte, 0..300);
    // `{}`, `""` and `null` are how the service says that a model has no schema.
    let is_json = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).is_ok();
    let bytes = bytes.prop_filter("JSON by chance", move |bytes| !is_json(bytes));
    let rng_seed = RngSeed::Fixed(20_261_123);
    let config = Config { cases: 8, rng_seed, failure_persistence: None, ..Config::default() };
    let sets = prop::collection::vec(bytes, 1..60);
    let tested = TestRunner::new(config).run(&sets, |set| {
        refused(&files("random", set));
        Ok(())
    });
    tested.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn json_of_other_shapes_is_named() {
    refused(&files(
        "shape",
        [
            "[]",
            "[{}]",
            "0",
            "-1e999",
            "true",
            "\"text\"",
            "\"{}\"",
            "{\"type\":\"array\"}",
            "{\"type\":7}",
            "{\"a\":1}",
            "{\"collectionName\":\"users\",\"fields\":[]}",
            "{\"type\":\"object\",\"properties\":[]}",
            "{\"type\":\"object\",\"properties\":\"\"}",
            "{\"type\":\"object\",\"properties\":{\"a\":null}}",
            "{\"type\":\"object\",\"properties\":{\"a\":[]}}",
            "{\"type\":\"object\",\"properties\":{\"a\":{},\"a\":{}}}",
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"object\",\"properties\":7}}}",
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\",\"items\":[{}]}}}",
            "{\"type\":\"object\",\"required\":\"name\",\"properties\":{}}",
            "{\"type\":\"object\",\"required\":[7],\"properties\":{}}",
            "{\"type\":\"object\",\"properties\":{\"\\ud800\":{}}}",
            "{\"type\":\"object\",\"properties\":{\"a\":{\"title\":\"\\ud800\"}}}",
            "{\"type\":\"object\"} {\"type\":\"object\"}",
            "\u{feff}[]",
            "// comment\n{\"type\":\"object\",\"properties\":{}}",
        ],
    ));
}

/// Deep enough to overflow the stack of a recursive reader.
#[test]
fn nesting_without_end_is_named() {
    let texts = [500, 100_000].into_iter().flat_map(|levels| {
        let around =
            |open: &str, inner: &str, close: &str| [&open.repeat(levels), inner, &close.repeat(levels)].concat();
        let field = |member: &str| format!("{{\"type\":\"object\",\"properties\":{{\"a\":{{{member}}}}}}}");
        let objects = around("{\"type\":\"object\",\"properties\":{\"a\":", "{\"type\":\"string\"}", "}}");
        let lists = around("{\"type\":\"array\",\"items\":", "{\"type\":\"string\"}", "}");
        [
            field(&format!("\"type\":\"array\",\"items\":{lists}")),
            field(&format!("\"type\":\"string\",\"default\":{}", around("[", "1", "]"))),
            field(&format!("\"type\":\"string\",\"x-parent\":{}", around("{\"a\":", "1", "}"))),
            field(&format!("\"type\":\"string\",\"enum\":{}", around("[", "1", "]"))),
            format!("{{\"type\":\"object\",\"x-other\":{}}}", around("[", "", "]")),
            around("[", "", "]"),
            "[".repeat(levels),
            "{\"a\":".repeat(levels),
            "{\"type\":\"object\",\"properties\":{\"a\":".repeat(levels),
            objects,
        ]
    });
    refused(&files("deep", texts));
}

/// Taken by itself it would be a definition: its size is what is wrong.
#[test]
fn a_file_of_50_megabytes_is_named() {
    let mut text = DEFINITION.as_bytes().to_vec();
    text.resize(50_000_000, b' ');
    refused(&[("large".to_owned(), text)]);
}
