//! What became of a folder of records.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// What becomes of a record of a file whose `_id` a record of the store has: [`Emulator::load_files_with`].
///
/// [`Emulator::load_files_with`]: crate::Emulator::load_files_with
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Existing {
    /// The record of the store stays as it is, with all that was changed in it since.
    Keep,
    /// The record of the file takes its place.
    #[default]
    Replace,
}

/// What was loaded from a folder, and what was not.
///
/// ```
/// use weda_emulator::{Definition, Emulator, Existing};
///
/// # let folder = tempfile::tempdir()?;
/// # let given = folder.path();
/// let text = r#"{ "properties": { "name": { "type": "string", "title": "姓名" } } }"#;
/// let emulator = Emulator::builder().definitions(Definition::parse("student", "student.json", text)?).start()?;
/// std::fs::write(given.join("student.ndjson"), "{\"_id\":\"a\",\"name\":\"李四\",\"班级\":\"1\"}\n")?;
/// std::fs::write(given.join("student.csv"), "name\n李四\n")?;
///
/// let loaded = emulator.load_files_with(given, Existing::Keep)?;
/// assert_eq!(loaded.files[0].to_string(), "student: 1 record (pre)");
/// assert_eq!(loaded.files[0].unknown_fields["班级"], 1);
/// assert!(loaded.skipped[0].path.ends_with("student.csv"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "it names the files and fields that were not loaded"]
pub struct Loaded {
    /// The files whose records were loaded, in the order of their paths; those of `pre` first.
    pub files: Vec<LoadedFile>,
    /// What else the folder has, but for names that begin with a dot.
    pub skipped: Vec<Skipped>,
}

/// A file whose records were loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoadedFile {
    /// The file.
    pub path: PathBuf,
    /// The identifier of the model.
    pub model: String,
    /// `pre` or `prod`.
    pub env_type: &'static str,
    /// The number of records that the store has from the file now.
    pub records: usize,
    /// The number of records that were there already and stay as they were.
    pub kept: usize,
    /// The fields that the model does not store, each with the number of records whose value of it was left out.
    pub unknown_fields: BTreeMap<String, usize>,
}

/// `student: 150 records (pre)`.
impl fmt::Display for LoadedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { model, env_type, records, kept, .. } = self;
        let noun = if *records == 1 { "record" } else { "records" };
        write!(f, "{model}: {records} {noun} ({env_type})")?;
        match kept {
            0 => Ok(()),
            1 => f.write_str(", 1 is there already and stays"),
            kept => write!(f, ", {kept} are there already and stay"),
        }
    }
}

/// Something of a folder that was not loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped {
    /// The file or folder.
    pub path: PathBuf,
    /// Why it was not loaded.
    pub reason: SkipReason,
}

/// Why a file or folder was not loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SkipReason {
    /// It is a table, such as CSV or XLSX.
    Table,
    /// It would be records of a model that there is not.
    UnknownModel {
        /// The identifier that its name tells.
        model: String,
    },
    /// Its name is not that of a file of records.
    OtherName,
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table => f.write_str("a table; files of records are <model>.json, .ndjson and .jsonl"),
            Self::UnknownModel { model } => write!(f, "there is no model `{}`", weda_definition::printable(model)),
            Self::OtherName => f.write_str("files of records are <model>.json, .ndjson and .jsonl"),
        }
    }
}
