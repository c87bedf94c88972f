//! Golden files beside the tests.

use std::fs;
use std::path::Path;

/// Compares a text with the file of this name, or writes the file if `UPDATE_GOLDEN` is set.
pub fn check(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pins").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    if expected == text {
        return;
    }
    let (mut block, mut place) = ("", None);
    let mut wanted = expected.lines();
    for (number, line) in text.lines().enumerate() {
        if line.starts_with("## ") {
            block = line;
        }
        let other = wanted.next();
        if other != Some(line) {
            place = Some((number + 1, line, other.unwrap_or("the end of the file")));
            break;
        }
    }
    let (number, found, wanted) = place.unwrap_or((text.lines().count(), "the end", "further lines"));
    panic!(
        "{name} differs from line {number} on, in `{block}`:\nexpected {wanted}\nfound    {found}\nsee this test's docs"
    );
}

/// Replaces what differs between runs: request ids (32 hex digits), the port of the service, and remaining times.
pub fn steady(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        if digits == 32 {
            out.push_str("<id>");
        } else if let Some(after) = rest.strip_prefix("127.0.0.1:") {
            out.push_str("<host>");
            rest = after.trim_start_matches(|digit: char| digit.is_ascii_digit());
            continue;
        } else if let Some(after) = rest.strip_prefix("within ")
            && let Some((number, _)) = after.split_once('s')
            && number.contains('.')
        {
            out.push_str("within <time>");
            rest = &after[number.len() + 1..];
            continue;
        } else if digits == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        } else {
            out.push_str(&rest[..digits]);
        }
        rest = &rest[digits..];
    }
    out
}
