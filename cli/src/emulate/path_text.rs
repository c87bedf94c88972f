//! Paths as text for messages.

use std::path::Path;

use weda_definition::printable;

/// Escapes a path, which is untrusted text.
pub(super) fn shown(path: &Path) -> String {
    printable(&path.display().to_string()).into_owned()
}
