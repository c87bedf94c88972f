//! The folders in which settings and definitions are looked for.

use std::path::Path;

use crate::manifest::manifest;

/// The folders from `start` up to the root of the workspace or repository, or of the package if there is neither: where
/// settings and definitions are looked for.
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
    let root = above.iter().position(|folder| folder.join(".git").exists() || is_workspace(folder));
    let package = || above.iter().position(|folder| folder.join("Cargo.toml").is_file());
    let top = root.or_else(package).unwrap_or(0);
    above.into_iter().take(top + 1).collect()
}

fn is_workspace(folder: &Path) -> bool {
    manifest(folder).is_some_and(|manifest| manifest.contains_key("workspace"))
}
