//! The texts in the repository that packages are made from.

use crate::{PACKAGES, read, root};

/// Two versions, or two addresses, would be one too many to change in a release.
pub fn manifests() {
    let workspace = read(root().join("Cargo.toml"));
    let value = |key: &str| {
        let line = workspace.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
        line.unwrap_or_else(|| panic!("Cargo.toml has no {key}")).trim_matches('"').to_owned()
    };
    let exact = format!("version = \"={}\"", value("version"));
    let address = value("repository");
    for (folder, name) in PACKAGES {
        // Nothing depends on the command.
        if name != "weda-cli" {
            let line = workspace.lines().find(|line| line.starts_with(&format!("{name} = {{")));
            let line = line.unwrap_or_else(|| panic!("[workspace.dependencies] has no {name}"));
            assert!(line.contains(&exact), "expected {exact}: {line}");
        }
        let manifest = read(root().join(folder).join("Cargo.toml"));
        assert!(manifest.contains("repository.workspace = true\n"), "{folder}");
        assert!(!manifest.contains(&address), "{folder}/Cargo.toml repeats the address");
        let readme = read(root().join(folder).join("README.md"));
        assert!(!readme.contains(&address), "{folder}/README.md repeats the address");
    }
    for folder in ["examples", "fuzz"] {
        assert!(read(root().join(folder).join("Cargo.toml")).contains("publish = false\n"), "{folder}");
    }
}

pub fn licences() {
    for file in ["LICENSE-MIT", "LICENSE-APACHE"] {
        let text = read(root().join(file));
        for (folder, _) in PACKAGES {
            assert!(read(root().join(folder).join(file)) == text, "{folder}/{file} is not {file} of the root");
        }
    }
}

/// Sources whose code is compiled, and mostly run, by other tests.
const TESTED: [&str; 6] = [
    "examples/src/ten_lines.rs",
    "examples/src/bin/contacts.rs",
    "examples/tests/three_lines.rs",
    "examples/tests/packages/program/build.rs",
    "examples/tests/packages/program/main.rs",
    "definition/src/lib.rs",
];

pub fn code_of_readmes() {
    let sources = TESTED.map(|file| uncommented(&read(root().join(file))));
    let mut blocks = 0;
    for (folder, _) in PACKAGES {
        for block in blocks_of_rust(&read(root().join(folder).join("README.md"))) {
            assert!(
                sources.iter().any(|source| source.contains(&block)),
                "{folder}: nothing tests this code:\n{block}"
            );
            blocks += 1;
        }
    }
    assert!(blocks >= 6, "there are {blocks} blocks of code");
}

/// The text without the markers of `//!` comments, so that examples of documentation are code too.
fn uncommented(source: &str) -> String {
    let lines =
        source.lines().map(|line| line.strip_prefix("//!").map_or(line, |doc| doc.strip_prefix(' ').unwrap_or(doc)));
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn blocks_of_rust(text: &str) -> Vec<String> {
    let bodies = text.split("```rust\n").skip(1).map(|rest| rest.split("\n```").next().unwrap());
    bodies.map(|body| format!("{body}\n")).collect()
}

/// A registry resolves relative links by the address of the repository.
pub fn links_of_readmes() {
    for (folder, _) in PACKAGES {
        let folder = root().join(folder);
        let readme = read(folder.join("README.md"));
        let links = readme.split("](").skip(1).map(|rest| rest.split(')').next().unwrap());
        for link in links.filter(|link| !link.starts_with("https://")) {
            assert!(folder.join(link).exists(), "{}: {link}", folder.display());
        }
    }
}

/// The checklist publishes the packages in the order of this test.
pub fn order() {
    let text = read(root().join("CONTRIBUTING.md"));
    let published: Vec<&str> =
        text.lines().filter_map(|line| line.trim().strip_prefix("cargo publish -p ")).map(str::trim).collect();
    assert_eq!(published, PACKAGES.map(|(_, name)| name));
}
