//! The command lines of the README and of the guide have the commands and flags that exist.
//!
//! Each line is run with `--help` behind it: unknown commands and flags are errors before that, and nothing is done.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::transcript::words;

/// README and chapters.
fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let chapters = fs::read_dir(root.join("guide/en")).unwrap().map(|entry| entry.unwrap().path());
    let mut documents: Vec<PathBuf> = chapters.filter(|path| path.extension().is_some_and(|end| end == "md")).collect();
    documents.push(root.join("README.md"));
    documents
}

/// The calls of `weda` in blocks of code and between backticks.
fn command_lines(text: &str) -> Vec<String> {
    let (mut lines, mut in_block) = (Vec::new(), false);
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        } else if in_block {
            // In YAML behind a key, in a script behind another command.
            let parts = line.split(" && ").map(|part| part.trim_start_matches(['$', '-', ' ']));
            let parts = parts.map(|part| part.strip_prefix("run: ").or(part.strip_prefix("script: ")).unwrap_or(part));
            lines.extend(parts.filter(|part| part.starts_with("weda ")).map(str::to_owned));
        } else {
            let spans = line.split('`').skip(1).step_by(2);
            lines.extend(spans.filter(|span| span.starts_with("weda ")).map(str::to_owned));
        }
    }
    lines
}

/// The words up to what belongs to the shell.
fn arguments(line: &str) -> Vec<String> {
    let is_of_the_shell = |word: &String| matches!(word.as_str(), ">" | "|" | "||" | "&" | "#" | "..");
    words(line).into_iter().skip(1).take_while(|word| !is_of_the_shell(word)).collect()
}

/// Returns true for a line with a format or flag that only the feature `parquet` has.
fn needs_parquet(line: &str) -> bool {
    ["--format parquet", "--format arrow", "--partition-by"].iter().any(|part| line.contains(part))
}

#[test]
fn every_command_line_of_the_guide_is_one() {
    let (mut refused, mut checked) = (Vec::new(), 0);
    for document in documents() {
        for line in command_lines(&fs::read_to_string(&document).unwrap()) {
            // Names in capitals stand for a command.
            if line.split(' ').nth(1).is_some_and(|word| word.starts_with(|first: char| !first.is_ascii_lowercase())) {
                continue;
            }
            // `.ci/analytics` runs this test with the feature too.
            if cfg!(not(feature = "parquet")) && needs_parquet(&line) {
                continue;
            }
            let output =
                Command::new(env!("CARGO_BIN_EXE_weda")).args(arguments(&line)).arg("--help").output().unwrap();
            if !output.status.success() {
                let said = String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or_default().to_owned();
                refused.push(format!("{}: {line}: {said}", document.display()));
            }
            checked += 1;
        }
    }
    assert!(checked > 80, "only {checked} lines: does this test still find them?");
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn command_lines_are_found_where_they_are() {
    let text = "`weda a` and `x`\n```yaml\n- run: weda b --c\n  script: git x && weda d\n$ weda e > f\n```\n";
    assert_eq!(command_lines(text), ["weda a", "weda b --c", "weda d", "weda e > f"]);
    assert_eq!(arguments("weda e --x 'a b' > f"), ["e", "--x", "a b"]);
}
