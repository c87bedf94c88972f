//! The dependencies of this workspace.

use std::process::Command;

/// Two versions of these are different types: a batch of one is not a batch of the other.
#[test]
fn engines_and_files_have_one_version_of_the_types_they_share() {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--locked",
            "--offline",
            "--workspace",
            "--all-features",
            "--prefix",
            "none",
            "--edges",
            "normal",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    for name in ["arrow-array", "arrow-schema", "datafusion", "datafusion-common", "object_store", "parquet", "weda"] {
        let mut versions: Vec<&str> = tree
            .lines()
            .filter_map(|line| line.strip_prefix(name)?.strip_prefix(" v"))
            .map(|rest| rest.split(' ').next().unwrap())
            .collect();
        versions.sort_unstable();
        versions.dedup();
        assert_eq!(versions.len(), 1, "{name}: {versions:?}");
    }
}
