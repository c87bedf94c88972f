//! The dependencies of packages. The first command of the README must build quickly.

use std::process::Command;

fn tree(package: &str) -> String {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--prefix", "none", "--edges", "normal,build", "-p", package])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn has(tree: &str, crate_name: &str) -> bool {
    tree.lines().any(|line| line.split(' ').next() == Some(crate_name))
}

#[test]
fn quickstart_builds_no_command_line_and_no_formatter() {
    let tree = tree("weda-examples");
    for needed in ["weda", "weda-emulator", "weda-codegen", "rusqlite", "reqwest"] {
        assert!(has(&tree, needed), "{needed} is missing: is this test still correct?");
    }
    for heavy in [
        "clap",
        "miette",
        "indicatif",
        "prettyplease",
        "rustls",
        "aws-lc-rs",
        "rcgen",
        "ring",
        "openssl-sys",
        "native-tls",
    ] {
        assert!(!has(&tree, heavy), "{heavy} is in the build of quickstart");
    }
}

/// The emulator must not share the client's bugs.
#[test]
fn the_emulator_does_not_depend_on_the_client() {
    let tree = tree("weda-emulator");
    assert!(has(&tree, "weda-definition") && !has(&tree, "weda") && !has(&tree, "reqwest"), "{tree}");
    assert!(!has(&tree, "weda-studio"), "{tree}");
}

/// The studio shows an emulator without the client, as programs in any language see it.
#[test]
fn the_studio_does_not_depend_on_the_client() {
    let tree = tree("weda-studio");
    assert!(has(&tree, "weda-emulator") && !has(&tree, "weda") && !has(&tree, "reqwest"), "{tree}");
}

/// Parquet and stores are large: only those who ask for them build them.
#[test]
fn the_command_has_no_arrow_unless_asked() {
    let usual = tree("weda-cli");
    assert!(has(&usual, "calamine"), "{usual}");
    for heavy in ["weda-arrow", "arrow", "arrow-array", "parquet", "object_store", "zstd-sys"] {
        assert!(!has(&usual, heavy), "{heavy} is in the usual build of the command");
    }
    // With `--offline`, cargo may lack what has not been downloaded; then there is nothing to see.
    let workspace = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--prefix", "none", "-p", "weda-cli", "--features", "parquet"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    match workspace.status.success() {
        true => {
            let tree = String::from_utf8(workspace.stdout).unwrap();
            assert!(has(&tree, "parquet") && !has(&tree, "object_store"), "{tree}");
        }
        false => println!("left out: the packages of Parquet are not downloaded"),
    }
}

/// Validating records needs regex engines, which neither generated code nor its generator needs.
#[test]
fn code_generation_does_not_depend_on_regex_engines() {
    for package in ["weda", "weda-macros", "weda-codegen"] {
        let tree = tree(package);
        assert!(has(&tree, "weda-definition") || package == "weda", "{tree}");
        assert!(!has(&tree, "regress") && !has(&tree, "fancy-regex"), "{package}: {tree}");
    }
    assert!(has(&tree("weda-emulator"), "regress"), "is this test still correct?");
}

/// Cargo keeps to `rust-version` when it chooses versions, but a lock file or an exact version may still ask for more.
#[test]
fn no_dependency_needs_a_newer_compiler() {
    let number = |text: &str| -> Vec<u64> { text.split('.').map(|part| part.parse().unwrap()).collect() };
    let promised = number(env!("CARGO_PKG_RUST_VERSION"));
    let host = Command::new(env!("CARGO")).arg("-vV").output().unwrap();
    let host = String::from_utf8(host.stdout).unwrap();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    // For one platform alone: what others need may not have been downloaded.
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--offline", "--format-version", "1", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let (mut newest, mut of) = (Vec::new(), String::new());
    for package in metadata["packages"].as_array().unwrap() {
        let Some(needed) = package["rust_version"].as_str() else { continue };
        assert!(number(needed) <= extended(&promised), "{} needs Rust {needed}", package["id"]);
        if package["source"].is_string() && number(needed) > newest {
            (newest, of) = (number(needed), package["id"].to_string());
        }
    }
    assert!(!newest.is_empty(), "does this test still read versions?");
    println!("the newest compiler that a dependency needs is {newest:?}, for {of}");
}

/// `1.89` means `1.89` and its patches.
fn extended(version: &[u64]) -> Vec<u64> {
    let mut version = version.to_vec();
    version.resize(3, u64::MAX);
    version
}
