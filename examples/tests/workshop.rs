//! Documents, workflows and manifests name the same things.

use std::fs;
use std::path::{Path, PathBuf};

const CRATES: [&str; 14] = [
    "definition",
    "codegen",
    "macros",
    "emulator",
    "studio",
    "runtime",
    "cli",
    "examples",
    "analytics/arrow",
    "analytics/ballista",
    "analytics/datafusion",
    "analytics/mirror",
    "analytics/redis",
    "analytics/sql",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The compiler is named where no manifest is read: tests with another one would prove nothing.
#[test]
fn every_file_names_the_same_oldest_compiler() {
    let version = env!("CARGO_PKG_RUST_VERSION");
    for (file, text) in [
        ("README.md", format!("Rust ({version} or later)")),
        ("CONTRIBUTING.md", format!("Rust {version} or later")),
        ("justfile", format!("cargo +{version} check")),
        (".github/workflows/ci.yml", format!("dtolnay/rust-toolchain@{version}\n")),
    ] {
        assert!(read(file).contains(&text), "{file} does not say: {text}");
    }
}

/// Each name of a suite or bench is in the table that lists them.
#[test]
fn the_tables_have_every_suite_and_every_bench() {
    let (suites, benches) = (read("TESTING.md"), read("BENCHMARKS.md"));
    for folder in CRATES {
        let manifest = read(&format!("{folder}/Cargo.toml"));
        for part in manifest.split("[[bench]]\nname = \"").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(benches.contains(&format!("`: `{name}`")), "BENCHMARKS.md has no bench {name} of {folder}");
        }
        let Ok(entries) = fs::read_dir(root().join(folder).join("tests")) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let is_suite = path.extension().is_some_and(|end| end == "rs") || path.join("main.rs").exists();
            let name = path.file_stem().unwrap().to_str().unwrap();
            assert!(!is_suite || suites.contains(&format!("`{name}`")), "TESTING.md has no suite {name} of {folder}");
        }
    }
}

#[test]
fn the_recipes_that_documents_name_exist() {
    let recipes = read("justfile");
    let names: Vec<&str> = recipes.lines().filter_map(|line| line.split_once(':')?.0.split(' ').next()).collect();
    let mut found = 0;
    for document in ["CONTRIBUTING.md", "TESTING.md", "BENCHMARKS.md", "README.md"] {
        for part in read(document).split("`just ").skip(1) {
            let name = part.split(['`', ' ']).next().unwrap();
            assert!(names.contains(&name), "{document} names `just {name}`, which is not in the justfile");
            found += 1;
        }
    }
    assert!(found >= 5, "only {found} recipes are named: does this test still find them?");
}

/// A recipe without a comment is a name without a meaning in the list that `just` prints.
#[test]
fn every_recipe_has_a_comment() {
    let text = read("justfile");
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let is_recipe = line.contains(':') && line.starts_with(|first: char| first.is_ascii_lowercase());
        let above = lines[..at].iter().rev().find(|line| !line.starts_with('['));
        assert!(!is_recipe || above.is_some_and(|above| above.starts_with("# ")), "{line}");
    }
}
