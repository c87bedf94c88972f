//! The words of comments, messages and documents: turns that CONTRIBUTING.md replaces by plainer ones.
//!
//! Left out: generated code, old generated code, the changelog, this test, and in documents what stands between
//! `<!-- words: off -->` and `<!-- words: on -->`.

mod passages;
mod turns;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use turns::Turns;

/// Files and folders, from the root of the workspace.
const LEFT_OUT: [&str; 11] = [
    "CHANGELOG.md",
    "codegen/tests/golden",
    "codegen/tests/kinds/models",
    "codegen/tests/kinds/models.rs",
    "codegen/tests/outputs",
    "examples/src/models",
    "examples/src/models.rs",
    "examples/tests/words",
    "fuzz/corpus",
    "runtime/benches/page/models",
    "runtime/benches/page/models.rs",
];

#[test]
fn comments_messages_and_documents_are_in_plain_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    files_below(root, root, &mut files);
    let (turns, mut found, mut counts) = (Turns::new(), String::new(), BTreeMap::<String, usize>::new());
    for file in &files {
        let text = fs::read_to_string(root.join(file)).unwrap();
        let passages = if is(file, "md") { passages::of_document(&text) } else { passages::of_source(&text) };
        for passage in passages {
            for (offset, words, advice) in turns.of(&passage) {
                let line = passage.line(offset);
                writeln!(found, "{}:{line}: \"{words}\": {advice}", file.display()).unwrap();
                let area = file.iter().next().unwrap().to_string_lossy().into_owned();
                *counts.entry(area).or_default() += 1;
            }
        }
    }
    assert!(files.len() > 500, "only {} files: does this test still find them?", files.len());
    assert!(found.is_empty(), "{found}\n{counts:?}\nthe rules are in CONTRIBUTING.md, the turns in turns.rs");
}

/// The documents and sources below `folder`, from the root on.
fn files_below(root: &Path, folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.strip_prefix(root).unwrap();
        let is_hidden = path.file_name().unwrap().to_string_lossy().starts_with('.');
        let is_built = path.file_name().is_some_and(|name| name == "target");
        if is_hidden || is_built || LEFT_OUT.iter().any(|out| name.starts_with(out)) {
            continue;
        }
        if path.is_dir() {
            files_below(root, &path, files);
        } else if is(name, "md") || is(name, "rs") {
            files.push(name.to_owned());
        }
    }
}

fn is(file: &Path, extension: &str) -> bool {
    file.extension().is_some_and(|end| end == extension)
}
