//! The directory of the definitions, found by the same rule for the command, build scripts and the macro.

use std::path::{Path, PathBuf};

use crate::Settings;
use crate::ancestors::ancestors;

/// The directory of the definitions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Located {
    /// The directory; it may not exist.
    pub dir: PathBuf,
    /// The reason, as a clause: "`WEDA_MODELS` names it".
    pub why: String,
    /// True if it was named, so that its absence is an error.
    pub named: bool,
}

const FOLDER: &str = "database-schemas";

/// Finds the directory of the definitions for the folder `start` (a package's manifest folder, or the current folder).
///
/// `variable` is the value of `WEDA_MODELS`, which has precedence. Next are the settings: `models`, or `database-schemas`
/// beside their file. Without settings it is the nearest `database-schemas` from `start` up to the root of the workspace or
/// repository.
///
/// ```
/// use weda_codegen::{Settings, locate};
///
/// let located = locate("/home/li/school".as_ref(), Some("models/definitions"), &Settings::default());
/// assert_eq!(located.dir, std::path::Path::new("/home/li/school/models/definitions"));
/// assert_eq!(located.why, "WEDA_MODELS names it");
/// ```
#[must_use]
pub fn locate(start: &Path, variable: Option<&str>, settings: &Settings) -> Located {
    if let Some(models) = variable.filter(|models| !models.is_empty()) {
        return Located { dir: start.join(models), why: "WEDA_MODELS names it".to_owned(), named: true };
    }
    if let Some(file) = &settings.file {
        return by_settings(file, settings.models.as_deref());
    }
    let folders = ancestors(start);
    let top = folders.last().copied().unwrap_or(start);
    let near = folders.iter().find(|folder| folder.join(FOLDER).is_dir());
    let why = match near {
        Some(_) => format!("it is the nearest {FOLDER} from {} up to {}", start.display(), top.display()),
        None => format!(
            "WEDA_MODELS is not set, and from {} up to {} there is neither a weda.toml nor a {FOLDER}",
            start.display(),
            top.display()
        ),
    };
    Located { dir: near.copied().unwrap_or(start).join(FOLDER), why, named: false }
}

fn by_settings(file: &Path, models: Option<&Path>) -> Located {
    let (dir, why) = match models {
        Some(models) => (models.to_owned(), format!("`models` in {} names it", file.display())),
        None => {
            let why = format!("it is beside {}, which names no `models`", file.display());
            (file.with_file_name(FOLDER), why)
        }
    };
    Located { dir, why, named: models.is_some() }
}
