//! The README is correct: its code is code of this package, and CI runs its commands.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The code blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let opening = format!("```{language}\n");
    let bodies = text.split(&opening).skip(1).map(|rest| rest.split("\n```").next().unwrap());
    bodies.map(|body| format!("{body}\n")).collect()
}

/// Other tests compile and run the code; this one compares the text.
#[test]
fn every_block_of_rust_is_code_of_this_package() {
    let sources = ["src/ten_lines.rs", "tests/three_lines.rs"];
    let sources = sources.map(|file| fs::read_to_string(root().join("examples").join(file)).unwrap());
    let blocks = blocks(&readme(), "rust");
    assert_eq!(blocks.len(), 2);
    for block in blocks {
        assert!(sources.iter().any(|source| source.contains(&block)), "no source holds this block:\n{block}");
    }
}

#[test]
fn the_two_commands_are_those_that_ci_runs() {
    let ci = fs::read_to_string(root().join(".ci/run")).unwrap();
    let commands = blocks(&readme(), "sh");
    assert_eq!(commands[0], "cargo run -p weda-examples --bin quickstart\n");
    assert_eq!(commands[1], "cargo test --workspace\n");
    for command in &commands[..2] {
        assert!(ci.contains(command.trim()), "{command}");
    }
}
