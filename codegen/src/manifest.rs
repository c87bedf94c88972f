//! Cargo's manifests.

use std::path::Path;

use toml::Table;
use weda_definition::read_regular_file;

/// The largest file that is taken for a manifest.
const MAX_BYTES: u64 = 8 << 20;

/// The `Cargo.toml` in a folder, if there is one that can be read.
pub(crate) fn manifest(folder: &Path) -> Option<Table> {
    let bytes = read_regular_file(&folder.join("Cargo.toml"), MAX_BYTES).ok()?;
    String::from_utf8(bytes).ok()?.parse().ok()
}
