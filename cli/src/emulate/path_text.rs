//! Paths as text for messages.

use std::path::Path;

use weda_definition::printable;

/// A path as it may be printed: its name is other people's text.
pub(super) fn shown(path: &Path) -> String {
    printable(&path.display().to_string()).into_owned()
}
