//! Every block of the README and of the guide is held by something that compiles, runs or parses it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use saphyr_parser::Parser;
use weda_codegen::Settings;
use weda_emulator::{Emulator, Profile};

use crate::document::{Block, Document, chapters, read, root};

/// Sources that other tests compile, and mostly run.
const HELD_BY: [&str; 10] = [
    "examples/src/ten_lines.rs",
    "examples/tests/bulk.rs",
    "examples/tests/guide/coming.rs",
    "examples/tests/guide/reading.rs",
    "examples/tests/guide/writing.rs",
    "examples/tests/relations.rs",
    "examples/tests/sql.rs",
    "examples/tests/testing.rs",
    "examples/tests/three_lines.rs",
    "runtime/tests/ui/pass/guide.rs",
];

/// Tests that run the commands of chapters and compare their output.
const REPLAYED_BY: [&str; 3] = [
    "analytics/mirror/tests/mirror/transcript.rs",
    "analytics/sql/tests/sql/transcript.rs",
    "cli/tests/commands/transcript.rs",
];

/// The chapters whose statements are for other engines; tests of `weda-sql` and `weda-mirror` run them.
const OTHER_SQL: [&str; 2] = ["guide/en/mirror.md", "guide/en/sql-engine.md"];

/// The chapters whose blocks with errors are compared with the errors themselves.
const ERRORS: [(&str, &str); 2] = [
    ("guide/en/compile-errors.md", "runtime/tests/ui/guide.rs"),
    ("guide/en/troubleshooting.md", "examples/tests/troubleshooting.rs"),
];

/// The crates whose documentation tests run the Rust of chapters: the program's own and those of the other workspace.
fn doctested() -> String {
    let analytics = ["arrow", "ballista", "datafusion", "mirror", "redis", "sql"];
    let sources = analytics
        .map(|name| format!("analytics/{name}/src/lib.rs"))
        .into_iter()
        .filter(|path| root().join(path).exists());
    let sources: String = sources.map(read).collect();
    read("examples/src/lib.rs") + &sources.replace("../../../guide", "../../guide")
}

fn documents() -> Vec<String> {
    let mut documents: Vec<String> = chapters("en").iter().map(|chapter| format!("guide/en/{chapter}")).collect();
    documents.push("README.md".to_owned());
    documents
}

/// Runs a check on the blocks that begin with a language; returns how many there are.
fn each(language: &str, mut check: impl FnMut(&str, &Block)) -> usize {
    let mut count = 0;
    for document in documents() {
        for block in &Document::read(&document).blocks {
            if block.info.split([',', ' ']).next() == Some(language) {
                check(&document, block);
                count += 1;
            }
        }
    }
    count
}

#[test]
fn no_block_is_in_a_language_that_nothing_checks() {
    let known = ["rust", "toml", "json", "yaml", "sh", "sql", "console", "text", "js"];
    for document in documents() {
        for block in Document::read(&document).blocks {
            let language = block.info.split([',', ' ']).next().unwrap_or_default();
            assert!(known.contains(&language), "{document}: nothing checks this block:\n{block:?}");
        }
    }
}

/// Blocks of a chapter that rustdoc reads are compiled in place; all others are parts of sources.
#[test]
fn every_block_of_rust_is_code_that_a_test_compiles() {
    let sources = HELD_BY.map(read);
    let by_rustdoc = doctested();
    let count = each("rust", |document, block| {
        let is_doctest = by_rustdoc.contains(&format!("include_str!(\"../../{document}\")"));
        match block.info.as_str() {
            "rust" if is_doctest || is_run_as_program(document, block) => {}
            "rust,no_run" => assert!(is_doctest, "{document}: rustdoc does not read this chapter:\n{}", block.body),
            "rust" => assert!(
                sources.iter().any(|source| source.contains(&block.body)),
                "{document}: no source that is compiled holds this block:\n{}",
                block.body
            ),
            info => panic!("{document}: a block cannot be `{info}`:\n{}", block.body),
        }
    });
    assert!(count > 40, "only {count} blocks");
}

/// The first block of the first steps is the program of a package that another suite makes, with generated code.
fn is_run_as_program(document: &str, block: &Block) -> bool {
    let is_first = || Document::read(document).blocks.iter().find(|other| other.info == "rust") == Some(block);
    document == "guide/en/getting-started.md"
        && is_first()
        && read("cli/tests/commands/journey.rs").contains("block(\"rust\")")
}

/// A source that holds no block is one that a chapter forgot.
#[test]
fn each_source_of_blocks_is_needed() {
    let mut blocks = Vec::new();
    each("rust", |_, block| blocks.push(block.body.clone()));
    for name in HELD_BY {
        let source = read(name);
        assert!(blocks.iter().any(|block| source.contains(block)), "no block is from {name}");
    }
}

#[test]
fn manifests_settings_and_profiles_are_read_by_their_readers() {
    let (mut settings, mut profiles) = (0, 0);
    let count = each("toml", |document, block| match document {
        "guide/en/settings.md" => {
            let parsed = Settings::parse("weda.toml".as_ref(), &block.body);
            let parsed = parsed.unwrap_or_else(|problems| panic!("{document}: {problems}"));
            assert!(parsed.only.is_some() && parsed.serde.is_some() && !parsed.optional.is_empty());
            settings += 1;
        }
        "guide/en/emulator.md" => {
            Profile::parse(document, &block.body).unwrap();
            profiles += 1;
        }
        _ => {
            let table: toml::Table = block.body.parse().unwrap_or_else(|error| panic!("{document}: {error}"));
            assert!(table.contains_key("dependencies") || table.contains_key("include"), "{document}: {table:?}");
            for name in ["dependencies", "dev-dependencies"] {
                table.get(name).into_iter().for_each(|table| crates_exist(document, table));
            }
        }
    });
    assert!((settings, profiles) == (1, 1) && count > 5, "{settings} {profiles} {count}");
}

/// A dependency on a folder that is not there would stop a reader at the first step.
fn crates_exist(document: &str, dependencies: &toml::Value) {
    for (name, value) in dependencies.as_table().unwrap() {
        let Some(path) = value.get("path").and_then(toml::Value::as_str) else { continue };
        let folder = path.strip_prefix("../weda/").unwrap_or_else(|| panic!("{document}: {path}"));
        let manifest: toml::Table = read(format!("{folder}/Cargo.toml")).parse().unwrap();
        assert_eq!(manifest["package"]["name"].as_str(), Some(name.as_str()), "{document}");
    }
}

#[test]
fn yaml_and_json_are_valid() {
    let count = each("yaml", |document, block| {
        for event in Parser::new_from_str(&block.body) {
            event.unwrap_or_else(|error| panic!("{document}: {error}\n{}", block.body));
        }
        assert!(!block.body.contains('\t'), "{document}");
    });
    assert_eq!(count, 3);
    let count = each("json", |document, block| {
        serde_json::from_str::<serde_json::Value>(&block.body).unwrap_or_else(|error| panic!("{document}: {error}"));
    });
    assert!(count > 0);
}

/// An emulator reads its templates when it starts. The statement of the query pad names its table directly.
#[test]
fn statements_are_statements() {
    let folder = tempfile::tempdir().unwrap();
    let mut templates = 0;
    let count = each("sql", |document, block| {
        if OTHER_SQL.contains(&document) {
            return;
        }
        let text = if block.body.starts_with("-- model: ") {
            block.body.clone()
        } else {
            format!("-- model: student\n{}", block.body.replace("from student", "from {{ model.tableName() }}"))
        };
        let name = format!("{}_{templates}.sql", document.replace(|c: char| !c.is_ascii_alphanumeric(), "_"));
        std::fs::write(folder.path().join(name), text).unwrap();
        templates += 1;
    });
    assert!(count > 1);
    Emulator::builder().definitions(weda_examples::definitions()).templates(folder.path()).start().unwrap();
}

/// Returns true if a program is installed. Else says which test is left out.
fn has(test: &str, program: &str) -> bool {
    // A shell may not know the option, but is there.
    let is_there = Command::new(program).arg("--version").stdin(Stdio::null()).output().is_ok();
    if !is_there {
        // Not with `eprintln!`, which is shown for tests that fail only.
        let _ = std::io::stderr().write_all(format!("{test}: left out, since there is no {program}\n").as_bytes());
    }
    is_there
}

/// The shell is the judge where it is installed; nothing is executed.
#[test]
fn shell_scripts_are_valid() {
    if !has("shell_scripts_are_valid", "sh") {
        return;
    }
    let count = each("sh", |document, block| {
        let mut shell = Command::new("sh");
        let mut child = shell.arg("-n").stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(block.body.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{document}: {said}\n{}", block.body);
    });
    assert!(count > 5);
}

/// Node is the judge where it is installed; nothing is executed.
#[test]
fn javascript_is_valid() {
    if !has("javascript_is_valid", "node") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let count = each("js", |document, block| {
        let file = folder.path().join("block.mjs");
        std::fs::write(&file, &block.body).unwrap();
        let output = Command::new("node").arg("--check").arg(&file).output().unwrap();
        assert!(output.status.success(), "{document}: {}", String::from_utf8_lossy(&output.stderr));
    });
    assert!(count > 0);
}

/// Runs the calls of the emulator's chapter by hand, where a shell and curl are.
#[test]
fn the_calls_by_hand_are_answered() {
    if !["sh", "curl"].into_iter().all(|program| has("the_calls_by_hand_are_answered", program)) {
        return;
    }
    let emulator = Emulator::builder().definitions(weda_examples::definitions()).start().unwrap();
    let chapter = Document::read("guide/en/emulator.md");
    let script = chapter.blocks.iter().find(|block| block.body.starts_with("TOKEN=")).unwrap();
    let script = format!("set -e\n{}", script.body.replace("127.0.0.1:4010", &emulator.address().to_string()));
    let output = Command::new("sh").arg("-c").arg(script).env("NO_PROXY", "*").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // The users, the new record, and the record that the filter finds.
    assert!(text.contains("sys_user") && text.matches("\"李四\"").count() == 2, "{text}");
}

/// The suites named here compare the output of commands, and the errors, with the programs.
#[test]
fn output_is_replayed() {
    let replayed: String = REPLAYED_BY.into_iter().filter(|path| root().join(path).exists()).map(read).collect();
    let count = each("console", |document, _| {
        let chapter = document.trim_start_matches("guide/en/");
        let is_replayed = replayed.contains(&format!("replay(\"{chapter}\")"));
        assert!(is_replayed || chapter == "troubleshooting.md", "{document}: no test replays this chapter");
    });
    assert!(count > 20, "{count}");
    each("text", |document, block| {
        let judge = ERRORS.iter().find(|(chapter, _)| *chapter == document);
        match judge {
            Some((_, test)) => {
                assert!(block.info.contains(' '), "{document}: a block of errors has no name:\n{}", block.body);
                assert!(root().join(test).exists(), "{test}");
            }
            None => assert_eq!(block.info, "text", "{document}: nothing compares this block"),
        }
    });
}
