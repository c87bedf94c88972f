use crate::hash::{fnv_64, fnv_64_more};

/// Returns the hash of a text file's content: FNV-1a (64 bits) of the text without a byte order mark and with `\n` for each
/// `\r\n`, so that a clone with the line ends of Windows has the hashes of every other one.
///
/// Equal contents have equal hashes, on any machine. FNV-1a finds mistakes and not forgeries: somebody who wants to can make
/// another text with the same hash.
///
/// ```
/// use weda_definition::content_hash;
///
/// assert_eq!(content_hash("{\n  \"title\": \"学生\"\n}"), content_hash("\u{feff}{\r\n  \"title\": \"学生\"\r\n}"));
/// assert_ne!(content_hash("学生"), content_hash("同学"));
/// ```
#[must_use]
pub fn content_hash(text: &str) -> u64 {
    // In JSON, line ends stand between values alone: inside a text they are escaped.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.split("\r\n");
    let first = fnv_64(lines.next().unwrap_or_default().as_bytes());
    lines.fold(first, |hash, line| fnv_64_more(fnv_64_more(hash, b"\n"), line.as_bytes()))
}
