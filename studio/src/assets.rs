//! The files of the page, built from `ui` and kept in `dist`.

use std::sync::LazyLock;

use sha2::{Digest as _, Sha256};

/// A file of the page.
pub(crate) struct Asset {
    pub(crate) path: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) bytes: &'static [u8],
}

/// All files. The page itself is the answer to every other path, since the page reads its address itself.
pub(crate) const FILES: [Asset; 4] = [
    Asset { path: "/", kind: "text/html; charset=utf-8", bytes: include_bytes!("../dist/index.html") },
    Asset { path: "/studio.js", kind: "text/javascript; charset=utf-8", bytes: include_bytes!("../dist/studio.js") },
    Asset { path: "/studio.css", kind: "text/css; charset=utf-8", bytes: include_bytes!("../dist/studio.css") },
    Asset { path: "/icon.svg", kind: "image/svg+xml", bytes: include_bytes!("../dist/icon.svg") },
];

/// The first words of the paths of pages.
const PAGES: [&str; 6] = ["models", "records", "requests", "faults", "profile", "pad"];

/// The tags of the contents, by which browsers keep files.
static TAGS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let tag = |file: &Asset| {
        let hash = Sha256::digest(file.bytes);
        let digits: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        format!("\"{digits}\"")
    };
    FILES.iter().map(tag).collect()
});

/// The file at a path, and its tag.
pub(crate) fn find(path: &str) -> Option<(&'static Asset, &'static str)> {
    let is_page = path.split('/').nth(1).is_some_and(|first| PAGES.contains(&first));
    let path = if is_page { "/" } else { path };
    let index = FILES.iter().position(|file| file.path == path)?;
    Some((&FILES[index], &TAGS[index]))
}
