//! Parses files of variables: .env files, and those written by `weda emulate --env-file`.
//!
//! Nothing is executed or substituted: `$(date)` is plain text. The environment of the process is not changed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Maximum size. Real files have a few hundred bytes.
const MAX_BYTES: u64 = 1 << 20;

/// The variables of a file.
#[derive(Debug)]
pub(super) struct EnvFile {
    pub path: PathBuf,
    values: HashMap<String, String>,
}

impl EnvFile {
    /// Reads the file.
    ///
    /// # Errors
    /// Returns an error if it cannot be read, is not a regular file, or has a line that is not an assignment. The message
    /// has only the line number, since the line may contain a key.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let fail = |line, reason: String| Failure::VariablesFile { path: path.to_owned(), line, reason };
        let about = path.metadata().map_err(|error| fail(None, error.to_string()))?;
        if !about.is_file() || about.len() > MAX_BYTES {
            return Err(fail(None, "it is not a regular file of at most 1 MB".to_owned()));
        }
        let bytes = std::fs::read(path).map_err(|error| fail(None, error.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|_| fail(None, "it is not UTF-8".to_owned()))?;
        let values = parse(&text).map_err(|(line, reason)| fail(Some(line), reason.to_owned()))?;
        Ok(Self { path: path.to_owned(), values })
    }

    /// The value of a variable. Blank values are treated as unset.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str).filter(|value| !value.trim().is_empty())
    }
}

type Fault = (usize, &'static str);

/// Parses assignments. The last assignment of a name wins, as in a shell.
fn parse(text: &str) -> Result<HashMap<String, String>, Fault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut values = HashMap::new();
    for (line, number) in text.lines().zip(1..) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let assignment = match line.strip_prefix("export") {
            Some(rest) if rest.starts_with([' ', '\t']) => rest.trim_start(),
            _ => line,
        };
        let (name, value) = assignment.split_once('=').ok_or((number, "it has no `=`: write NAME=value"))?;
        let name = name.trim_end();
        let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
        if !is_name {
            return Err((number, "the text before `=` is not a variable name"));
        }
        let value = value.trim_start();
        let value = match value.chars().next() {
            Some('\'') => quoted(&value[1..], '\'', number)?,
            Some('"') => quoted(&value[1..], '"', number)?,
            _ => unquoted(value).to_owned(),
        };
        values.insert(name.to_owned(), value);
    }
    Ok(values)
}

/// An unquoted value ends before a `#` after white space.
fn unquoted(value: &str) -> &str {
    let mut before = ' ';
    for (at, character) in value.char_indices() {
        if character == '#' && before.is_whitespace() {
            return value[..at].trim_end();
        }
        before = character;
    }
    value.trim_end()
}

/// The text before the closing quote. In double quotes a backslash escapes the next character.
fn quoted(rest: &str, quote: char, line: usize) -> Result<String, Fault> {
    let mut value = String::new();
    let mut characters = rest.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' if quote == '"' => match characters.next() {
                Some('n') => value.push('\n'),
                Some(next) => value.push(next),
                None => break,
            },
            _ if character == quote => {
                let behind = characters.as_str().trim_start();
                return match behind.is_empty() || behind.starts_with('#') {
                    true => Ok(value),
                    false => Err((line, "unexpected text after the closing quote")),
                };
            }
            _ => value.push(character),
        }
    }
    Err((line, "the quote is not closed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_common_forms_are_parsed() {
        let text = "\u{feff}# 注释\r\nA=1\r\n\r\nexport B = two words # a remark\nC='single $(x) # \"'\nD=\"a\\\"b\\n\\$x\" # z\nE=\n\
                    F=a#b\nA=3\nexport_G=7\n";
        let values = parse(text).unwrap();
        for (name, value) in [
            ("A", "3"),
            ("B", "two words"),
            ("C", "single $(x) # \""),
            ("D", "a\"b\n$x"),
            ("E", ""),
            ("F", "a#b"),
            ("export_G", "7"),
        ] {
            assert_eq!(values[name], value, "{name}");
        }
    }

    /// A line may contain a key, so messages do not quote it.
    #[test]
    fn an_invalid_line_is_reported_by_number_only() {
        for (text, line) in
            [("A=1\nWEDA_SECRET_KEY geheim", 2), ("A='x", 1), ("\n\nA=\"x\" y", 3), ("9A=1", 1), ("=1", 1)]
        {
            let (at, reason) = parse(text).unwrap_err();
            assert_eq!(at, line, "{text}");
            assert!(!reason.contains("geheim"));
        }
    }
}
