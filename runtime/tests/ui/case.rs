//! Cases, one file each.

use std::fs;
use std::path::{Path, PathBuf};

/// A program that demonstrates one thing.
#[derive(Debug, Clone)]
pub struct Case {
    /// Named after the mistake, or after the feature that works.
    pub name: String,
    pub source: PathBuf,
}

/// Returns the directory of these tests.
pub fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui")
}

/// Returns the cases of a group, sorted: `<name>.rs`, or `<name>/case.rs` if the case is a package.
pub fn cases(group: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = entries(&here().join(group)).into_iter().filter_map(|path| case(&path)).collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(!cases.is_empty(), "there is no case in {group}");
    cases
}

fn case(path: &Path) -> Option<Case> {
    let is_golden = path.extension().is_some_and(|extension| extension == "stderr");
    assert!(!is_golden || path.with_extension("rs").exists(), "{} has no case", path.display());
    let source = if path.is_dir() { path.join("case.rs") } else { path.to_owned() };
    let name = path.file_stem()?.to_str()?.to_owned();
    source.extension().is_some_and(|extension| extension == "rs").then_some(Case { name, source })
}

/// Returns the entries of a directory.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect()
}
