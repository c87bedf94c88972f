//! The result of loading a folder of records.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// How [`Emulator::load_files_with`] treats a record whose `_id` is already in the store.
///
/// [`Emulator::load_files_with`]: crate::Emulator::load_files_with
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Existing {
    /// Keeps the record of the store unchanged.
    Keep,
    /// Replaces it with the record of the file.
    #[default]
    Replace,
}

/// The files that were loaded from a folder, and those that were skipped.
///
/// ```
/// use weda_emulator::{Definition, Emulator, Existing};
///
/// # let folder = tempfile::tempdir()?;
/// # let dir = folder.path();
/// let text = r#"{ "properties": { "name": { "type": "string", "title": "姓名" } } }"#;
/// let emulator = Emulator::builder().definitions(Definition::parse("student", "student.json", text)?).start()?;
/// std::fs::write(dir.join("student.ndjson"), "{\"_id\":\"a\",\"name\":\"李四\",\"班级\":\"1\"}\n")?;
/// std::fs::write(dir.join("student.csv"), "name\n李四\n")?;
///
/// let loaded = emulator.load_files_with(dir, Existing::Keep)?;
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
    /// All other entries of the folder, except names that begin with a dot.
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
    /// The number of records that were stored from the file.
    pub records: usize,
    /// The number of records that were already in the store and were left unchanged.
    pub kept: usize,
    /// The fields that the model does not store, each with the number of records that had a value for it.
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
            kept => write!(f, ", {kept} already present and unchanged"),
        }
    }
}

/// An entry of a folder that was not loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped {
    /// The file or folder.
    pub path: PathBuf,
    /// The reason.
    pub reason: SkipReason,
}

/// Reasons for not loading a file or folder.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SkipReason {
    /// It is a table, such as CSV or XLSX.
    Table,
    /// The model does not exist.
    UnknownModel {
        /// The identifier, from the file's name.
        model: String,
    },
    /// Its name is not a name of a file of records.
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
