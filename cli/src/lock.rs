//! The lock file, `weda.lock` beside the directory of the definitions: the origin of each definition, and the time.
//!
//! Its hashes (FNV-1a, 64 bits) detect accidental edits. They do not protect against forgery, since collisions are easily
//! constructed.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use weda_definition::{content_hash, printable, read_regular_file};

use crate::failure::Failure;

const FILE: &str = "weda.lock";

/// Maximum size of a lock file. An entry has about 150 bytes.
const MAX_BYTES: u64 = 32 << 20;

const HEADER: &str = "\
# Written by `weda pull`: where each definition came from. Check it in, and leave it as it is.

";

/// The content of the lock file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lock {
    /// The file of shared option sets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option_sets: Option<Origin>,
    /// The models, by identifier.
    #[serde(default)]
    pub models: BTreeMap<String, Origin>,
}

/// The origin of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Origin {
    /// Hash of the text, as in headers of generated files.
    pub hash: String,
    /// Time at which this text was first pulled, by the local clock.
    pub pulled: String,
    /// The environment's id.
    pub environment: String,
}

impl Lock {
    /// The path of the lock file of the definitions in `dir`.
    pub fn beside(dir: &Path) -> PathBuf {
        // The same rule as for the option sets, so that both are in one folder.
        weda_definition::OptionSets::beside(dir).with_file_name(FILE)
    }

    /// Reads a lock file; `None` if it does not exist.
    ///
    /// # Errors
    /// Returns an error if it cannot be read or is not valid.
    pub fn read(path: &Path) -> Result<Option<Self>, Failure> {
        let bytes = match read_regular_file(path, MAX_BYTES) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Failure::Io { action: "read", path: path.to_owned(), error }),
        };
        let refuse = |reason| Failure::Lock { path: path.to_owned(), reason };
        let text =
            String::from_utf8(bytes).map_err(|_| refuse("not a valid lock file (not UTF-8 text);".to_owned()))?;
        toml::from_str(&text).map(Some).map_err(|error| refuse(reason(&text, &error)))
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let body = toml::to_string(self).expect("texts and tables of texts are TOML");
        format!("{HEADER}{body}")
    }
}

/// The reason why a text is not a lock file; advice follows it.
fn reason(text: &str, error: &toml::de::Error) -> String {
    let lines = text.lines().zip(1..);
    if let Some((line, number)) = lines.into_iter().find(|(line, _)| is_conflict(line)) {
        return format!("line {number} (`{}`) is part of a merge conflict; resolve it, or", printable(line.trim_end()));
    }
    let line = error.span().map(|span| text.get(..span.start).unwrap_or(text).matches('\n').count() + 1);
    let place = line.map(|line| format!("line {line}: ")).unwrap_or_default();
    let message = error.message().lines().collect::<Vec<_>>().join(" ");
    format!("not a valid lock file ({place}{});", printable(&message))
}

/// Returns true for the marker lines of a merge conflict.
fn is_conflict(line: &str) -> bool {
    ["<<<<<<< ", "||||||| ", ">>>>>>> "].iter().any(|mark| line.starts_with(mark)) || line.trim_end() == "======="
}

/// Hash of a text, as in lock files and headers of generated files. It does not depend on line endings.
pub(crate) fn hash(text: &str) -> String {
    format!("{:016x}", content_hash(text))
}

#[cfg(test)]
mod tests {
    use super::{Lock, Origin, hash};

    #[test]
    fn a_lock_is_read_as_it_was_written() {
        let origin = |hash: &str| Origin {
            hash: hash.to_owned(),
            pulled: "2026-11-23T08:00:00Z".to_owned(),
            environment: "lowcode-2gay8jgh25".to_owned(),
        };
        let lock = Lock {
            option_sets: Some(origin("1")),
            models: [("after-service".to_owned(), origin("2"))].into_iter().collect(),
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("weda.lock");
        std::fs::write(&path, lock.text()).unwrap();
        assert_eq!(Lock::read(&path).unwrap().unwrap(), lock);
        std::fs::write(&path, "models = 1").unwrap();
        let text = Lock::read(&path).unwrap_err().to_string();
        assert!(text.contains("weda.lock: not a valid lock file (line 1: invalid type"), "{text}");
    }

    /// The message for a lock file with merge conflicts was "no lock file (key with no value, expected `=`)", without the
    /// line.
    #[test]
    fn a_merge_conflict_is_reported_as_such() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("weda.lock");
        let side = "hash = \"1\"\r\n";
        let text = format!("[models.a]\r\n<<<<<<< HEAD\r\n{side}=======\r\n{side}>>>>>>> theirs\r\n");
        std::fs::write(&path, text).unwrap();
        let text = Lock::read(&path).unwrap_err().to_string();
        assert!(
            text.contains("weda.lock: line 2 (`<<<<<<< HEAD`) is part of a merge conflict; resolve it, or"),
            "{text}"
        );
        assert!(text.ends_with("restore it from version control, or delete it and pull again"), "{text}");
    }

    /// Lock and generated files have the same hash, so that users can compare them.
    #[test]
    fn the_hash_is_that_of_definitions() {
        let text = r#"{ "type": "object", "title": "学生" }"#;
        let definition = weda_definition::Definition::parse("student", "student.json", text).unwrap();
        assert_eq!(hash(text), format!("{:016x}", definition.hash));
        assert_eq!(hash(&format!("\u{feff}{text}")), hash(text));
        assert_eq!(hash("{\r\n}"), hash("{\n}"), "a clone on Windows");
        assert_ne!(hash("{\r}"), hash("{}"));
    }
}
