//! The lock file, `weda.lock` beside the directory of the definitions: where each of them came from, and when.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::failure::Failure;

const FILE: &str = "weda.lock";

const HEADER: &str = "\
# Written by `weda pull`: where each definition came from. Check it in, and leave it as it is.

";

/// What the lock file says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lock {
    /// The shared option sets, which are one file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option_sets: Option<Origin>,
    /// The models, by identifier.
    #[serde(default)]
    pub models: BTreeMap<String, Origin>,
}

/// Where a file came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Origin {
    /// The hash of the text, as generated files name it.
    pub hash: String,
    /// When the text was new, by the clock of the machine that pulled it.
    pub pulled: String,
    /// The environment's id.
    pub environment: String,
}

impl Lock {
    /// The path of the lock file that belongs to the definitions in `dir`.
    pub fn beside(dir: &Path) -> PathBuf {
        // The same rule as for the option sets, so that the two stand together.
        weda_definition::OptionSets::beside(dir).with_file_name(FILE)
    }

    /// Reads a lock file; `None` where there is none.
    ///
    /// # Errors
    /// It cannot be read, or is no lock file.
    pub fn read(path: &Path) -> Result<Option<Self>, Failure> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Failure::Disk { action: "read", path: path.to_owned(), error }),
        };
        toml::from_str(&text).map(Some).map_err(|error| {
            let reason = error.message().lines().collect::<Vec<_>>().join(" ");
            Failure::Lock { path: path.to_owned(), reason }
        })
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let body = toml::to_string(self).expect("texts and tables of texts are TOML");
        format!("{HEADER}{body}")
    }
}

/// The hash of a text: that of a definition, as `weda-definition` makes it.
pub(crate) fn hash(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let fnv = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", text.as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, fnv))
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
        assert!(text.contains("weda.lock is no lock file (invalid type"), "{text}");
    }

    /// One hash in the lock and in generated files, so that anybody can compare them.
    #[test]
    fn the_hash_is_that_of_definitions() {
        let text = r#"{ "type": "object", "title": "学生" }"#;
        let definition = weda_definition::Definition::parse("student", "student.json", text).unwrap();
        assert_eq!(hash(text), format!("{:016x}", definition.hash));
        assert_eq!(hash(&format!("\u{feff}{text}")), hash(text));
    }
}
