//! Checks the guide: its code must occur in a case, and its errors must be those of the cases that its blocks name.
//!
//! An error block starts with the name of its case: ` ```text unknown_field `.

use std::fs;
use std::path::{Path, PathBuf};

use crate::case::{cases, here};

fn guide(chapter: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../guide/en").join(chapter)
}

/// The chapter on errors.
fn chapter() -> PathBuf {
    guide("compile-errors.md")
}

/// Returns the part that readers look at first: the message, the marked line and the advice.
fn excerpt(error: &str) -> String {
    let lines: Vec<&str> = error.lines().take_while(|line| !line.is_empty()).collect();
    let message = lines.iter().take_while(|line| !line.trim_start().starts_with("--> ")).copied();
    // Leave out lines with the directories of these tests.
    let message = message.filter(|line| !line.contains("$USER"));
    let marked = lines.iter().position(|line| line.contains('^')).expect("a place is marked");
    let is_advice = |line: &&&str| {
        let note = line.trim_start().strip_prefix("= note: ");
        note.is_some_and(|note| !note.starts_with("this error originates") && !note.starts_with("expected "))
    };
    let advice = lines.iter().skip(marked).find(is_advice).copied();
    let shown: Vec<&str> = message.chain([lines[marked - 1], lines[marked]]).chain(advice).collect();
    shown.join("\n")
}

#[test]
fn errors_match_the_cases() {
    let text = fs::read_to_string(chapter()).unwrap();
    let cases = [cases("fail"), cases("known")].concat();
    let mut parts = text.split("```text ");
    let mut current = parts.next().unwrap_or_default().to_owned();
    let mut blocks = 0;
    for part in parts {
        let (name, rest) = part.split_once('\n').unwrap();
        let (_, rest) = rest.split_once("```\n").unwrap();
        let case = cases.iter().find(|case| case.name == name).unwrap_or_else(|| panic!("there is no case {name}"));
        let error = fs::read_to_string(case.source.with_extension("stderr")).unwrap();
        current += &format!("```text {name}\n{}\n```\n{rest}", excerpt(&error));
        blocks += 1;
    }
    assert!(blocks > 10, "{blocks}");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(chapter(), current).unwrap();
    } else {
        assert!(text == current, "UPDATE_GOLDEN=1 updates the errors of the guide, after those of the cases");
    }
}

#[test]
fn code_occurs_in_a_case() {
    let text = fs::read_to_string(guide("models-and-views.md")).unwrap();
    let code = fs::read_to_string(here().join("pass/guide.rs")).unwrap();
    let blocks: Vec<&str> = text.split("```rust\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(blocks.len(), 3);
    for block in blocks {
        assert!(code.contains(block), "the case `guide` does not contain this block:\n{block}");
    }
}

#[test]
fn messages_in_the_table_occur_in_the_cases() {
    let text = fs::read_to_string(chapter()).unwrap();
    let cases = [cases("fail"), cases("known")].concat();
    let errors = cases.iter().map(|case| fs::read_to_string(case.source.with_extension("stderr")).unwrap());
    let errors = errors.collect::<String>();
    let (_, table) = text.split_once("## Mistakes and what they look like").unwrap();
    // Messages are in double backticks, since they contain backticks.
    let messages: Vec<&str> = table.split("``").skip(1).step_by(2).map(str::trim).collect();
    assert!(messages.len() > 20, "{messages:?}");
    for message in messages {
        assert!(errors.contains(message), "no case says: {message}");
    }
}
