//! Texts that are the same in every run, and the files that they are held against.

use std::fs;
use std::path::{Path, PathBuf};

/// Replaces what differs from run to run by its name.
pub fn steady(text: &str, known: &[(&str, &str)]) -> String {
    let mut text = text.to_owned();
    for (value, name) in known.iter().filter(|(value, _)| !value.is_empty()) {
        text = text.replace(value, name);
    }
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let hex = rest.bytes().take_while(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte)).count();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let moment = moment(rest);
        if moment > 0 {
            out.push_str("<time>");
            rest = &rest[moment..];
        } else if let Some((number, after)) = rest.strip_prefix("in ").and_then(|rest| rest.split_once(" s"))
            && number.contains('.')
            && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        {
            out.push_str("in <time>");
            rest = after;
        } else if hex == 32 {
            out.push_str("<id>");
            rest = &rest[hex..];
        } else if digits == 13 && rest.starts_with('1') {
            out.push_str("<milliseconds>");
            rest = &rest[digits..];
        } else {
            let taken = hex.max(digits).max(first.len_utf8());
            out.push_str(&rest[..taken]);
            rest = &rest[taken..];
        }
    }
    out
}

/// How long a moment such as `2026-11-29T16:27:51Z` at the beginning of the text is; 0 where there is none.
fn moment(text: &str) -> usize {
    let fits = |pattern: &str| {
        text.len() >= pattern.len()
            && pattern.bytes().zip(text.bytes()).all(|(wanted, byte)| match wanted {
                b'0' => byte.is_ascii_digit(),
                wanted => byte == wanted,
            })
    };
    match fits("0000-00-00T00:00:00") || fits("0000-00-00 00:00:00") {
        true => {
            let rest = text.bytes().skip(19);
            19 + rest.take_while(|byte| byte.is_ascii_digit() || b".Z+:".contains(byte)).count()
        }
        false => 0,
    }
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pins")
}

/// Compares a text with the file of this name, or writes the file where `UPDATE_GOLDEN` is set.
pub fn check(name: &str, text: &str) {
    let path = folder().join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let lines = || text.lines().zip(expected.lines().chain(std::iter::repeat("the end of the file"))).zip(1..);
    if let Some(((found, wanted), number)) = lines().find(|((found, wanted), _)| found != wanted) {
        panic!("{name} differs in line {number}:\nexpected {wanted}\nfound    {found}\nsee this test's docs");
    }
    assert_eq!(text.len(), expected.len(), "{name} has further lines");
}
