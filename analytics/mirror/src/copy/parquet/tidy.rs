//! Removal of files that no snapshot has.

use std::collections::HashSet;
use std::path::Path;

use super::manifest::Manifest;
use crate::error::Error;

/// Returns true if a directory has no entries but a lock and hidden files.
///
/// # Errors
/// Returns an error if it cannot be read.
pub(super) fn is_empty(dir: &Path) -> Result<bool, Error> {
    let fail = |error| Error::File { action: "read", path: dir.to_owned(), error };
    for entry in std::fs::read_dir(dir).map_err(fail)? {
        let name = entry.map_err(fail)?.file_name();
        let name = name.to_string_lossy();
        // A run that was killed before its first commit leaves a lock, and the file that would have become the manifest.
        if name != super::LOCK && name != "manifest.json.tmp" && !name.starts_with('.') {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Removes files that were written for a snapshot which never became the current one. Only files with the names of this
/// program are removed.
///
/// # Errors
/// Returns an error if the directory cannot be read.
pub(super) fn remove_orphans(dir: &Path, manifest: &Manifest) -> Result<(), Error> {
    let kept: HashSet<&str> = manifest.paths().collect();
    for model in manifest.models.keys() {
        let folder = dir.join(model);
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| is_ours(name)) else { continue };
            if !kept.contains(format!("{model}/{name}").as_str()) {
                // If it cannot be removed, the next run tries again.
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
    Ok(())
}

/// Removes files of earlier snapshots; `paths` are from the manifest.
pub(super) fn remove(dir: &Path, paths: &[String]) {
    for (model, name) in paths.iter().filter_map(|path| parts(path)) {
        let _ = std::fs::remove_file(dir.join(model).join(name));
    }
}

/// The directory and the name of a file's path, if it is one of this program.
pub(super) fn parts(path: &str) -> Option<(&str, &str)> {
    path.split_once('/').filter(|(model, name)| is_model(model) && is_ours(name))
}

/// Returns true for identifiers that can be the name of a directory.
pub(super) fn is_model(identifier: &str) -> bool {
    let is_allowed = |character: char| character.is_alphanumeric() || character == '_' || character == '-';
    !identifier.is_empty() && identifier.chars().all(is_allowed)
}

/// Returns true for names such as `0000000012-0001.parquet`, and for those of incomplete files.
fn is_ours(name: &str) -> bool {
    let stem = name.strip_suffix(".tmp").unwrap_or(name).strip_suffix(".parquet");
    let parts = stem.and_then(|stem| stem.split_once('-'));
    parts.is_some_and(|(snapshot, number)| {
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        snapshot.len() >= 10 && is_number(snapshot) && is_number(number)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_files_are_removed() {
        for (name, ours) in [
            ("0000000012-0001.parquet", true),
            ("0000000012-0001.parquet.tmp", true),
            ("12-1.parquet", false),
            ("students.parquet", false),
            ("0000000012-0001.csv", false),
            ("../000000012-0001.parquet", false),
        ] {
            assert_eq!(is_ours(name), ours, "{name}");
        }
    }
}
