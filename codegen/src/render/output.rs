//! The files of a set of models, and where they stand.

use std::collections::BTreeMap;

/// The texts of all files of a set of models.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Output {
    /// The file that declares the modules.
    pub root: String,
    /// Where it stands.
    pub place: Root,
    /// The files in the folder, by name: `student.rs`.
    pub models: BTreeMap<String, String>,
}

/// Where the file stands that declares the modules.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Root {
    /// Beside the folder of this name that holds the models' files: `models.rs` beside `models`.
    Beside(String),
    /// In the folder of the models' files, as `lib.rs`: they are a crate.
    Library,
}

impl Root {
    /// The folder of the models' files, seen from this file, unless it is the file's own.
    pub(super) fn folder(&self) -> Option<&str> {
        match self {
            Self::Beside(folder) => Some(folder),
            Self::Library => None,
        }
    }
}
