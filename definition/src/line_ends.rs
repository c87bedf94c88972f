use crate::hash::{fnv_64, fnv_64_more};

/// Returns the hash of a text file's content: FNV-1a (64 bits) of the text without a byte order mark and with `\n` for each
/// `\r\n`, so that it does not depend on the line ends of a checkout.
///
/// FNV-1a detects changes, and does not protect against forgery.
///
/// ```
/// use weda_definition::content_hash;
///
/// assert_eq!(content_hash("{\n  \"title\": \"学生\"\n}"), content_hash("\u{feff}{\r\n  \"title\": \"学生\"\r\n}"));
/// assert_ne!(content_hash("学生"), content_hash("同学"));
/// ```
#[must_use]
pub fn content_hash(text: &str) -> u64 {
    // In JSON, line ends occur only between values: inside a text they are escaped.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.split("\r\n");
    let first = fnv_64(lines.next().unwrap_or_default().as_bytes());
    lines.fold(first, |hash, line| fnv_64_more(fnv_64_more(hash, b"\n"), line.as_bytes()))
}
