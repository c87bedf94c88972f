//! Cargo's manifests.

use std::path::Path;

use toml::Table;
use weda_definition::read_regular_file;

/// Largest file that is read as a manifest.
const MAX_BYTES: u64 = 8 << 20;

/// Returns the `Cargo.toml` in a folder, if it can be read.
pub(crate) fn manifest(folder: &Path) -> Option<Table> {
    let bytes = read_regular_file(&folder.join("Cargo.toml"), MAX_BYTES).ok()?;
    String::from_utf8(bytes).ok()?.parse().ok()
}
