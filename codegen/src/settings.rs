//! What `weda.toml` says.

mod choose;
mod error;
mod file;
mod relax;

use std::path::{Path, PathBuf};

use crate::Problems;
use crate::locate::way_up;

pub use error::SettingsError;

/// The name of the file.
const FILE: &str = "weda.toml";

/// The settings in `weda.toml`: where definitions are, and what is made of them.
///
/// The file that counts is the nearest one from the folder of the package (of the command: from the current folder) up to
/// the root of the workspace or repository. Paths in it start from its own folder. It lies beside the directory of the
/// definitions and never in it, since the vendor's tool takes every file there for a model.
///
/// Each setting may be left out. One that does not exist is an error, and so is a model or field that does not.
///
/// ```
/// use weda_codegen::Settings;
///
/// let text = r#"
/// models = "definitions"                     # where the definitions are; else `database-schemas` beside this file
/// out = "src/data"                           # where `weda generate` writes; else `src/models`
/// only = ["student", "class", "sys_user"]    # these models and no others
/// skip = ["sys_user"]                        # but not these
/// optional = ["student.name"]                # required by the definition, missing in records of old
/// derive = ["PartialEq"]                     # more traits for all generated types
/// serde = true                               # `serde::Serialize` for them, with the names of the wire
/// "#;
/// let settings = Settings::parse("/home/li/school/weda.toml".as_ref(), text).unwrap();
/// assert_eq!(settings.models.as_deref(), Some("/home/li/school/definitions".as_ref()));
///
/// let problems = Settings::parse("weda.toml".as_ref(), "modles = \"definitions\"").unwrap_err();
/// assert_eq!(problems.to_string(), "weda.toml:1 there is no setting `modles`; did you mean `models`?");
/// ```
///
/// `weda generate` and a build script obey all of them but [`out`](Self::out), which is the command's. `#[weda_model]`
/// obeys [`models`](Self::models) and [`optional`](Self::optional): a view says for itself what it loads and derives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The file; `None` where there is none, and then nothing is set.
    pub file: Option<PathBuf>,
    /// `models = "definitions"`: the directory of the definitions. The variable `WEDA_MODELS` comes before it; without
    /// both it is `database-schemas` beside the file.
    pub models: Option<PathBuf>,
    /// `out = "src/data"`: the folder that `weda generate` writes to, with `src/data.rs` beside it. The command's `--out`
    /// comes before it; without both it is `src/models` in the current folder.
    pub out: Option<PathBuf>,
    /// `only = ["student"]`: code is generated for these models alone. Relations may point to others: these become types
    /// that are known by name only, as for models without a definition.
    pub only: Option<Vec<Entry>>,
    /// `skip = ["student"]`: no code is generated for these models, and their definitions may be broken.
    pub skip: Vec<Entry>,
    /// `optional = ["student.name", "student.address.city"]`: fields that the definition requires although some records
    /// do not have them. They are read as `Option`; a new record needs them still.
    pub optional: Vec<Entry>,
    /// `derive = ["PartialEq"]`: traits that all generated types derive besides `Debug` and `Clone`: rows, create shapes,
    /// nested objects and option sets. A trait of another crate needs its path, as in `schemars::JsonSchema`.
    pub derive: Vec<Entry>,
    /// `serde = true`: all generated types implement `serde::Serialize`, under the names of the wire; an option is the
    /// text that records store. The package needs `serde` with its feature `derive`.
    pub serde: bool,
}

/// One text in a list of settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The text.
    pub text: String,
    /// Its line; the first is 1.
    pub line: u32,
}

impl Settings {
    /// Reads the nearest `weda.toml` from the folder `start` up to the root of the workspace or repository. Where there is
    /// none, nothing is set.
    ///
    /// # Errors
    /// The file cannot be read, or as [`parse`](Self::parse).
    pub fn find(start: &Path) -> Result<Self, Problems> {
        let files = way_up(start).into_iter().map(|folder| folder.join(FILE));
        match files.into_iter().find(|file| file.is_file()) {
            Some(file) => file::read(&file),
            None => Ok(Self::default()),
        }
    }

    /// Understands the text of the settings in `file`.
    ///
    /// # Errors
    /// It is no TOML, has settings that do not exist, or values of another kind.
    pub fn parse(file: &Path, text: &str) -> Result<Self, Problems> {
        file::parse(file, text)
    }

    /// A problem with one line of the file.
    fn error(&self, line: Option<u32>, fault: error::Fault) -> SettingsError {
        SettingsError { file: self.file.clone().unwrap_or_else(|| FILE.into()), line, fault }
    }
}
