//! The files of a set of models, and their locations.

use std::collections::BTreeMap;

/// The texts of all files of a set of models.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Output {
    /// The file that declares the modules.
    pub root: String,
    /// The location of that file.
    pub place: Root,
    /// The files in the folder, by name: `student.rs`.
    pub models: BTreeMap<String, String>,
}

/// The location of the file that declares the modules.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Root {
    /// Beside the folder of this name with the models' files: `models.rs` beside `models`.
    Beside(String),
    /// In the folder of the models' files, as `lib.rs` of a crate.
    Library,
}

impl Root {
    /// The folder of the models' files relative to this file, or `None` if it is the same.
    pub(super) fn folder(&self) -> Option<&str> {
        match self {
            Self::Beside(folder) => Some(folder),
            Self::Library => None,
        }
    }
}
