//! The folders in which settings and definitions are looked for.

use std::path::Path;

use crate::manifest::manifest;

/// The folders from `start` up to the root of the workspace or repository, or of the package if there is neither: where
/// settings and definitions are looked for.
///
/// A package that cargo packed and unpacked stands for itself, wherever it lies: what `cargo package` verifies is what
/// others compile.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// # let root = folder.path();
/// std::fs::create_dir_all(root.join("school/src")).unwrap();
/// std::fs::create_dir(root.join(".git")).unwrap();
/// assert_eq!(weda_codegen::ancestors(&root.join("school/src")), [&root.join("school/src"), &root.join("school"), root]);
/// ```
#[must_use]
pub fn ancestors(start: &Path) -> Vec<&Path> {
    let above: Vec<&Path> = start.ancestors().collect();
    let is_root = |folder: &&Path| folder.join(".git").exists() || is_workspace(folder) || is_unpacked(folder);
    let root = above.iter().position(is_root);
    let package = || above.iter().position(|folder| folder.join("Cargo.toml").is_file());
    let top = root.or_else(package).unwrap_or(0);
    above.into_iter().take(top + 1).collect()
}

/// Whether the folder is that of a package out of a registry, a vendored one, or one in cargo's verification.
fn is_unpacked(folder: &Path) -> bool {
    ["Cargo.toml.orig", ".cargo-checksum.json"].iter().any(|file| folder.join(file).exists())
}

fn is_workspace(folder: &Path) -> bool {
    manifest(folder).is_some_and(|manifest| manifest.contains_key("workspace"))
}
